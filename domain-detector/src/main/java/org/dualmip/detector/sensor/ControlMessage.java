package org.dualmip.detector.sensor;

import org.dualmip.detector.Clue;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.packet.Checksum;
import org.dualmip.mobileip.packet.Ip4Packet;

/**
 * What an ICMP control message tells (RFC 792, RFC 1256): that there is a router or a host with its
 * source address; of a mobility agent, what it offers (RFC 5944 §2.1).
 */
public final class ControlMessage {
  private ControlMessage() {}

  /**
   * Makes a clue of one.
   *
   * @param from who sent it on the link
   * @throws MalformedException if it is no whole ICMP message, or from no single host
   */
  public static Clue clue(Ip4Packet packet, MacAddress from) throws MalformedException {
    byte[] message = packet.payload().toBytes();
    if (packet.protocol() != Ip4Packet.ICMP || message.length < 8) {
      throw new MalformedException("Protocol", 9, "is no ICMP message");
    }
    if (!packet.source().isUnicast()) {
      throw new MalformedException("Source address", 12, packet.source() + " is no host's");
    }
    if (Checksum.of(message, 0, message.length) != 0) {
      throw new MalformedException("Checksum", 2, "is wrong");
    }
    int type = packet.payload().at(0);
    if (type == AgentAdvertisement.TYPE) {
      try {
        AgentAdvertisement agent = AgentAdvertisement.read(message);
        return new Clue.AgentAdvertised(packet.source(), from, agent.careOf());
      } catch (MalformedException noAgent) {
        return new Clue.Icmp(packet.source(), type);
      }
    }
    return new Clue.Icmp(packet.source(), type);
  }
}
