package org.dualmip.mobileip.node;

import java.util.HashSet;
import java.util.Set;
import org.dualmip.mobileip.extension.DynamicHomeAgent;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/**
 * Which home agent is asked: the configured one, the one that answered for the home network (RFC
 * 5944 §3.6.1.2), or the one that was assigned or redirected to (RFC 4433).
 */
final class HomeAgentChoice {
  /** Home agents of a circle that are remembered; RFC 4433 §4.2 leaves the number to us. */
  private static final int MOST_REDIRECTIONS = 8;

  private final Ip4 configured;
  private final @Nullable Ip4 wished;
  private @Nullable Ip4 known;
  private @Nullable Ip4 requested;
  private boolean named;
  private final Set<Ip4> redirectors = new HashSet<>();

  /**
   * @param configured an address, the home network's broadcast address (found by code 136), or
   *     0.0.0.0 or 255.255.255.255 (RFC 4433)
   * @param wished whom to ask for an assignment; null if a foreign agent chooses
   */
  HomeAgentChoice(Ip4 configured, @Nullable Ip4 wished) {
    this.configured = configured;
    this.wished = wished;
    reset();
  }

  /** The session is over: the next one begins as configured (RFC 4433 §5.1.3). */
  void reset() {
    known = isAssigned() ? null : configured;
    requested = isAssigned() ? wished : null;
    named = false;
    redirectors.clear();
  }

  private boolean isAssigned() {
    return configured.isAny() || configured.equals(Ip4.BROADCAST);
  }

  /** The Home Agent field of a request. */
  Ip4 field() {
    if (known != null) {
      return known;
    }
    return named && requested != null ? requested : configured;
  }

  /** Where a request goes that goes to a home agent directly; null if that is not known. */
  @Nullable Ip4 destination() {
    return known != null ? known : requested;
  }

  /** The extension that asks for a certain home agent; null if none is needed. */
  @Nullable DynamicHomeAgent extension() {
    return requested == null
        ? null
        : new DynamicHomeAgent(DynamicHomeAgent.Subtype.REQUESTED, requested);
  }

  /**
   * A foreign agent may not know assignment: name the home agent in its field too (RFC 4433 §4.1
   * step 2, §10).
   *
   * @return whether that changes anything
   */
  boolean name() {
    boolean changes = !named && known == null && requested != null;
    named |= changes;
    return changes;
  }

  /** The home agent of an accepting reply is the one for the session (RFC 4433 §5.1.2). */
  void accepted(Ip4 homeAgent) {
    if (known == null && homeAgent.isUnicast()) {
      known = homeAgent;
    }
    requested = null;
    redirectors.clear();
  }

  /**
   * Code 136: the reply tells who answered (RFC 5944 §3.6.2.3).
   *
   * @return whether that changes anything
   */
  boolean found(Ip4 homeAgent) {
    if (!homeAgent.isUnicast() || homeAgent.equals(field())) {
      return false;
    }
    known = homeAgent;
    requested = null;
    return true;
  }

  /**
   * Code 143: another home agent is to be asked (RFC 4433 §4.2).
   *
   * @return false if that one has sent us away itself, a circle, or cannot be anybody's address
   */
  boolean redirected(Ip4 by, Ip4 to) {
    redirectors.add(by);
    if (!to.isUnicast() || redirectors.contains(to) || redirectors.size() > MOST_REDIRECTIONS) {
      return false;
    }
    known = isAssigned() ? null : to;
    requested = to;
    return true;
  }
}
