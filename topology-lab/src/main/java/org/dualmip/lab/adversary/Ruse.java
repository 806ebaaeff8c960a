package org.dualmip.lab.adversary;

import java.util.List;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.UdpDatagram;

/** What a rogue answers to what it hears. No I/O, no clock. Belongs to one thread. */
interface Ruse {
  /** The port of Mobile IP (RFC 5944 §1.8). */
  int PORT = 434;

  /**
   * Packets for the link that this one came from.
   *
   * @param heard what a station there sent to or through the router
   * @param from that station
   */
  List<Ip4Packet> answer(Ip4Packet heard, MacAddress from);

  /**
   * A registration request on its way.
   *
   * @param from who asks
   * @param to whom, in whose name one may answer
   */
  record Asked(Endpoint from, Endpoint to, RegistrationRequest request) {
    /** An answer as if from the one who was asked. */
    Ip4Packet answered(byte[] payload) {
      return new UdpDatagram(to, from, Octets.of(payload)).toPacket(64);
    }
  }

  /** The registration request in a packet, or nothing. */
  static List<Asked> asked(Ip4Packet heard) {
    if (heard.protocol() != Ip4Packet.UDP) {
      return List.of();
    }
    try {
      UdpDatagram datagram = UdpDatagram.read(heard);
      if (datagram.to().port() != PORT) {
        return List.of();
      }
      var request = RegistrationRequest.read(datagram.payload().toBytes());
      return List.of(new Asked(datagram.from(), datagram.to(), request));
    } catch (MalformedException other) {
      return List.of();
    }
  }
}
