package org.dualmip.mobileip.foreign;

import org.dualmip.mobileip.extension.EncapsulatingDelivery;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Policy;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.ReverseTunnels;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Service;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.UdpTunnels;
import org.dualmip.mobileip.foreign.Judgement.Denied;
import org.dualmip.mobileip.foreign.Judgement.Valid;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a request asks for is offered: the rules behind codes 72, 74, 75, 76 and 79, in the
 * order of RFC 3024 §4.2.1.
 */
final class ServiceCheck {
  /** All mobility agents on a link (RFC 5944 §3.6.1.1). */
  private static final Ip4 MOBILE_AGENTS = Ip4.of("224.0.0.11");

  private final Service service;
  private final Policy policy;

  ServiceCheck(ForeignAgentConfig config) {
    this.service = config.service();
    this.policy = config.policy();
  }

  /** The terms, or the code that says why there are none. */
  Judgement check(Asked asked, Ip4 homeAgent) {
    boolean coLocated = asked.has(RegistrationRequest.CO_LOCATED);
    Tunnel.Kind kind = kind(asked);
    if (asked.message().isDeregistration() || coLocated) {
      // The agent carries nothing for these: what they ask for is between node and home agent.
      return new Valid(asked, new Terms(homeAgent, kind, coLocated, false, Delivery.DIRECT));
    }
    if (!service.encapsulations().contains(kind)) {
      return new Denied(
          asked,
          ReplyCode.FA_ENCAPSULATION_UNAVAILABLE,
          "RFC 3024 §4.2.1: this agent ends no tunnels of " + kind);
    }
    boolean encapsulating =
        asked.toForeignAgent().stream().anyMatch(EncapsulatingDelivery.class::isInstance);
    if (encapsulating && !service.encapsulatingDelivery()) {
      return new Denied(
          asked,
          ReplyCode.FA_DELIVERY_STYLE_UNSUPPORTED,
          "RFC 3024 §3.4: encapsulating delivery is not offered");
    }
    boolean reverse = asked.has(RegistrationRequest.REVERSE_TUNNEL);
    String needed = reverse ? null : reverseTunnelNeeded(asked);
    if (needed != null) {
      return new Denied(asked, ReplyCode.FA_REVERSE_TUNNEL_MANDATORY, needed);
    }
    if (reverse && !isNear(asked)) {
      return new Denied(
          asked,
          ReplyCode.FA_NODE_TOO_DISTANT,
          "RFC 3024 §4.2.1: it arrived with time to live "
              + asked.datagram().ttl()
              + ", not 255, so a router is between");
    }
    if (reverse && service.reverseTunnels() == ReverseTunnels.UNAVAILABLE) {
      return new Denied(
          asked,
          ReplyCode.FA_REVERSE_TUNNEL_UNAVAILABLE,
          "RFC 3024 §4.2.1: reverse tunnels are not offered");
    }
    return new Valid(
        asked,
        new Terms(
            homeAgent,
            kind,
            false,
            reverse,
            encapsulating ? Delivery.ENCAPSULATING : Delivery.DIRECT));
  }

  /** Why a registration without the T bit is refused (code 75); null if it is not. */
  private @Nullable String reverseTunnelNeeded(Asked asked) {
    if (service.reverseTunnels() == ReverseTunnels.MANDATORY) {
      return "RFC 3024 §4.2.1: the T bit is not set";
    }
    if (service.udpTunnels() == UdpTunnels.FORCED) {
      return "RFC 3519 §4.5: the T bit is not set, and a NAT would translate the home address";
    }
    if (policy.privateNeedReverseTunnels() && asked.home().isPrivate()) {
      return "RFC 3024 §A.4: the T bit is not set, and the home address is private";
    }
    return null;
  }

  /**
   * Time to live 255, or 1 to the multicast group, which RFC 5944 §3.6.1.1 prescribes and which no
   * router passes on.
   */
  private static boolean isNear(Asked asked) {
    return asked.datagram().ttl() == 255
        || (asked.datagram().ttl() == 1 && asked.datagram().to().address().equals(MOBILE_AGENTS));
  }

  /**
   * GRE comes before minimal encapsulation where both bits are set, as at the home agent. Where the
   * operator wants GRE for all, the bits stay as they are: the key extension asks for it (RFC 6245
   * §4.1).
   */
  private Tunnel.Kind kind(Asked asked) {
    boolean coLocated = asked.has(RegistrationRequest.CO_LOCATED);
    return asked.has(RegistrationRequest.GRE) || (policy.greForAll() && !coLocated)
        ? Tunnel.Kind.GRE
        : asked.has(RegistrationRequest.MINIMAL) ? Tunnel.Kind.MINIMAL : Tunnel.Kind.IP_IN_IP;
  }
}
