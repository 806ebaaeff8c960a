package org.dualmip.service;

import java.time.Instant;
import org.dualmip.linux.HostClock;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.slf4j.LoggerFactory;

/** Where time comes from. Only the edges of a service read it; engines are told. */
@FunctionalInterface
public interface Clock {
  /** The time on both clocks, read together. Any thread. */
  Now now();

  /**
   * The clocks of this host. The monotonic one also counts while the host is asleep ({@link
   * HostClock}): what is proved, granted or waited for grows old meanwhile. As long as the host is
   * awake it is {@link System#nanoTime}, so that values of different processes can be compared.
   */
  static Clock system() {
    if (!HostClock.countsSleep()) {
      LoggerFactory.getLogger(Clock.class)
          .warn("this kernel has no CLOCK_BOOTTIME: time stands still while the host is asleep");
    }
    return () -> new Now(new MonotonicTime(HostClock.nanos()), Instant.now());
  }
}
