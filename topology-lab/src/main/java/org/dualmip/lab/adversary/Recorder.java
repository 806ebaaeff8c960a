package org.dualmip.lab.adversary;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.dualmip.linux.LinkFilter;
import org.dualmip.linux.LinkSocket;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.UdpDatagram;

/** Remembers the last replies of a home agent that pass a router. Thread-safe. */
final class Recorder implements AutoCloseable {
  private static final int KEPT = 8;

  private final Ip4 agent;
  private final LinkSocket socket;
  private final Deque<Octets> replies = new ArrayDeque<>();

  /** Listens on a router's link on which replies come in. */
  Recorder(NetworkNamespace router, String link, Ip4 agent) {
    this.agent = agent;
    socket = router.call(() -> LinkSocket.open(link, LinkFilter.ALL));
    socket.receive((packet, _, _) -> heard(packet));
  }

  private void heard(byte[] bytes) {
    try {
      Ip4Packet packet = Ip4Packet.read(bytes);
      if (!packet.source().equals(agent) || packet.protocol() != Ip4Packet.UDP) {
        return;
      }
      Octets payload = UdpDatagram.read(packet).payload();
      if (payload.size() > 0 && payload.at(0) == RegistrationReply.TYPE) {
        keep(payload);
      }
    } catch (MalformedException other) {
      return; // nothing to be replayed
    }
  }

  private synchronized void keep(Octets reply) {
    if (replies.size() == KEPT) {
      replies.removeFirst();
    }
    replies.addLast(reply);
  }

  /** What was heard so far, the latest last. */
  synchronized List<Octets> replies() {
    return List.copyOf(replies);
  }

  @Override
  public void close() {
    socket.close();
  }
}
