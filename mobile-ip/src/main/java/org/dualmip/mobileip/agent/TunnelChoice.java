package org.dualmip.mobileip.agent;

import java.util.Optional;
import java.util.function.Predicate;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * Which tunnel a registration gets: the rules behind codes 138, 139 and 142, and those of RFC 3519
 * §4.6 on NATs with their codes 129 and 134. Code 137 has no cause: a tunnel that goes one way goes
 * the other way too.
 */
final class TunnelChoice {
  private final HomeAgentConfig config;
  private final Predicate<Ip4> isHome;

  /**
   * @param isHome whether an address is a home address served here; a tunnel to one would lead back
   *     into a tunnel
   */
  TunnelChoice(HomeAgentConfig config, Predicate<Ip4> isHome) {
    this.config = config;
    this.isHome = isHome;
  }

  /** The tunnel, or the code that says why there is none. */
  sealed interface Choice {
    /**
     * Granted.
     *
     * @param tunnel to the mobile node
     * @param answer to its UDP tunnel request; null if it made none
     */
    record Use(Tunnel tunnel, @Nullable UdpTunnelReply answer) implements Choice {}

    /**
     * Refused.
     *
     * @param code for the reply
     * @param why for people
     */
    record Refuse(ReplyCode code, String why) implements Choice {}
  }

  /**
   * Chooses for an authentic request with a lifetime.
   *
   * @param end the Mobile-Home extension: what stands behind it was not sent by the mobile node
   * @param home the node's home address, assigned or its own
   * @param from the source of the request, as seen here
   */
  Choice choose(RegistrationRequest request, Authentication end, Ip4 home, Endpoint from) {
    if (config.tunnels().reverse() == TunnelOffer.Reverse.MANDATORY
        && !request.has(RegistrationRequest.REVERSE_TUNNEL)) {
      return refuse(ReplyCode.REVERSE_TUNNEL_MANDATORY, "RFC 3024 §4.3.1: the T bit is not set");
    }
    Ip4 careOf = request.careOf();
    if (!Unicast.is(careOf) || careOf.equals(home) || careOf.equals(config.address())) {
      return refuse(ReplyCode.POORLY_FORMED, "no tunnel can end at care-of address " + careOf);
    }
    boolean behindNat = !from.address().equals(careOf) && !from.address().equals(home);
    Optional<UdpTunnelRequest> asked = udpTunnelRequest(request, end);
    if (asked.isPresent()) {
      return asked(asked.get(), request, home, from, behindNat);
    }
    if (sentByForeignAgent(request, end) && request.has(RegistrationRequest.CO_LOCATED)) {
      return refuse(
          ReplyCode.POORLY_FORMED,
          "RFC 3519 §4.6.1: a foreign agent asks for a UDP tunnel, but the D bit is set");
    }
    if (behindNat) {
      return refuse(
          ReplyCode.PROHIBITED,
          "RFC 3519 §4.6.1: the source is not the care-of address, so there is a NAT between, and"
              + " the request does not ask for a UDP tunnel");
    }
    return ipInIp(request, null);
  }

  /** RFC 3519 §4.6 and §4.6.1, for a request that the mobile node itself made. */
  private Choice asked(
      UdpTunnelRequest asked,
      RegistrationRequest request,
      Ip4 home,
      Endpoint from,
      boolean behindNat) {
    if (!request.has(RegistrationRequest.CO_LOCATED)) {
      return refuse(
          ReplyCode.POORLY_FORMED,
          "RFC 3519 §4.6.1: it asks for a UDP tunnel, but the D bit is not set");
    }
    if (asked.encapsulation() != 0 && asked.encapsulation() != Ip4Packet.IP_IN_IP) {
      return refuse(
          ReplyCode.UDP_ENCAPSULATION_UNAVAILABLE,
          "RFC 3519 §4.6.1: protocol " + asked.encapsulation() + " in UDP is not offered");
    }
    if (asked.throughForeignAgent()) {
      // The tunnel would have to wait for a keepalive (§4.6, R flag); that is not offered.
      return refuse(
          ReplyCode.PROHIBITED,
          "RFC 3519 §4.6.1: UDP tunnels past a foreign agent (the R flag) are not offered");
    }
    if (!behindNat && !asked.force()) {
      return ipInIp(request, new UdpTunnelReply(UdpTunnelReply.DECLINED, false, 0));
    }
    if (asked.encapsulation() == 0 && otherEncapsulation(request)) {
      return refuse(
          ReplyCode.UDP_ENCAPSULATION_UNAVAILABLE,
          "RFC 3519 §3.1.4: GRE and minimal encapsulation in UDP are not offered");
    }
    if (from.address().equals(home) || leadsBack(from.address())) {
      return refuse(
          ReplyCode.PROHIBITED, "a UDP tunnel to " + from + " would lead back into a tunnel");
    }
    return new Choice.Use(
        Tunnel.inUdp(from),
        new UdpTunnelReply(
            UdpTunnelReply.ACCEPTED,
            asked.force(),
            (int) config.tunnels().keepalive().toSeconds()));
  }

  private Choice ipInIp(RegistrationRequest request, @Nullable UdpTunnelReply answer) {
    if (otherEncapsulation(request)) {
      return refuse(
          ReplyCode.ENCAPSULATION_UNAVAILABLE,
          "RFC 3024 §4.3.1: GRE and minimal encapsulation (the G and M bits) are not offered");
    }
    if (leadsBack(request.careOf())) {
      return refuse(
          ReplyCode.PROHIBITED,
          "a tunnel to " + request.careOf() + ", a home address, would lead back into a tunnel");
    }
    return new Choice.Use(Tunnel.ipInIp(request.careOf()), answer);
  }

  private boolean leadsBack(Ip4 end) {
    return end.equals(config.address()) || isHome.test(end);
  }

  private static boolean otherEncapsulation(RegistrationRequest request) {
    return request.has(RegistrationRequest.GRE) || request.has(RegistrationRequest.MINIMAL);
  }

  /**
   * The request of the mobile node. If Reserved 3 is not zero, RFC 3519 §3.1.3 says that it MUST be
   * skipped as not understood and §4.6.1 that it SHOULD be refused with code 134: the MUST wins.
   */
  private static Optional<UdpTunnelRequest> udpTunnelRequest(
      RegistrationRequest request, Authentication end) {
    return request.before(end).stream()
        .filter(UdpTunnelRequest.class::isInstance)
        .map(UdpTunnelRequest.class::cast)
        .filter(asked -> asked.reserved3() == 0)
        .findFirst();
  }

  /** Whether a UDP tunnel request stands behind the Mobile-Home extension (RFC 3519 §4.5). */
  private static boolean sentByForeignAgent(RegistrationRequest request, Authentication end) {
    return request.extensions().stream()
        .skip(request.before(end).size())
        .anyMatch((Extension e) -> e instanceof UdpTunnelRequest asked && asked.reserved3() == 0);
  }

  private static Choice refuse(ReplyCode code, String why) {
    return new Choice.Refuse(code, why);
  }
}
