package org.dualmip.mobileip.node;

import org.dualmip.mobileip.discovery.Agent;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;

/**
 * Where a registration is made from: the point of attachment, as far as it decides which address is
 * registered, who gets the request and how it is addressed (RFC 5944 §3.6.1.1).
 *
 * <p>Two are the same if a binding made from one is the binding made from the other. What an agent
 * advertises may change with every advertisement and is no part of it: see {@link AgentOffer}.
 */
public sealed interface CareOf {
  /** The interface, or whatever else carries packets from here, by name. */
  String link();

  /** The care-of address to register; at home it is the home address (RFC 5944 §3.6.1.2). */
  Ip4 address();

  /** Whether the node itself holds the care-of address: the D bit (RFC 5944 §3.3). */
  boolean isCoLocated();

  /** A co-located care-of address, registered with the home agent directly. */
  record CoLocated(String link, Ip4 address) implements CareOf {
    @Override
    public boolean isCoLocated() {
      return true;
    }

    @Override
    public String toString() {
      return address + " on " + link;
    }
  }

  /**
   * Through a foreign agent.
   *
   * @param address the care-of address: one that the agent advertises, or with {@code coLocated}
   *     the node's own
   * @param agent the source address of the agent's advertisements; {@link #ALL_AGENTS} if only its
   *     link-layer address is known
   * @param mac the source of its advertisements on the link: where requests go, without ARP
   * @param coLocated the address is the node's own, but the agent wants to see the registration
   *     (the R bit of its advertisements, RFC 5944 §2.1.1)
   */
  record ThroughAgent(String link, Ip4 address, Ip4 agent, MacAddress mac, boolean coLocated)
      implements CareOf {
    /** An agent's own care-of address. */
    public ThroughAgent(String link, Ip4 address, Ip4 agent, MacAddress mac) {
      this(link, address, agent, mac, false);
    }

    /** Through an agent that was heard, with the first care-of address that it advertises. */
    public static ThroughAgent of(Agent heard) {
      return new ThroughAgent(
          heard.link(), heard.advertisement().careOf().getFirst(), heard.address(), heard.mac());
    }

    @Override
    public boolean isCoLocated() {
      return coLocated;
    }

    @Override
    public String toString() {
      return address + " on " + link + " through the foreign agent " + agent;
    }
  }

  /**
   * On the home network: registering from here takes back all bindings (RFC 5944 §3.6.1.2).
   *
   * @param address the home address
   */
  record AtHome(String link, Ip4 address) implements CareOf {
    @Override
    public boolean isCoLocated() {
      return false;
    }

    @Override
    public String toString() {
      return address + " at home on " + link;
    }
  }

  /** The multicast address of all mobility agents on a link (RFC 5944 §3.6.1.1). */
  Ip4 ALL_AGENTS = Ip4.of("224.0.0.11");
}
