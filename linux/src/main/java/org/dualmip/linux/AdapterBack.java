package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.IcmpError;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.jspecify.annotations.Nullable;

/** The way back to whoever sent a packet into an adapter. Any thread. */
final class AdapterBack implements TunnelAnswers.Back {
  private final Tun adapter;
  private volatile @Nullable IcmpSocket socket;

  AdapterBack(Tun adapter) {
    this.adapter = adapter;
  }

  /** Sends answers through this socket from now on, from an address of this host. */
  void through(IcmpSocket icmp) {
    socket = icmp;
  }

  @Override
  public boolean send(IcmpError error) {
    // Without a socket the answer seems to come from where the packet should have gone. That way
    // it is no martian on an adapter whose host has the tunnel's address.
    IcmpSocket icmp = socket;
    Ip4 from = icmp == null ? destination(error.quoted()) : Ip4.ANY;
    return error
        .packet(from)
        .map(answer -> icmp == null ? inject(answer) : icmp.send(answer))
        .orElse(false);
  }

  private boolean inject(Ip4Packet answer) {
    try (var arena = Arena.ofConfined()) {
      byte[] bytes = answer.toBytes();
      return adapter.write(arena.allocateFrom(JAVA_BYTE, bytes).address(), bytes.length);
    } catch (HostException gone) { // the thread that reads it tells so
      return false;
    }
  }

  private static Ip4 destination(Octets packet) {
    return packet.size() < Ip4Packet.HEADER ? Ip4.ANY : Ip4.of(packet.slice(16, 20).toBytes());
  }
}
