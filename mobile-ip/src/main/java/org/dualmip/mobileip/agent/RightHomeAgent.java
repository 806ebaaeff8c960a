package org.dualmip.mobileip.agent;

import org.dualmip.mobileip.extension.DynamicHomeAgent;
import org.dualmip.mobileip.extension.DynamicHomeAgent.Subtype;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/**
 * Whether a request has come to the agent that shall serve it: the rules behind code 136 (RFC 5944
 * §3.8.2.1, §3.8.3.2) and code 143 (RFC 4433 §5.3).
 */
final class RightHomeAgent {
  private final HomeAgentConfig config;

  RightHomeAgent(HomeAgentConfig config) {
    this.config = config;
  }

  /** Why it has not; null if it has. */
  @Nullable Denial check(Authentic request) {
    Ip4 sentTo = request.datagram().to().address();
    if (!isOwn(sentTo)) {
      return unknown("RFC 5944 §3.8.2.1: it was sent to " + sentTo + ", not to this agent alone");
    }
    DynamicHomeAgent named = request.ofNode(DynamicHomeAgent.class);
    Ip4 requested = named != null && named.subtype() == Subtype.REQUESTED ? named.address() : null;
    if (config.services().assignment() && requested != null && !requested.equals(sentTo)) {
      return unknown("RFC 4433 §5.3: home agent " + requested + " was requested");
    }
    Ip4 homeAgent = request.message().homeAgent();
    boolean leftOpen = homeAgent.isAny() || homeAgent.equals(Ip4.BROADCAST);
    if (!homeAgent.equals(config.address()) && !(leftOpen && config.services().assignment())) {
      return unknown("RFC 5944 §3.8.3.2: it is meant for home agent " + homeAgent);
    }
    return leftOpen || requested != null ? redirected(request) : null;
  }

  /** Whether a destination address is this host's alone: not a broadcast or multicast address. */
  boolean isOwn(Ip4 sentTo) {
    if (sentTo.equals(config.address())) {
      return true;
    }
    return sentTo.isUnicast()
        && config.networks().stream().noneMatch(network -> network.isBroadcast(sentTo));
  }

  /** Only a node that leaves the choice to the network is sent elsewhere (RFC 4433 §4.2). */
  private @Nullable Denial redirected(Authentic request) {
    Ip4 other = request.node().subscriber().permissions().homeAgent();
    return !config.services().assignment()
            || other == null
            || request.message().isDeregistration()
            || other.equals(config.address())
        ? null
        : new Denial(
            ReplyCode.REDIRECTED,
            "RFC 4433 §5.3: home agent " + other + " serves it",
            new DynamicHomeAgent(Subtype.REDIRECTED, other));
  }

  private static Denial unknown(String why) {
    return new Denial(ReplyCode.UNKNOWN_HOME_AGENT, why);
  }
}
