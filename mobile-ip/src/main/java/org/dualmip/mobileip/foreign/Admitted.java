package org.dualmip.mobileip.foreign;

import java.time.Duration;
import org.dualmip.mobileip.extension.GreKey;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.foreign.VisitorList.Agreement;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.Tunnel.GreKeys;
import org.jspecify.annotations.Nullable;

/**
 * The visitor that an accepted registration makes (RFC 5944 §3.7.3.2), and what was agreed on
 * revoking it.
 */
record Admitted(Visitor visitor, @Nullable Agreement revocation) {
  /** Where the home agent leaves it to us (RFC 3519 §3.2, §4.9). */
  private static final int DEFAULT_KEEPALIVE_SECONDS = 110;

  /** RFC 3519 §4.10. */
  private static final int SHORTEST_KEEPALIVE_SECONDS = 10;

  /** From a reply that was accepted with a lifetime. */
  static Admitted of(
      ReplyCheck.Outcome.Relayed relayed, ForeignAgentConfig config, MonotonicTime now) {
    Pending pending = relayed.pending();
    RegistrationReply reply = relayed.reply();
    RegistrationRequest request = pending.asked().message();
    Terms terms = pending.terms();
    UdpTunnelReply udp =
        ReplyCheck.first(relayed.trusted(), UdpTunnelReply.class)
            .filter(answer -> answer.accepted() && !terms.coLocated())
            .orElse(null);
    // The lesser of both; the entry's time begins now, so that it does not end before the node's.
    int lifetime = Math.min(reply.lifetime(), (int) config.limits().longestLifetime().toSeconds());
    Visitor visitor =
        new Visitor(
            pending.asked().datagram().link(),
            pending.asked().datagram().mac(),
            reply.home(),
            pending.asked().nai(),
            pending.terms().homeAgent(),
            request.careOf(),
            terms.coLocated(),
            tunnel(relayed, terms.homeAgent(), udp),
            terms.reverseTunnel(),
            terms.delivery(),
            request.has(RegistrationRequest.BROADCASTS),
            udp == null ? 0 : keepaliveSeconds(udp),
            request.identification(),
            lifetime,
            now.plus(Duration.ofSeconds(lifetime)));
    boolean possible =
        config.service().revocation()
            && !terms.coLocated()
            && config.trust().homeAgent(terms.homeAgent()).isPresent();
    Agreement agreement =
        ReplyCheck.first(relayed.trusted(), RevocationSupport.class)
            .filter(_ -> possible)
            .map(support ->
                new Agreement(
                    support.inform() && config.service().homeAgentInforms(), support.timestamp()))
            .orElse(null);
    return new Admitted(visitor, agreement);
  }

  private static int keepaliveSeconds(UdpTunnelReply udp) {
    int told = udp.keepaliveSeconds();
    return told == 0 ? DEFAULT_KEEPALIVE_SECONDS : Math.max(told, SHORTEST_KEEPALIVE_SECONDS);
  }

  private static Tunnel tunnel(
      ReplyCheck.Outcome.Relayed relayed, Ip4 homeAgent, @Nullable UdpTunnelReply udp) {
    Pending pending = relayed.pending();
    GreKeys keys =
        pending.greKey() == 0
            ? null
            : ReplyCheck.first(relayed.trusted(), GreKey.class)
                .map(theirs -> new GreKeys(theirs.key(), pending.greKey()))
                .orElse(null);
    Terms terms = pending.terms();
    return udp == null
        ? new Tunnel(terms.kind(), homeAgent, 0, keys)
        : new Tunnel(terms.kindInUdp(), homeAgent, Relay.PORT, keys);
  }
}
