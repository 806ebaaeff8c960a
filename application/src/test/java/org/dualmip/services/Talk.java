package org.dualmip.services;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/** Datagrams from one socket to another. */
final class Talk {
  static final Duration LIMIT = Duration.ofSeconds(40);

  private Talk() {}

  static InetSocketAddress endpoint(Ip4 address, int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(address.octets()), port);
  }

  /** Whether a datagram from one gets to the other, and one back, within the limit. */
  static boolean bothWays(DatagramSocket one, DatagramSocket other) throws Exception {
    for (long end = System.nanoTime() + LIMIT.toNanos(); System.nanoTime() < end; ) {
      send(one, (InetSocketAddress) other.getLocalSocketAddress());
      InetSocketAddress from = received(other);
      if (from != null) {
        send(other, from);
        if (received(one) != null) {
          return true;
        }
      }
    }
    return false;
  }

  static void send(DatagramSocket from, InetSocketAddress to) {
    try {
      from.send(new DatagramPacket(new byte[] {1}, 1, to));
    } catch (IOException refused) {
      // As good as lost.
    }
  }

  /** Who sent what arrives next, or null if nothing does. */
  static @Nullable InetSocketAddress received(DatagramSocket at) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[64], 64);
    try {
      at.receive(packet);
      return (InetSocketAddress) packet.getSocketAddress();
    } catch (SocketTimeoutException nothing) {
      return null;
    }
  }
}
