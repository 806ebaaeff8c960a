package org.dualmip.homeagent;

import java.time.Duration;
import org.dualmip.service.config.Default;
import org.dualmip.service.config.InvalidSetting;
import org.jspecify.annotations.Nullable;

/**
 * How often an agent advertises itself on a link (RFC 5944 §2.1, §2.3).
 *
 * @param send whether it does; solicitations are not answered either if it does not
 * @param interval between two, 1 s to 600 s
 * @param lifetime how long hosts may believe one, at least the interval and at most 9000 s (RFC
 *     1256 §4.1); absent: three times the interval
 */
public record Advertisements(
    @Default("true") boolean send, @Default("10s") Duration interval, @Nullable Duration lifetime) {
  private static final Duration LONGEST = Duration.ofMinutes(150);

  /**
   * Checks the times.
   *
   * @throws InvalidSetting naming the key
   */
  public Advertisements {
    ConfigChecks.within("interval", interval, Duration.ofSeconds(1), Duration.ofMinutes(10));
    if (lifetime != null) {
      ConfigChecks.within("lifetime", lifetime, interval, LONGEST);
    }
  }

  /** The lifetime advertised. */
  Duration believed() {
    return lifetime != null ? lifetime : interval.multipliedBy(3);
  }
}
