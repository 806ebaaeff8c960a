package org.dualmip.detector.sensor;

import java.util.Set;
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
  /** Unreachable, redirect, router advertisement, time exceeded, parameter problem. */
  private static final Set<Integer> TYPES = Set.of(3, 5, 9, 11, 12);

  private ControlMessage() {}

  /** Whether an IPv4 packet, not looked at yet, is to be read as one. */
  public static boolean mayBeIn(byte[] packet) {
    int at = packet.length < Ip4Packet.HEADER ? 0 : (packet[0] & 15) * 4;
    return packet.length > at && at > 0 && packet[9] == Ip4Packet.ICMP && isControl(packet[at]);
  }

  private static boolean isControl(int type) {
    return TYPES.contains(type);
  }

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
