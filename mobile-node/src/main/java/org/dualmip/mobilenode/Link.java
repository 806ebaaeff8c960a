package org.dualmip.mobilenode;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.node.CareOf;
import org.jspecify.annotations.Nullable;

/**
 * A physical interface that can be used: up, with an address and a way out, or with a foreign agent
 * that serves it.
 *
 * @param name the interface
 * @param address what the access network gave it; with an agent and no own address, the agent's
 *     care-of address
 * @param prefixLength of the access network
 * @param gateway the router, or the agent
 * @param agent the foreign agent to register through; null to register oneself
 */
public record Link(
    String name, Ip4 address, int prefixLength, Ip4 gateway, CareOf.@Nullable ThroughAgent agent) {
  /** With an address of its own and no agent. */
  public Link(String name, Ip4 address, int prefixLength, Ip4 gateway) {
    this(name, address, prefixLength, gateway, null);
  }

  /** With an agent's address and none of its own. */
  static Link served(CareOf.ThroughAgent agent) {
    return new Link(agent.link(), agent.address(), 32, agent.agent(), agent);
  }

  /** The same, but what it registers the agent must see (RFC 5944 §2.1.1, the R bit). */
  Link under(CareOf.ThroughAgent required) {
    return new Link(name, address, prefixLength, gateway, required);
  }

  /** Where registrations are made from. */
  public CareOf careOf() {
    return agent == null ? new CareOf.CoLocated(name, address) : agent;
  }

  /** Whether the interface has the care-of address itself. */
  boolean ownsAddress() {
    return agent == null || agent.coLocated();
  }

  @Override
  public String toString() {
    return agent == null || agent.coLocated()
        ? name + " (" + address + "/" + prefixLength + " via " + gateway + ")"
        : name + " (served by the foreign agent " + gateway + " at " + address + ")";
  }
}
