package org.dualmip.detector;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a sensor saw on one interface. A clue is never a proof: anybody on the link can forge it.
 * {@link Rule} says what each is worth.
 */
public sealed interface Clue {
  /**
   * Whether a sensor may say it. The others are conclusions of the node itself, from authentic
   * answers or from its own memory: nobody may put them into its mouth.
   */
  default boolean isOfSensor() {
    return switch (this) {
      case Neighbour _,
          Icmp _,
          AgentAdvertised _,
          RouterAdvertised _,
          Lease _,
          Gateway _,
          GatewaySilent _,
          AccessPoint _,
          Portal _ ->
          true;
      case OwnAddress _, SmokedOut _, Found _, Impostor _, Remembered _, Contradiction _ -> false;
    };
  }

  /** The address that the interface was given (feature P70). */
  record OwnAddress(Ip4 address) implements Clue {
    @Override
    public String toString() {
      return "own address " + address;
    }
  }

  /** The source of a packet that another station sent to everybody on the link (P7). */
  record Neighbour(Ip4 source) implements Clue {
    @Override
    public String toString() {
      return "a packet from " + source;
    }
  }

  /**
   * An ICMP message (P8, P71).
   *
   * @param source who sent it
   * @param type its type (RFC 792)
   */
  record Icmp(Ip4 source, int type) implements Clue {
    @Override
    public String toString() {
      return "ICMP type " + type + " from " + source;
    }
  }

  /**
   * A mobility agent advertises (RFC 5944 §2.1).
   *
   * @param careOf the care-of addresses it offers; empty for a home agent alone
   */
  record AgentAdvertised(Ip4 agent, MacAddress mac, List<Ip4> careOf) implements Clue {
    /** Copies the list. */
    public AgentAdvertised {
      careOf = List.copyOf(careOf);
    }

    @Override
    public String toString() {
      return "the agent " + agent + " advertises";
    }
  }

  /**
   * An IPv6 router advertises (RFC 4861 §4.2, RFC 8106).
   *
   * @param router the router's link-layer address; null if it does not tell
   * @param prefixes those it advertises
   * @param domains its DNS search list
   */
  record RouterAdvertised(@Nullable MacAddress router, List<Prefix6> prefixes, List<String> domains)
      implements Clue {
    /** Copies the lists. */
    public RouterAdvertised {
      prefixes = List.copyOf(prefixes);
      domains = List.copyOf(domains);
    }

    @Override
    public String toString() {
      return "an IPv6 router with the prefixes " + prefixes + " and the domains " + domains;
    }
  }

  /**
   * A DHCP server gave out this configuration (RFC 2131, RFC 2132).
   *
   * @param server its identifier
   * @param domains domain name and search list (options 15 and 119)
   * @param servers DNS servers (option 6)
   */
  record Lease(Ip4 server, List<String> domains, List<Ip4> servers) implements Clue {
    /** Copies the lists. */
    public Lease {
      domains = List.copyOf(domains);
      servers = List.copyOf(servers);
    }

    @Override
    public String toString() {
      return "a lease from " + server + " with the domains " + domains;
    }
  }

  /** Who answers ARP for the default gateway (RFC 4436). */
  record Gateway(Ip4 address, MacAddress mac) implements Clue {
    @Override
    public String toString() {
      return "the gateway " + address + " is " + mac;
    }
  }

  /** Nobody has answered several questions for the default gateway. */
  record GatewaySilent(Ip4 address) implements Clue {
    @Override
    public String toString() {
      return "nobody answers for the gateway " + address;
    }
  }

  /**
   * The access point in use.
   *
   * @param security as the driver names it, such as {@code open} or {@code wpa2-eap}
   */
  record AccessPoint(String ssid, MacAddress bssid, String security) implements Clue {
    @Override
    public String toString() {
      return "the access point " + bssid + " of " + ssid + " (" + security + ")";
    }
  }

  /** Somebody denied a registration that was meant to be denied (P9, P72): forgeable. */
  record SmokedOut(Duration roundTrip) implements Clue {
    @Override
    public String toString() {
      return "somebody answered a smoke-out in " + roundTrip.toNanos() / 1000 + " us";
    }
  }

  /**
   * The inner home agent proved that it can be reached here, without a registration (P68).
   *
   * @param trusted whether it counts the source address as one of a trusted network
   */
  record Found(boolean trusted, Duration roundTrip) implements Clue {
    @Override
    public String toString() {
      return "the inner home agent answered authentically in "
          + roundTrip.toNanos() / 1000
          + " us and "
          + (trusted ? "trusts this network" : "does not trust this network");
    }
  }

  /** A denial that is not authentic, of a home agent that answers authentically. */
  record Impostor(Duration roundTrip) implements Clue {
    @Override
    public String toString() {
      return "somebody who is not the inner home agent answered in its name";
    }
  }

  /** The network wants its users to log in before it lets them out (RFC 8952). */
  record Portal(boolean captive) implements Clue {
    @Override
    public String toString() {
      return captive ? "a captive portal" : "no captive portal";
    }
  }

  /**
   * What is remembered of this network (P10, P73).
   *
   * @param by by which of its features it was known again
   * @param domain what was proved there
   * @param ago how long ago
   */
  record Remembered(NetworkFeature by, Domain domain, Duration ago) implements Clue {
    @Override
    public String toString() {
      return domain
          + " was proved "
          + ago.toHours()
          + " h ago in the network with this "
          + by.words();
    }
  }

  /**
   * What is remembered contradicts what is seen (P11).
   *
   * @param known the feature that is as it was
   * @param changed the one that is not
   */
  record Contradiction(NetworkFeature known, NetworkFeature changed) implements Clue {
    @Override
    public String toString() {
      return "the "
          + known.words()
          + " is known, but the "
          + changed.words()
          + " there was another one";
    }
  }
}
