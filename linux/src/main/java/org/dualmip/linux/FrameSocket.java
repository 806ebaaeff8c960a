package org.dualmip.linux;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;

/**
 * Hears what tells something about a link, ARP and IPv6 too, whether or not this host has an
 * address there: what is wanted is said by a {@link FrameFilter}, in the kernel.
 *
 * <p>A busy link costs nothing but the filter, and a flood of what is wanted a bounded share of a
 * processor: beyond {@link #PER_PACE} packets in {@link #PACE_MS} ms the rest wait in the socket's
 * buffer, or are lost there.
 *
 * <p>Needs CAP_NET_RAW. Any thread may send; each socket receives on one thread of its own.
 */
public final class FrameSocket implements AutoCloseable {
  /** What a frame holds: an IPv4 packet. */
  public static final int IPV4 = 0x0800;

  /** An ARP packet (RFC 826). */
  public static final int ARP = 0x0806;

  /** An IPv6 packet. */
  public static final int IPV6 = 0x86dd;

  /** How many frames are taken in one go. */
  static final int PER_PACE = 100;

  /** In what time. */
  static final int PACE_MS = 200;

  private static final int ETH_P_ALL = 3;

  /** Where stations speak to all others: IPv4 all systems and mDNS, IPv6 all nodes. */
  private static final List<MacAddress> GROUPS =
      List.of(
          LinkSocket.macOf(Ip4.of("224.0.0.1")),
          LinkSocket.macOf(Ip4.of("224.0.0.251")),
          MacAddress.of("33:33:00:00:00:01"));

  /** Gets each frame, on the socket's thread. */
  @FunctionalInterface
  public interface Receiver {
    /**
     * A frame arrived. Nothing in it has been looked at but what the filter looks at; a transport
     * checksum that the sender left to its hardware is filled in.
     *
     * @param protocol {@link #IPV4}, {@link #ARP} or {@link #IPV6}
     * @param payload what is in it, perhaps with the link's padding behind; the receiver's to keep
     * @param from who sent it on this link
     * @param broadcastOrMulticast whether it was sent to more stations than this one
     */
    void received(int protocol, byte[] payload, MacAddress from, boolean broadcastOrMulticast);
  }

  private final PacketSocket socket;
  private final Link link;
  private final LongAdder slowed = new LongAdder();
  private long paceBegan;
  private int taken;

  private FrameSocket(PacketSocket socket, Link link) {
    this.socket = socket;
    this.link = link;
  }

  /**
   * Opens one in the caller's network namespace.
   *
   * @param link name of an Ethernet-like link
   * @throws HostException without the right, or if there is no such link
   */
  public static FrameSocket open(String link, FrameFilter filter) {
    Link found = PacketSocket.find(link);
    return new FrameSocket(new PacketSocket(found, ETH_P_ALL, filter.program(), GROUPS), found);
  }

  /** The link as it was when it was opened. */
  public Link link() {
    return link;
  }

  /** Wants other frames from now on. */
  public void filter(FrameFilter filter) {
    socket.filter(filter.program());
  }

  /**
   * Sends a frame.
   *
   * @param protocol what it holds
   * @return whether the kernel took it
   */
  public boolean send(int protocol, byte[] payload, MacAddress to) {
    return socket.send(payload, protocol, to);
  }

  /** Begins to receive, on a thread of its own, until closed. At most once. */
  public void receive(Receiver receiver) {
    socket.receive((message, length) -> {
      hand(message, length, receiver);
      pace();
    });
  }

  private static void hand(PacketMessage message, long length, Receiver receiver) {
    long packet = message.packet();
    if (message.protocol() == IPV4
        && message.checksumIsMissing()
        && Ip4Header.wellFormed(packet, length)) {
      Ip4Header.completeTransportChecksum(packet);
    }
    receiver.received(
        message.protocol(),
        Memory.copy(packet, (int) length),
        message.source(),
        message.packetType() != 0);
  }

  private void pace() {
    long now = System.nanoTime();
    long passed = TimeUnit.NANOSECONDS.toMillis(now - paceBegan);
    if (passed >= PACE_MS) {
      paceBegan = now;
      taken = 0;
    } else if (++taken >= PER_PACE) {
      slowed.increment();
      try {
        TimeUnit.MILLISECONDS.sleep(PACE_MS - passed);
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** How often a flood had to wait. */
  public long slowed() {
    return slowed.sum();
  }

  @Override
  public void close() {
    socket.close();
  }
}
