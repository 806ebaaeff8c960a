package org.dualmip.mobileip.agent;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.agent.TunnelOffer.Reverse;
import org.dualmip.mobileip.extension.GreKey;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.Tunnel.GreKeys;
import org.jspecify.annotations.Nullable;

/**
 * Which tunnel a registration gets: the rules behind codes 137, 138, 139 and 142 (RFC 3024 §4.3.1,
 * RFC 6245 §4.2), and those of RFC 3519 §4.6 on NATs with their codes 129 and 134.
 */
final class TunnelChoice {
  private final HomeAgentConfig config;
  private final ServedNodes nodes;
  private final BindingList bindings;
  private final RandomGenerator random;

  TunnelChoice(
      HomeAgentConfig config, ServedNodes nodes, BindingList bindings, RandomGenerator random) {
    this.config = config;
    this.nodes = nodes;
    this.bindings = bindings;
    this.random = random;
  }

  /** The tunnel, or the code that says why there is none. */
  sealed interface Choice {
    /**
     * Granted.
     *
     * @param tunnel to the mobile node or its foreign agent
     * @param waiting {@link Binding#waiting()}
     * @param answer to a UDP tunnel request; null if there was none
     */
    record Use(Tunnel tunnel, boolean waiting, @Nullable UdpTunnelReply answer) implements Choice {}

    /**
     * Refused.
     *
     * @param code for the reply
     * @param why for people
     */
    record Refuse(ReplyCode code, String why) implements Choice {}
  }

  /** Chooses for an authentic request with a lifetime. */
  Choice choose(Authentic request) {
    RegistrationRequest message = request.message();
    boolean reverse = message.has(RegistrationRequest.REVERSE_TUNNEL);
    if (config.tunnels().reverse() == Reverse.MANDATORY && !reverse) {
      return refuse(ReplyCode.REVERSE_TUNNEL_MANDATORY, "RFC 3024 §4.3.1: the T bit is not set");
    }
    Ip4 careOf = message.careOf();
    if (!careOf.isUnicast()
        || careOf.equals(request.node().home())
        || careOf.equals(config.address())) {
      return refuse(ReplyCode.POORLY_FORMED, "no tunnel can end at care-of address " + careOf);
    }
    Choice choice = forward(request);
    if (choice instanceof Choice.Use use) {
      // "As a last check", RFC 3024 §4.3.1.
      if (reverse && config.tunnels().reverse() == Reverse.UNAVAILABLE) {
        return refuse(
            ReplyCode.REVERSE_TUNNEL_UNAVAILABLE,
            "RFC 3024 §4.3.1: reverse tunnels are not offered");
      }
      if (isAmbiguous(request.node(), use.tunnel())) {
        return refuse(
            reverse ? ReplyCode.REVERSE_TUNNEL_UNAVAILABLE : ReplyCode.ENCAPSULATION_UNAVAILABLE,
            "RFC 6245 §4.1: another network has the same home address at the end of the same"
                + " tunnel; without GRE keys nobody could tell their packets apart");
      }
    }
    return choice;
  }

  private Choice forward(Authentic request) {
    boolean coLocated = request.message().has(RegistrationRequest.CO_LOCATED);
    UdpTunnelRequest ofNode = understood(request.ofNode(UdpTunnelRequest.class));
    UdpTunnelRequest ofAgent = understood(request.ofForeignAgent(UdpTunnelRequest.class));
    if (ofNode != null && !coLocated) {
      return refuse(
          ReplyCode.POORLY_FORMED,
          "RFC 3519 §4.6.1: it asks for a UDP tunnel, but the D bit is not set");
    }
    if (ofAgent != null && coLocated) {
      return refuse(
          ReplyCode.POORLY_FORMED,
          "RFC 3519 §4.6.1: a foreign agent asks for a UDP tunnel, but the D bit is set");
    }
    if (coLocated && greKey(request) != null) {
      return refuse(
          ReplyCode.POORLY_FORMED,
          "RFC 6245 §4.1: a GRE key is a foreign agent's, but the D bit is set");
    }
    Ip4 source = request.datagram().from().address();
    boolean behindNat =
        !source.equals(request.message().careOf()) && !source.equals(request.node().home());
    // What no secret protects opens no tunnel to wherever the request came from.
    UdpTunnelRequest asked = ofNode != null || request.peer() == null ? ofNode : ofAgent;
    if (asked != null) {
      return asked(asked, request, behindNat);
    }
    // A foreign agent with a secret speaks from one of its addresses, whichever tunnels end at.
    boolean known = request.peer() != null && request.peer().address().equals(source);
    if (behindNat && !known) {
      return refuse(
          ReplyCode.PROHIBITED,
          "RFC 3519 §4.6.1: the source is not the care-of address, so there is a NAT between, and"
              + " the request does not ask for a UDP tunnel");
    }
    return natively(request, null);
  }

  /** RFC 3519 §4.6 and §4.6.1. */
  private Choice asked(UdpTunnelRequest asked, Authentic request, boolean behindNat) {
    Optional<Tunnel.Kind> kind =
        asked.encapsulation() == 0
            ? Optional.of(byFlags(request))
            : kind(asked.encapsulation()).filter(config.tunnels().kinds()::contains);
    if (kind.isEmpty()) {
      return refuse(
          ReplyCode.UDP_ENCAPSULATION_UNAVAILABLE,
          "RFC 3519 §4.6.1: protocol " + asked.encapsulation() + " in UDP is not offered");
    }
    boolean needed = behindNat || asked.throughForeignAgent();
    if (needed && !config.tunnels().natTraversal()) {
      return refuse(ReplyCode.PROHIBITED, "RFC 3519 §4.6.1: passing NATs is not permitted");
    }
    if (!needed && asked.force() && !config.tunnels().forcedUdp()) {
      return refuse(
          ReplyCode.PROHIBITED, "RFC 3519 §4.6.1: UDP tunnels without a NAT are not permitted");
    }
    if (!needed && !asked.force()) {
      return natively(request, new UdpTunnelReply(UdpTunnelReply.DECLINED, false, 0));
    }
    if (!config.tunnels().kindsInUdp().contains(kind.get())) {
      return refuse(
          ReplyCode.UDP_ENCAPSULATION_UNAVAILABLE,
          "RFC 3519 §3.1.4: " + kind.get() + " in UDP is not offered");
    }
    Endpoint from = request.datagram().from();
    if (from.address().equals(request.node().home()) || leadsBack(from.address())) {
      return refuse(
          ReplyCode.PROHIBITED, "a UDP tunnel to " + from + " would lead back into a tunnel");
    }
    UdpTunnelReply answer =
        new UdpTunnelReply(
            UdpTunnelReply.ACCEPTED, asked.force(), (int) config.tunnels().keepalive().toSeconds());
    if (asked.throughForeignAgent()) {
      Tunnel known = reached(request, from.address(), kind.get());
      return known != null
          ? new Choice.Use(known, false, answer)
          : new Choice.Use(tunnel(request, kind.get(), from), true, answer);
    }
    return new Choice.Use(tunnel(request, kind.get(), from), false, answer);
  }

  /** The tunnel whose port a keepalive has shown before (RFC 3519 §4.6, R flag). */
  private @Nullable Tunnel reached(Authentic request, Ip4 source, Tunnel.Kind kind) {
    Binding before = bindings.of(request.node(), request.message().careOf());
    return before != null
            && !before.waiting()
            && before.tunnel().isInUdp()
            && before.tunnel().kind() == kind
            && before.tunnel().remote().equals(source)
        ? before.tunnel()
        : null;
  }

  private Choice natively(Authentic request, @Nullable UdpTunnelReply answer) {
    Tunnel.Kind kind = byFlags(request);
    if (!config.tunnels().kinds().contains(kind)) {
      return refuse(
          ReplyCode.ENCAPSULATION_UNAVAILABLE, "RFC 3024 §4.3.1: " + kind + " is not offered");
    }
    Ip4 careOf = request.message().careOf();
    if (leadsBack(careOf)) {
      return refuse(
          ReplyCode.PROHIBITED,
          "a tunnel to " + careOf + ", a home address, would lead back into a tunnel");
    }
    return new Choice.Use(tunnel(request, kind, new Endpoint(careOf, 0)), false, answer);
  }

  /** What the M and G bits ask for; a GRE key asks for GRE without them (RFC 6245 §4.2). */
  private Tunnel.Kind byFlags(Authentic request) {
    boolean gre = request.message().has(RegistrationRequest.GRE) || greKey(request) != null;
    boolean minimal = request.message().has(RegistrationRequest.MINIMAL);
    if (gre && minimal) {
      // Either will do for the node.
      return config.tunnels().kinds().contains(Tunnel.Kind.GRE)
          ? Tunnel.Kind.GRE
          : Tunnel.Kind.MINIMAL;
    }
    return gre ? Tunnel.Kind.GRE : minimal ? Tunnel.Kind.MINIMAL : Tunnel.Kind.IP_IN_IP;
  }

  private static Optional<Tunnel.Kind> kind(int protocol) {
    for (Tunnel.Kind kind : Tunnel.Kind.values()) {
      if (kind.protocol() == protocol) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  private Tunnel tunnel(Authentic request, Tunnel.Kind kind, Endpoint end) {
    return new Tunnel(
        kind, end.address(), end.port(), kind == Tunnel.Kind.GRE ? keys(request) : null);
  }

  /** RFC 6245 §4.2: a key of zero leaves both directions to the home agent. */
  private @Nullable GreKeys keys(Authentic request) {
    GreKey asked = greKey(request);
    if (asked == null) {
      return null;
    }
    Binding before = bindings.of(request.node(), request.message().careOf());
    GreKeys known = before == null ? null : before.tunnel().keys();
    int own = known != null ? known.fromRemote() : unusedKey();
    return new GreKeys(asked.key() == 0 ? own : asked.key(), own);
  }

  private int unusedKey() {
    int key;
    do {
      key = random.nextInt();
    } while (key == 0 || bindings.usesKey(key));
    return key;
  }

  private static @Nullable GreKey greKey(Authentic request) {
    GreKey ofAgent = request.ofForeignAgent(GreKey.class);
    return ofAgent != null ? ofAgent : request.ofNode(GreKey.class);
  }

  private boolean leadsBack(Ip4 end) {
    return end.equals(config.address()) || nodes.isHome(end);
  }

  /** Whether a node of another network has this home address and the same tunnel. */
  private boolean isAmbiguous(ServedNode node, Tunnel tunnel) {
    if (config.networks().size() == 1) {
      return false;
    }
    for (ServedNode other = nodes.at(node.home()); other != null; other = other.twin) {
      if (other != node) {
        for (Binding binding : bindings.of(other)) {
          Tunnel taken = binding.tunnel();
          if (taken.kind() == tunnel.kind()
              && taken.end().equals(tunnel.end())
              && !differ(taken, tunnel)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean differ(Tunnel one, Tunnel other) {
    GreKeys a = one.keys();
    GreKeys b = other.keys();
    return (a == null) != (b == null)
        || (a != null
            && b != null
            && a.toRemote() != b.toRemote()
            && a.fromRemote() != b.fromRemote());
  }

  /**
   * If Reserved 3 is not zero, RFC 3519 §3.1.3 says that the extension MUST be skipped as not
   * understood and §4.6.1 that it SHOULD be refused with code 134: the MUST wins.
   */
  private static @Nullable UdpTunnelRequest understood(@Nullable UdpTunnelRequest asked) {
    return asked == null || asked.reserved3() != 0 ? null : asked;
  }

  private static Choice refuse(ReplyCode code, String why) {
    return new Choice.Refuse(code, why);
  }
}
