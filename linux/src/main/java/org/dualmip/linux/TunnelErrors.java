package org.dualmip.linux;

import java.util.List;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.IcmpError;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.Tunnel.Kind;
import org.dualmip.mobileip.packet.TunnelError;
import org.dualmip.mobileip.packet.TunnelState;

/**
 * Learns from the ICMP errors about packets in tunnels and tells the senders of the packets inside
 * (RFC 2003 §4, §5). As rare as {@link TunnelAnswers} allows; on the ICMP socket's thread.
 */
final class TunnelErrors {
  private final TunnelAnswers answers;
  private final TunnelAnswers.Back back;

  TunnelErrors(TunnelAnswers answers, TunnelAnswers.Back back) {
    this.answers = answers;
    this.back = back;
  }

  /** Takes an ICMP error, with its IP header, that this host got. */
  void heard(byte[] packet, PrefixMap<Exit[]> exits) {
    if (!answers.mayAnswer()) {
      return;
    }
    try {
      Ip4Packet whole = Ip4Packet.read(packet);
      TunnelError error = TunnelError.read(IcmpError.read(whole.payload()));
      if (error.local().equals(whole.destination())) { // else somebody made it up
        learn(error, exits);
        relay(error, exits);
      }
    } catch (MalformedException aboutSomethingElse) {
      // Most errors a host gets are about no tunnel.
    }
  }

  private static void learn(TunnelError error, PrefixMap<Exit[]> exits) {
    var now = new MonotonicTime(System.nanoTime());
    for (Exit[] ways : exits.values()) {
      for (Exit way : ways) {
        if (isAbout(error, way.tunnel)) {
          way.state = way.state.after(now, error.error(), error.outerLength());
          int told = way.state.mtuAt(now) - way.overhead();
          if (told > 0 && (way.learnMtu() == 0 || told < way.innerMtu)) {
            way.innerMtu = told;
          }
        }
      }
    }
  }

  /** Only if such a packet would go that way: else the quoted bytes are made up. */
  private void relay(TunnelError error, PrefixMap<Exit[]> exits) {
    if (error.inner().size() == 0) {
      return;
    }
    Ip4 destination = Ip4.of(error.inner().slice(16, 20).toBytes());
    Exit[] ways = exits.get(destination.bits());
    if (ways == null) {
      return;
    }
    boolean sameNetwork = exits.exactly(PrefixMap.host(destination)) != null;
    for (Exit way : ways) {
      if (isAbout(error, way.tunnel)) {
        error
            .relayed(way.overhead(), sameNetwork)
            .ifPresent(answer -> tell(answer, ways.length == 1));
        return;
      }
    }
  }

  /** Of several bindings another one may reach the node, but each copy is as long. */
  private void tell(IcmpError answer, boolean only) {
    if (only || answer.code() == IcmpError.TOO_BIG) {
      answers.answer(answer, back);
    }
  }

  private static boolean isAbout(TunnelError error, Tunnel tunnel) {
    return tunnel.remote().equals(error.remote())
        && tunnel.udpPort() == error.udpPort()
        // Fragments in a minimal tunnel go in IP-in-IP, and UDP may hide the kind.
        && (tunnel.kind() == error.kind() || error.kind() == Kind.IP_IN_IP);
  }

  /**
   * RFC 2003 §5: what the soft state says against a packet, its sender is told.
   *
   * @param only whether no other tunnel gets a copy, which could reach the node
   */
  void object(Exit way, long packet, int length, boolean only) {
    var now = new MonotonicTime(System.nanoTime());
    TunnelState state = way.state;
    if (!answers.mayAnswer()) {
      return;
    }
    Octets start = TunnelAnswers.start(packet, length);
    state
        .objection(now, start, length, Ip4Header.dontFragment(packet), way.overhead())
        .ifPresentOrElse(objection -> tell(objection, only), () -> forgetIfOld(way, now));
  }

  private static void forgetIfOld(Exit way, MonotonicTime now) {
    TunnelState state = way.state;
    if (state.mtuAt(now) == 0 && !now.isBefore(state.reachUntil())) {
      way.state = TunnelState.NEW;
    }
  }

  /** Something came from a tunnel's other end, so it can be reached. */
  static void reached(Exit[] ways, int source) {
    for (Exit way : ways) {
      if (way.knowsSomething() && way.tunnel.remote().bits() == source) {
        way.state = way.state.heard();
      }
    }
  }

  /** The ways of a new route, with what is known of the same tunnels so far. */
  static List<Exit> continued(List<Exit> fresh, List<Exit> past) {
    for (Exit way : fresh) {
      past.stream()
          .filter(old -> old.tunnel.equals(way.tunnel))
          .findAny()
          .ifPresent(old -> way.state = old.state);
    }
    return fresh;
  }
}
