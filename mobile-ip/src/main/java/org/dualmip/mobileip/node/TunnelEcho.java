package org.dualmip.mobileip.node;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.IcmpEcho;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.TunnelData;

/**
 * A keepalive on the wire: an ICMP echo to the home agent, inside the tunnel (RFC 3519 §4.9).
 *
 * @param homeAgent whom it asks
 * @param identifier of our own echoes, 0 to 65535
 */
record TunnelEcho(Ip4 homeAgent, int identifier) {
  /** The UDP payload of a keepalive. */
  Octets request(Ip4 home, int sequence) {
    Octets echo = new IcmpEcho(false, identifier, sequence).toOctets();
    return Octets.of(TunnelData.of(Ip4Packet.of(Ip4Packet.ICMP, home, homeAgent, echo)).toBytes());
  }

  /** Whether a UDP payload is the home agent's answer to one of ours. */
  boolean isAnswer(Octets payload, Ip4 home) throws MalformedException {
    TunnelData data = TunnelData.read(payload.toBytes());
    Ip4Packet packet = Ip4Packet.read(data.payload().toBytes());
    if (packet.protocol() != Ip4Packet.ICMP
        || !packet.source().equals(homeAgent)
        || !packet.destination().equals(home)) {
      return false;
    }
    IcmpEcho echo = IcmpEcho.read(packet.payload());
    return echo.reply() && echo.identifier() == identifier;
  }
}
