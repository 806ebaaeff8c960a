package org.dualmip.mobileip.discovery;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;

/**
 * A mobility agent that a node hears.
 *
 * @param link the node's interface
 * @param mac the agent's station on that link
 * @param address the source of its advertisements
 * @param advertisement the latest
 * @param heard when
 * @param expires when it is forgotten unless heard again (RFC 5944 §2.4.2.1)
 */
public record Agent(
    String link,
    MacAddress mac,
    Ip4 address,
    AgentAdvertisement advertisement,
    MonotonicTime heard,
    MonotonicTime expires) {

  /** Which agent it is, whatever it advertises. */
  public Key key() {
    return new Key(link, mac, address);
  }

  /** Whether a node may newly register through it. */
  public boolean serves() {
    return advertisement.has(AgentAdvertisement.FOREIGN_AGENT)
        && !advertisement.has(AgentAdvertisement.BUSY);
  }

  /**
   * What identifies an agent. A different station with the same address is a different agent, so
   * that a forged advertisement does not divert what is sent to the true one.
   */
  public record Key(String link, MacAddress mac, Ip4 address) {}
}
