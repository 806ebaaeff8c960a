package org.dualmip.mobilenode;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.dualmip.detector.Clue;
import org.dualmip.detector.DetectorConfig.Probe;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/**
 * The networks that interfaces are in now, and the user's word on each.
 *
 * <p>What the user allowed holds until the interface's connection changes. While something that a
 * rule asks for is not known yet, such as the name of a wireless network, what the rule forbids is
 * not done; after {@link #PATIENCE} it is taken for unknowable.
 */
final class Networks {
  /** Several times what a sensor needs. */
  static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final class Network {
    final Link link;
    final MonotonicTime since;
    NetworkIdentity identity;
    NetworkOverride override;
    boolean open;
    boolean allowed;

    Network(Link link, MonotonicTime since, NetworkIdentity identity, NetworkOverride override) {
      this.link = link;
      this.since = since;
      this.identity = identity;
      this.override = override;
    }
  }

  private final NetworkRules rules;
  private final Probe usual;
  private final Map<String, Network> networks = new TreeMap<>();

  /** Of wireless networks without a point of attachment yet. */
  private final Map<String, String> ssids = new HashMap<>();

  /**
   * @param usual when the inner home agent is asked where no rule says otherwise
   */
  Networks(NetworkRules rules, Probe usual) {
    this.rules = rules;
    this.usual = usual;
  }

  /** An interface has a point of attachment: little else is known of its network yet. */
  void attached(Link link, MonotonicTime now) {
    String ssid = ssids.remove(link.name());
    NetworkIdentity known = NetworkIdentity.of(link);
    NetworkIdentity identity = ssid == null ? known : known.withSsid(ssid);
    Network network = new Network(link, now, identity, rules.of(identity));
    network.open = rules.mayYetForbid(identity);
    networks.put(link.name(), network);
  }

  void detached(String name) {
    networks.remove(name);
  }

  /** The point of attachment of an interface, used or not; null if it has none. */
  @Nullable Link named(String name) {
    Network network = networks.get(name);
    return network == null ? null : network.link;
  }

  /** Takes what a sensor says of a network; whether something follows from it. */
  boolean seen(String name, Clue clue) {
    Network network = networks.get(name);
    if (network == null) {
      if (clue instanceof Clue.AccessPoint point) {
        ssids.put(name, point.ssid()); // a name comes before an address
      }
      return false;
    }
    NetworkIdentity before = network.identity;
    if (clue instanceof Clue.Gateway gateway
        && gateway.address().equals(network.identity.gateway())) {
      network.identity = before.withGatewayMac(gateway.mac());
    } else if (clue instanceof Clue.AccessPoint point) {
      network.identity = before.withSsid(point.ssid());
    }
    return !network.identity.equals(before) && settle(network, network.open);
  }

  /** Whether patience with something unknown is over on an interface. */
  boolean isOverdue(String name, MonotonicTime now) {
    Network network = networks.get(name);
    return network != null
        && network.open
        && !now.isBefore(network.since.plus(PATIENCE))
        && settle(network, false);
  }

  private boolean settle(Network network, boolean mayWait) {
    NetworkOverride before = network.override;
    boolean wasOpen = network.open;
    network.override = rules.of(network.identity);
    network.open = mayWait && rules.mayYetForbid(network.identity);
    return !network.override.equals(before) || network.open != wasOpen;
  }

  /** The user says that the inner home agent may be asked there; whether that is news. */
  boolean allow(String name) {
    Network network = networks.get(name);
    if (network == null || !network.override.ask() || network.allowed) {
      return false;
    }
    network.allowed = true;
    return true;
  }

  /** Whether the user has allowed it. */
  boolean isAllowed(String name) {
    Network network = networks.get(name);
    return network != null && network.allowed;
  }

  /** The user's word on the network of an interface. */
  NetworkOverride override(String name) {
    Network network = networks.get(name);
    return network == null ? NetworkOverride.NONE : network.override;
  }

  /** When to ask the inner home agent there. */
  Probe probe(String name) {
    Network network = networks.get(name);
    if (network == null) {
      return usual;
    }
    return network.open ? Probe.NEVER : network.override.probe(usual, network.allowed);
  }

  /** Whether that is another time than elsewhere. */
  boolean isRuled(String name) {
    return probe(name) != usual;
  }

  /** The interfaces that have a point of attachment, used or not. */
  Set<String> names() {
    return Set.copyOf(networks.keySet());
  }

  @Nullable MonotonicTime wakeAt() {
    return networks.values().stream()
        .filter(network -> network.open)
        .map(network -> network.since.plus(PATIENCE))
        .min(Comparator.naturalOrder())
        .orElse(null);
  }
}
