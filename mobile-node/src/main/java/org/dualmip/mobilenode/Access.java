package org.dualmip.mobilenode;

/**
 * An interface the node may use, and how much it likes to.
 *
 * @param name the interface
 * @param preference the higher the better
 * @param cost among equals the lower the better; among those, the interface attached last is taken,
 *     because a node moves towards the network it has just met
 * @param foreignAgents whether it may register through foreign agents there
 * @param metered whether its traffic costs money
 */
public record Access(
    String name, int preference, int cost, ForeignAgents foreignAgents, boolean metered) {
  /** What to make of foreign agents that are heard on an interface. */
  public enum ForeignAgents {
    /** They are not listened to. */
    NO,
    /**
     * They serve where the interface has no address of its own; where it has one, they are asked if
     * they require it (the R bit, RFC 5944 §2.1.1).
     */
    YES,
    /** An address of the interface's own is not used. */
    ONLY
  }

  /** An interface whose traffic costs nothing. */
  public Access(String name, int preference, int cost, ForeignAgents foreignAgents) {
    this(name, preference, cost, foreignAgents, false);
  }

  /** An interface without foreign agents. */
  public Access(String name, int preference, int cost) {
    this(name, preference, cost, ForeignAgents.NO);
  }

  boolean listens() {
    return foreignAgents != ForeignAgents.NO;
  }
}
