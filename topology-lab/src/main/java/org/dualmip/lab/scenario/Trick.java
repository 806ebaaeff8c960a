package org.dualmip.lab.scenario;

import java.util.Locale;

/** What the café does to whoever comes in. */
public enum Trick {
  /** Nothing: it is as it was built. */
  NONE(false, false),
  /** It gives out an office's addresses, router, name server and domain. */
  ADDRESSES(true, false),
  /** As above, and its router has the hardware address of the office's. */
  CLONE(true, true),
  /** As above, and advertises the office's foreign agent, which it is not. */
  AGENT(true, true),
  /** It replays what the inner home agent once answered in the office. */
  REPLAY(true, true),
  /** It denies, in the inner home agent's name, whatever that is asked. */
  SMOKE(true, false),
  /** It accepts in both home agents' names, with authenticators that mean nothing. */
  FORGE(true, false),
  /** It answers packets with ICMP errors and redirects that come from inside addresses. */
  ICMP(true, false),
  /** It lets nothing pass but UDP port 434. */
  ONLY_434(false, false),
  /** Every answer from beyond it comes 800 ms later. */
  SLOW(false, false);

  private final boolean insideAddresses;
  private final boolean officeRouter;

  Trick(boolean insideAddresses, boolean officeRouter) {
    this.insideAddresses = insideAddresses;
    this.officeRouter = officeRouter;
  }

  /** Whether the café uses an office's addresses. */
  public boolean insideAddresses() {
    return insideAddresses;
  }

  /** Whether its router has the hardware address of an office's router. */
  public boolean officeRouter() {
    return officeRouter;
  }

  /** Whether it answers in others' names, so that packets are forged. */
  public boolean deceives() {
    return switch (this) {
      case AGENT, REPLAY, SMOKE, FORGE, ICMP -> true;
      case NONE, ADDRESSES, CLONE, ONLY_434, SLOW -> false;
    };
  }

  /** The word in names, results and tables. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
