package org.dualmip.linux;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;

/**
 * Sends and receives whole IPv4 packets on one link, beside the host's own IP layer: with any
 * source address and to any station, and also what the host would not take, such as packets for an
 * address it does not have, from one that lies elsewhere (strict reverse-path filter), or from
 * 0.0.0.0.
 *
 * <p>This is what a foreign agent and its visitors speak through (RFC 5944 §2, §3.2.2, §4.2.2):
 * advertisements, solicitations, registrations, and packets for visitors, all without ARP. It hears
 * the all-systems, all-routers and mobile-agents multicast groups (RFC 1256 §3, RFC 5944 §2.4).
 * Packets this host sends on the link are never heard. What the host itself sends there passes
 * neither nftables' inet tables nor routing.
 *
 * <p>Needs CAP_NET_RAW. Any thread may send; each socket receives on one thread of its own, which
 * must not block for long.
 */
public final class LinkSocket implements AutoCloseable {
  /** Gets each packet, on the socket's thread. */
  @FunctionalInterface
  public interface Receiver {
    /**
     * A packet arrived. Its header is well-formed in length, its checksums are not looked at; a
     * transport checksum that the sender left to its hardware is filled in.
     *
     * @param ipPacket the packet alone, without the link's padding; the receiver's to keep
     * @param from who sent it on this link; {@link MacAddress#NONE} where links have no addresses
     * @param broadcastOrMulticast whether it was sent to more stations than this one
     */
    void received(byte[] ipPacket, MacAddress from, boolean broadcastOrMulticast);
  }

  private static final int IPV4 = 0x0800;
  private static final List<MacAddress> GROUPS =
      List.of(macOf(Ip4.of("224.0.0.1")), macOf(Ip4.of("224.0.0.2")), macOf(Ip4.of("224.0.0.11")));

  private final PacketSocket socket;
  private final LongAdder malformed = new LongAdder();

  private LinkSocket(PacketSocket socket) {
    this.socket = socket;
  }

  /**
   * Opens one in the caller's network namespace. The link may be down; it is heard while it is up.
   *
   * @param link name of an Ethernet-like link
   * @param filter what to receive
   * @throws HostException without the right, or if there is no such link
   */
  public static LinkSocket open(String link, LinkFilter filter) {
    return new LinkSocket(
        new PacketSocket(PacketSocket.find(link), IPV4, filter.program(), GROUPS));
  }

  /** The link-layer address an IPv4 multicast group has (RFC 1112 §6.4). */
  public static MacAddress macOf(Ip4 group) {
    return new MacAddress(0x0100_5e00_0000L | (group.bits() & 0x7f_ffff));
  }

  /** The link's name when it was opened. */
  public String link() {
    return socket.link();
  }

  /**
   * Sends a packet as it is: the caller makes the header and all checksums.
   *
   * @param ipPacket an IPv4 packet, not longer than the link's MTU
   * @param to the station; a broadcast or multicast address for several
   * @return whether the kernel took it: not if it is too long, the link is down or gone, or the
   *     queue is full
   */
  public boolean send(byte[] ipPacket, MacAddress to) {
    return socket.send(ipPacket, IPV4, to);
  }

  /** Sends from native memory; a negative result is the error number. */
  int send(long packet, int length, MacAddress to) {
    return socket.send(packet, length, IPV4, to);
  }

  /** Begins to receive, on a thread of its own, until closed. At most once. */
  public void receive(Receiver receiver) {
    socket.receive((message, length) -> hand(message, length, receiver));
  }

  private void hand(PacketMessage message, long length, Receiver receiver) {
    long packet = message.packet();
    if (!Ip4Header.wellFormed(packet, length)) {
      malformed.increment();
      return;
    }
    if (message.checksumIsMissing()) {
      Ip4Header.completeTransportChecksum(packet);
    }
    receiver.received(
        Memory.copy(packet, Ip4Header.totalLength(packet)),
        message.source(),
        message.packetType() != 0);
  }

  /** Packets that came without a well-formed header and were dropped. */
  public long malformed() {
    return malformed.sum();
  }

  /** Packets the kernel did not take. */
  public long unsent() {
    return socket.unsent();
  }

  /** Leaves the groups and ends receiving; sending then fails. A second call does nothing. */
  @Override
  public void close() {
    socket.close();
  }
}
