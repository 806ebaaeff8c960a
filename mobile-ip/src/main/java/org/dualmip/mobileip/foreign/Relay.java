package org.dualmip.mobileip.foreign;

import java.util.Optional;
import java.util.function.IntSupplier;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.GreKey;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.foreign.ForeignAgent.Output.ToHomeAgent;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.UdpTunnels;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.SecurityAssociation;

/**
 * Puts a valid request together for the home agent (RFC 5944 §3.7.2.2): the node's part as it came,
 * then what this agent has to say, then its signature.
 */
final class Relay {
  static final int PORT = 434;

  private final ForeignAgentConfig config;
  private final IntSupplier clock;

  /**
   * @param clock gives the timestamps of revocation support (RFC 3543 §3.2)
   */
  Relay(ForeignAgentConfig config, IntSupplier clock) {
    this.config = config;
    this.clock = clock;
  }

  /** The datagram to send. */
  ToHomeAgent send(Pending pending) {
    Asked asked = pending.asked();
    Ip4 homeAgent = pending.terms().homeAgent();
    ByteWriter out = new ByteWriter();
    out.bytes(asked.relayed().toBytes());
    if (pending.greKey() != 0) {
      new GreKey(pending.greKey()).write(out); // RFC 6245 §4.1: also to renew and deregister
    }
    // RFC 3519 §4.5: never for a co-located care-of address, whose tunnel would end here.
    UdpTunnels udp = config.service().udpTunnels();
    if (udp != UdpTunnels.NEVER
        && !pending.terms().coLocated()
        && !asked.message().isDeregistration()) {
      Terms terms = pending.terms();
      // RFC 3519 §3.1.1: 0 leaves it to the M and G bits.
      int encapsulation = terms.kindInUdp() == terms.kind() ? 0 : terms.kindInUdp().protocol();
      new UdpTunnelRequest(udp == UdpTunnels.FORCED, false, encapsulation, 0).write(out);
    }
    Optional<SecurityAssociation> association = config.trust().homeAgent(homeAgent);
    if (association.isPresent() && vouches(pending)) {
      if (takesRevocations(pending)) {
        new RevocationSupport(config.service().homeAgentInforms(), clock.getAsInt()).write(out);
      }
      association.get().sign(Authentication.Kind.FOREIGN_HOME, out);
    }
    return new ToHomeAgent(
        new Endpoint(source(asked), PORT), new Endpoint(homeAgent, PORT), Octets.of(out.toBytes()));
  }

  /**
   * RFC 5944 §3.5.4: this agent signs for its own care-of addresses only, and no deregistration,
   * which may name somebody else's.
   */
  private static boolean vouches(Pending pending) {
    return !pending.terms().coLocated() && !pending.asked().message().isDeregistration();
  }

  /** RFC 3543 §3.2, §4.2.1: it needs a secret, and a care-of address of this agent (§4.3.2). */
  boolean takesRevocations(Pending pending) {
    return config.service().revocation()
        && !pending.terms().coLocated()
        && config.trust().homeAgent(pending.terms().homeAgent()).isPresent();
  }

  /** The care-of address for this node; without one, the first that is offered. */
  private Ip4 source(Asked asked) {
    Ip4 careOf = asked.message().careOf();
    return config.careOf().contains(careOf) ? careOf : config.careOf().getFirst();
  }
}
