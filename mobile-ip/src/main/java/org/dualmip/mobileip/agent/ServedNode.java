package org.dualmip.mobileip.agent;

import org.dualmip.mobileip.agent.HomeAgent.Memory;
import org.dualmip.mobileip.net.Ip4;

/** A mobile node that is served, with what the agent must remember of it. */
final class ServedNode {
  private final Subscriber subscriber;
  private final IdentificationCheck identification;
  private Ip4 home;

  /**
   * @param home its home address; {@link Ip4#ANY} as long as none is assigned
   */
  ServedNode(Subscriber subscriber, Ip4 home, IdentificationCheck identification) {
    this.subscriber = subscriber;
    this.home = home;
    this.identification = identification;
  }

  Subscriber subscriber() {
    return subscriber;
  }

  IdentificationCheck identification() {
    return identification;
  }

  Ip4 home() {
    return home;
  }

  void assign(Ip4 address) {
    home = address;
  }

  Memory memory() {
    return new Memory(subscriber.name(), home, identification.last(), identification.nonce());
  }
}
