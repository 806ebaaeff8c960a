package org.dualmip.mobilenode;

import java.util.ArrayList;
import java.util.List;
import org.dualmip.detector.DetectorConfig.Probe;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.service.config.Default;
import org.dualmip.service.config.InvalidSetting;
import org.jspecify.annotations.Nullable;

/**
 * The user's word on a network, in the file of a node. It holds where all of {@code link}, {@code
 * prefix}, {@code gateway-mac} and {@code ssid} that are given do.
 *
 * @param name what the user calls it; made of the conditions if left out
 * @param link the interface
 * @param prefix where the interface's address must lie
 * @param gatewayMac the router's station
 * @param ssid the name of the wireless network
 * @param domain {@code outside} if it is that whatever is seen
 * @param probe when to ask the inner home agent in the clear there
 * @param ask whether it may be asked only once the user says so
 * @param metered whether traffic costs money there
 * @param use whether to use it at all
 */
public record NetworkSettings(
    @Nullable String name,
    @Nullable String link,
    @Nullable Prefix4 prefix,
    @Nullable String gatewayMac,
    @Nullable String ssid,
    @Nullable Always domain,
    @Nullable Probe probe,
    @Default("false") boolean ask,
    @Default("false") boolean metered,
    @Default("yes") Use use) {
  /** The only domain that a user can decree: inside needs a proof. */
  public enum Always {
    /** Outside, whatever is seen. */
    OUTSIDE
  }

  /** Whether to use a network. */
  public enum Use {
    /** As any other. */
    YES,
    /** Never. */
    NO
  }

  /** What belongs together is checked together. */
  public NetworkSettings {
    if (link == null && prefix == null && gatewayMac == null && ssid == null) {
      throw new InvalidSetting(
          "networks", "an entry for no network", "link, prefix, gateway-mac, ssid or several");
    }
    if (gatewayMac != null) {
      try {
        MacAddress.of(gatewayMac);
      } catch (IllegalArgumentException unfit) {
        throw new InvalidSetting(
            "gateway-mac", gatewayMac, "a hardware address such as 02:00:00:00:00:01");
      }
    }
    if (domain != null && (ask || (probe != null && probe != Probe.NEVER))) {
      throw new InvalidSetting(
          "domain", "outside and " + (ask ? "ask" : "probe"), "one of them: outside asks nobody");
    }
    if (ask && probe == Probe.NEVER) {
      throw new InvalidSetting("ask", "ask and probe: never", "one of them");
    }
  }

  NetworkRules.Entry entry() {
    Probe asking = domain == null ? probe : Probe.NEVER;
    return new NetworkRules.Entry(
        link,
        prefix,
        gatewayMac == null ? null : MacAddress.of(gatewayMac),
        ssid,
        new NetworkOverride(called(), use == Use.YES, asking, ask, metered));
  }

  private String called() {
    if (name != null) {
      return name;
    }
    List<String> words = new ArrayList<>();
    for (Object condition : new @Nullable Object[] {ssid, gatewayMac, prefix, link}) {
      if (condition != null) {
        words.add(condition.toString());
      }
    }
    return String.join(" ", words);
  }
}
