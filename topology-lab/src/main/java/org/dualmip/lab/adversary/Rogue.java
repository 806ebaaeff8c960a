package org.dualmip.lab.adversary;

import java.util.concurrent.atomic.LongAdder;
import org.dualmip.linux.LinkFilter;
import org.dualmip.linux.LinkSocket;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.packet.Ip4Packet;

/**
 * Hears all that stations send to or through a router, and answers at once with what a {@link Ruse}
 * makes of it, from any address. What it heard goes on its way all the same.
 */
final class Rogue implements AutoCloseable {
  private final Ruse ruse;
  private final LinkSocket socket;
  private final LongAdder sent;

  /**
   * Begins.
   *
   * @param sent counts the packets that were sent
   */
  Rogue(NetworkNamespace router, String link, Ruse ruse, LongAdder sent) {
    this.ruse = ruse;
    this.sent = sent;
    socket = router.call(() -> LinkSocket.open(link, LinkFilter.ALL));
    socket.receive((packet, from, _) -> heard(packet, from));
  }

  private void heard(byte[] bytes, MacAddress from) {
    try {
      for (Ip4Packet answer : ruse.answer(Ip4Packet.read(bytes), from)) {
        MacAddress to =
            answer.destination().isUnicast() ? from : LinkSocket.macOf(answer.destination());
        if (socket.send(answer.toBytes(), to)) {
          sent.increment();
        }
      }
    } catch (MalformedException fragment) {
      return; // of a packet whose beginning was answered
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
