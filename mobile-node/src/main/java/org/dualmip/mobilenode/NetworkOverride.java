package org.dualmip.mobilenode;

import org.dualmip.detector.DetectorConfig.Probe;
import org.jspecify.annotations.Nullable;

/**
 * The user's word on one network.
 *
 * @param name what the user calls it; empty where no rule holds
 * @param use whether the node may use it at all
 * @param probe when to ask the inner home agent there; null as everywhere else
 * @param ask whether the user is to be asked first: until then nothing is sent to the inner home
 *     agent in the clear
 * @param metered whether traffic costs money there
 */
public record NetworkOverride(
    String name, boolean use, @Nullable Probe probe, boolean ask, boolean metered) {
  /** The user said nothing. */
  public static final NetworkOverride NONE = new NetworkOverride("", true, null, false, false);

  /**
   * When to ask the inner home agent there.
   *
   * @param usual when to ask it elsewhere
   * @param allowed whether the user, being asked, has said yes
   */
  Probe probe(Probe usual, boolean allowed) {
    return ask && !allowed ? Probe.NEVER : probe == null ? usual : probe;
  }

  /** For people. */
  String words(boolean allowed) {
    if (!use) {
      return "never used";
    }
    String asking =
        ask
            ? allowed ? "asked for and allowed" : "asks first: 'dualmip allow " + name + "'"
            : probe == null
                ? "as everywhere"
                : probe == Probe.NEVER ? "always outside" : "probe: " + word(probe);
    return metered ? asking + ", metered" : asking;
  }

  private static String word(Probe probe) {
    return probe.name().toLowerCase(java.util.Locale.ROOT);
  }
}
