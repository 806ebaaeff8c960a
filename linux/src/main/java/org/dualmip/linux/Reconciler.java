package org.dualmip.linux;

/** Placeholder of the mark until the rest follows. */
public final class Reconciler {
  /** The number by which routes, rules, addresses and proxy entries are known as ours. */
  public static final int PROTOCOL = 242;

  private Reconciler() {}
}
