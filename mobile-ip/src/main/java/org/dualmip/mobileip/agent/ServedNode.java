package org.dualmip.mobileip.agent;

import org.dualmip.mobileip.agent.HomeAgent.Memory;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/** A mobile node that is served, with what the agent must remember of it. */
final class ServedNode {
  private final Subscriber subscriber;
  private final IdentificationCheck identification;
  private Ip4 home;

  /** For which session of the node its address was drawn; null if it is not known. */
  private @Nullable Integer session;

  /** A node of another home network with the same home address; null at the end of the chain. */
  @Nullable ServedNode twin;

  /** The first of its bindings, the newest one; null without. Belongs to the binding list. */
  BindingHeap.@Nullable Entry bindings;

  /** What it was told last, for a while. Belongs to the recent replies. */
  RecentReplies.@Nullable Answered answered;

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

  /** Whether its home address was assigned for this session of a concealed node. */
  boolean isAssignedFor(int ofNode) {
    return isAssigned() && session != null && session == ofNode;
  }

  void assignedFor(int ofNode) {
    session = ofNode;
  }

  /** Whether the home address came out of a pool. */
  boolean isAssigned() {
    return subscriber.home() == null && !home.isAny();
  }

  Memory memory() {
    return new Memory(subscriber.name(), home, identification.last(), identification.nonce());
  }
}
