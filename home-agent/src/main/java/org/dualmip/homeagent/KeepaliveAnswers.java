package org.dualmip.homeagent;

import java.util.function.Consumer;
import org.dualmip.linux.HostException;
import org.dualmip.linux.TunnelListener;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Checksum;
import org.dualmip.mobileip.packet.Ip4Packet;

/**
 * Answers keepalives, the echo requests to the home agent that come out of its tunnels (RFC 3519
 * §4.9). The host would not: the addresses of an isolated network are not in its main table, and an
 * operator may have told it to answer no pings. Any thread.
 *
 * @param agent whom they are for
 * @param answer sends a packet through the tunnels of its destination
 * @param others hears everything else
 */
record KeepaliveAnswers(Ip4 agent, Consumer<byte[]> answer, TunnelListener others)
    implements TunnelListener {
  @Override
  public boolean echoRequest(byte[] innerPacket) {
    try {
      Ip4Packet asked = Ip4Packet.read(innerPacket);
      byte[] message = asked.payload().toBytes();
      if (!asked.destination().equals(agent) || Checksum.of(message, 0, message.length) != 0) {
        return false;
      }
      Octets reply = reply(message);
      answer.accept(Ip4Packet.of(Ip4Packet.ICMP, agent, asked.source(), reply).toBytes());
      return true;
    } catch (MalformedException wrong) {
      return false;
    }
  }

  /** The same with type 0 (RFC 792). */
  private static Octets reply(byte[] message) {
    message[0] = 0;
    message[2] = 0;
    message[3] = 0;
    int checksum = Checksum.of(message, 0, message.length);
    message[2] = (byte) (checksum >> 8);
    message[3] = (byte) checksum;
    return Octets.of(message);
  }

  @Override
  public void echoReply(Endpoint origin, byte[] innerPacket) {
    others.echoReply(origin, innerPacket);
  }

  @Override
  public void adapterLost(HostException reason) {
    others.adapterLost(reason);
  }
}
