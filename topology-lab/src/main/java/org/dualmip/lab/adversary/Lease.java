package org.dualmip.lab.adversary;

import java.util.List;
import org.dualmip.lab.namespaces.Acknowledgment;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.packet.Ip4Packet;

/**
 * Acknowledges a DHCP lease now and then that nobody asked for, with an office's router, name
 * server and domain: for those who judge a place by its lease.
 */
final class Lease implements Ruse {
  private static final int EVERY = 256;

  private final Acknowledgment acknowledgment;
  private int heardSoFar;

  /** With these options. */
  Lease(Ip4 router, Ip4 nameServer, String domain) {
    acknowledgment = new Acknowledgment(router, nameServer, domain);
  }

  @Override
  public List<Ip4Packet> answer(Ip4Packet heard, MacAddress from) {
    if (heard.source().isAny() || heardSoFar++ % EVERY != 0) {
      return List.of();
    }
    return List.of(acknowledgment.packet(heard.source(), from));
  }
}
