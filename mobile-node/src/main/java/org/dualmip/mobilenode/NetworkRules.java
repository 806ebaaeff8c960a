package org.dualmip.mobilenode;

import java.util.List;
import org.dualmip.detector.DetectorConfig.Probe;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/**
 * The user's words on networks, read from the top: the first one whose conditions all hold counts,
 * and it alone.
 *
 * @param entries in order
 */
public record NetworkRules(List<Entry> entries) {
  /** The user said nothing of any network. */
  public static final NetworkRules NONE = new NetworkRules(List.of());

  /** The list is copied. */
  public NetworkRules {
    entries = List.copyOf(entries);
  }

  /**
   * What a network must be for a rule to hold; what is null does not matter.
   *
   * @param link the interface
   * @param prefix where the interface's address must lie
   */
  public record Entry(
      @Nullable String link,
      @Nullable Prefix4 prefix,
      @Nullable MacAddress gatewayMac,
      @Nullable String ssid,
      NetworkOverride then) {
    /** Whether it may hold, once all of the network is known. */
    private boolean mayMatch(NetworkIdentity network) {
      return (link == null || link.equals(network.link()))
          && (prefix == null || prefix.contains(network.address()))
          && (gatewayMac == null
              || network.gatewayMac() == null
              || gatewayMac.equals(network.gatewayMac()))
          && (ssid == null || network.ssid() == null || ssid.equals(network.ssid()));
    }

    private boolean matches(NetworkIdentity network) {
      return mayMatch(network)
          && (gatewayMac == null || network.gatewayMac() != null)
          && (ssid == null || network.ssid() != null);
    }
  }

  /** The user's word on a network, as far as it is known now. */
  NetworkOverride of(NetworkIdentity network) {
    return entries.stream()
        .filter(entry -> entry.matches(network))
        .map(Entry::then)
        .findFirst()
        .orElse(NetworkOverride.NONE);
  }

  /**
   * Whether a rule that would keep the node from asking the inner home agent may hold yet, once
   * more of the network is known: until then it is better not asked.
   */
  boolean mayYetForbid(NetworkIdentity network) {
    for (Entry entry : entries) {
      if (entry.matches(network)) {
        return false;
      }
      if (entry.mayMatch(network) && forbids(entry.then())) {
        return true;
      }
    }
    return false;
  }

  private static boolean forbids(NetworkOverride override) {
    return !override.use() || override.ask() || override.probe() == Probe.NEVER;
  }
}
