package org.dualmip.linux;

import org.dualmip.linux.TunnelCounters.Drop;
import org.dualmip.mobileip.packet.Tunnel.Kind;

/**
 * Takes the outer headers off what arrives at one socket. Works in the memory the packet came in,
 * and makes no object for it. Belongs to the socket's thread.
 */
final class TunnelReceiver {
  /** Gets what was inside. */
  @FunctionalInterface
  interface Inside {
    /**
     * A packet came out of a tunnel; nothing of it has been looked at.
     *
     * @param outerTrafficClass whose congestion mark the packet is to inherit; 0 for none
     */
    void arrived(Arrival outer, long inner, int length, int outerTrafficClass);
  }

  private static final int UDP_HEADER = 4;
  private static final int TUNNEL_DATA = 4;

  private final Inside inside;
  private final TunnelMeter meter;
  private final Arrival arrival = new Arrival();
  private final TunnelHeader.Gre gre = new TunnelHeader.Gre();

  TunnelReceiver(Inside inside, TunnelMeter meter) {
    this.inside = inside;
    this.meter = meter;
  }

  /** Takes a packet with its IP header. */
  void natively(Kind kind, long packet, int length, int source) {
    if (!Ip4Header.valid(packet, length)) {
      meter.drop(Drop.MALFORMED);
      return;
    }
    arrival.set(kind, source, 0);
    int header = Ip4Header.headerLength(packet);
    long payload = packet + header;
    int size = Ip4Header.totalLength(packet) - header;
    switch (kind) {
      case IP_IN_IP -> inside.arrived(arrival, payload, size, Ip4Header.trafficClass(packet));
      case GRE -> gre(payload, size, Ip4Header.trafficClass(packet));
      case MINIMAL -> minimal(packet, payload, size);
    }
  }

  /**
   * Takes the payload of a UDP datagram.
   *
   * @param trafficClass of its IP header, -1 if not known
   * @param ttl of its IP header, -1 if not known
   * @return false if it is no tunnel data
   */
  boolean inUdp(long payload, int length, int source, int port, int trafficClass, int ttl) {
    if (length == 0 || Memory.u8(payload) != TUNNEL_DATA) {
      return false;
    }
    if (length < UDP_HEADER) {
      meter.drop(Drop.MALFORMED);
      return true;
    }
    Kind kind = TunnelHeader.kind(Memory.u8(payload + 1));
    if (kind == null || (kind == Kind.MINIMAL && ttl < 0)) { // whose TTL is the packet's own
      meter.drop(Drop.UNKNOWN_KIND);
      return true;
    }
    arrival.set(kind, source, port);
    long data = payload + UDP_HEADER;
    int size = length - UDP_HEADER;
    int outerTrafficClass = Math.max(trafficClass, 0);
    switch (kind) {
      case IP_IN_IP -> inside.arrived(arrival, data, size, outerTrafficClass);
      case GRE -> gre(data, size, outerTrafficClass);
      case MINIMAL -> { // the header it has after the UDP header is taken away, RFC 3519 §4.3
        long packet = data - Ip4Header.SHORTEST;
        Ip4Header.write(
            packet, outerTrafficClass, size + Ip4Header.SHORTEST, 0, false, ttl, 55, source, 0);
        minimal(packet, data, size);
      }
    }
    return true;
  }

  private void gre(long payload, int size, int outerTrafficClass) {
    int header = gre.read(payload, size);
    if (header < 0) {
      meter.drop(Drop.MALFORMED);
      return;
    }
    if (gre.keyed) {
      arrival.setKey(gre.key);
    }
    if (gre.sequenced) {
      arrival.setSequence(gre.sequence);
    }
    inside.arrived(arrival, payload + header, size - header, outerTrafficClass);
  }

  /** The outer header is the packet's own with changes: there is no other mark to inherit. */
  private void minimal(long packet, long payload, int size) {
    int header = TunnelHeader.minimalLength(payload, size);
    if (header < 0) {
      meter.drop(Drop.MALFORMED);
      return;
    }
    long inner = TunnelHeader.restoreMinimal(packet, header);
    inside.arrived(arrival, inner, Ip4Header.totalLength(inner), 0);
  }
}
