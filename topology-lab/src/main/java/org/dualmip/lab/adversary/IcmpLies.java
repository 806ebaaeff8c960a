package org.dualmip.lab.adversary;

import java.util.ArrayList;
import java.util.List;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.IcmpError;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.UdpDatagram;

/**
 * Says of what passes that it cannot arrive, is too long or had better go another way (RFC 792, RFC
 * 1191 §4), as if inside routers and hosts said so; and the same of packets that were never sent,
 * between applications' addresses. One packet in sixteen is answered, or the rogue would be busy
 * with nothing else.
 */
final class IcmpLies implements Ruse {
  private static final int EVERY = 16;
  private static final int PROHIBITED = 13; // RFC 1812 §5.2.7.1
  private static final int REDIRECT_HOST = 1;
  private static final int[] MTUS = {68, 576, 0};

  private final Ip4 router;
  private final Ip4 agent;
  private final UdpDatagram ofApplications;
  private int heardSoFar;
  private int told;

  /**
   * For one place.
   *
   * @param router an inside address that errors come from, and that redirects point to
   * @param agent the inner home agent's address, that errors come from as well
   * @param home the applications' address
   * @param peer whom they talk to
   */
  IcmpLies(Ip4 router, Ip4 agent, Endpoint home, Endpoint peer) {
    this.router = router;
    this.agent = agent;
    ofApplications = new UdpDatagram(home, peer, Octets.ofHex("00".repeat(64)));
  }

  @Override
  public List<Ip4Packet> answer(Ip4Packet heard, MacAddress from) {
    if (heardSoFar++ % EVERY != 0 || heard.source().isAny()) {
      return List.of();
    }
    var lies = new ArrayList<Ip4Packet>();
    Octets passing = Octets.of(heard.toBytes());
    Octets never = Octets.of(ofApplications.toPacket(64).toBytes());
    for (IcmpError error : errors(passing, never)) {
      for (Ip4 teller : List.of(router, agent, heard.destination())) {
        error.packet(teller).map(packet -> to(heard.source(), packet)).ifPresent(lies::add);
      }
    }
    return lies;
  }

  private List<IcmpError> errors(Octets passing, Octets never) {
    int mtu = MTUS[told % MTUS.length];
    Octets quoted = told++ % 2 == 0 ? passing : never;
    return List.of(
        new IcmpError(IcmpError.UNREACHABLE, IcmpError.NETWORK, 0, quoted),
        new IcmpError(IcmpError.UNREACHABLE, IcmpError.HOST, 0, quoted),
        new IcmpError(IcmpError.UNREACHABLE, IcmpError.PROTOCOL, 0, quoted),
        new IcmpError(IcmpError.UNREACHABLE, IcmpError.PORT, 0, quoted),
        new IcmpError(IcmpError.UNREACHABLE, PROHIBITED, 0, quoted),
        new IcmpError(IcmpError.UNREACHABLE, IcmpError.TOO_BIG, mtu, quoted),
        new IcmpError(IcmpError.REDIRECT, REDIRECT_HOST, router.bits(), quoted));
  }

  /** An error about a packet between other hosts still goes to the station that was heard. */
  private static Ip4Packet to(Ip4 station, Ip4Packet error) {
    return new Ip4Packet(
        error.tos(),
        error.identification(),
        error.dontFragment(),
        error.ttl(),
        error.protocol(),
        error.source(),
        station,
        error.payload());
  }
}
