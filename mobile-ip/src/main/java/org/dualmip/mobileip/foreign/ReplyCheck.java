package org.dualmip.mobileip.foreign;

import java.util.List;
import java.util.Optional;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.extension.CriticalVendor;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.GreKey;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.foreign.ForeignAgent.Input.FromNetwork;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.UdpTunnels;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * Whether a reply can be believed and relayed: the validity checks of RFC 5944 §3.7.3.1 and the
 * rules behind codes 68, 71, 97 to 99, 101 and 109.
 */
final class ReplyCheck {
  /** Octets before the extensions (RFC 5944 §3.4). */
  private static final int FIXED = 20;

  private final ForeignAgentConfig config;
  private final PendingList pendings;

  ReplyCheck(ForeignAgentConfig config, PendingList pendings) {
    this.config = config;
    this.pendings = pendings;
  }

  /** What becomes of a reply. */
  sealed interface Outcome {
    /** Silently discarded; nothing changes. */
    record Discarded(Counter counter, String why) implements Outcome {}

    /**
     * Not relayed: the node gets a refusal of this agent instead.
     *
     * @param counter the reason
     */
    record Rejected(Pending pending, ReplyCode code, Counter counter, Level level, String why)
        implements Outcome {}

    /**
     * To be relayed.
     *
     * @param trusted the extensions that this agent may believe
     * @param part the octets to relay as they are (RFC 5944 §3.7.3.2)
     * @param error what this agent has against it, so that no registration comes of it (RFC 4636);
     *     null if nothing
     * @param why of the error, for people; empty without
     */
    record Relayed(
        Pending pending,
        RegistrationReply reply,
        List<Extension> trusted,
        Octets part,
        @Nullable ReplyCode error,
        String why)
        implements Outcome {}
  }

  /** Judges a datagram whose first octet says that it is a Registration Reply. */
  Outcome examine(FromNetwork datagram) {
    RegistrationReply reply;
    try {
      reply = RegistrationReply.read(datagram.payload().toBytes());
    } catch (MalformedException malformed) {
      return new Outcome.Discarded(
          Counter.REPLIES_MALFORMED, String.valueOf(malformed.getMessage()));
    }
    if (reply.mustBeDiscarded()) {
      return new Outcome.Discarded(
          Counter.REPLIES_UNKNOWN_EXTENSION,
          "RFC 5944 §1.8: an extension numbered 0 to 127 is not known here");
    }
    String nai = reply.extension(MobileNodeNai.class).map(MobileNodeNai::nai).orElse(null);
    Pending pending = pendings.answeredBy(reply, nai, datagram.from().address());
    if (pending == null) {
      return new Outcome.Discarded(
          Counter.REPLIES_UNMATCHED, "RFC 5944 §3.7.3.1: it answers no pending request");
    }
    return authenticate(pending, reply, nai, datagram.payload());
  }

  /** Code 68: exactly one right Foreign-Home extension where a secret is shared. */
  private Outcome authenticate(
      Pending pending, RegistrationReply reply, @Nullable String nai, Octets payload) {
    List<SecurityAssociation> shared =
        config.trust().homeAgents().getOrDefault(pending.terms().homeAgent(), List.of());
    List<Extension> trusted = reply.extensions();
    if (!shared.isEmpty()) {
      if (reply.verifiedBy(Authentication.Kind.FOREIGN_HOME, shared) == null) {
        return new Outcome.Rejected(
            pending,
            ReplyCode.FA_HOME_AGENT_FAILED_AUTHENTICATION,
            Counter.REPLIES_NOT_AUTHENTIC,
            Level.SECURITY,
            "RFC 5944 §3.7.3.1: it has no right Foreign-Home authenticator");
      }
      trusted = reply.before(reply.authentications(Authentication.Kind.FOREIGN_HOME).getFirst());
    }
    Optional<Outcome> lacking = lacking(pending, reply, nai);
    List<Extension> believed = trusted;
    return lacking.orElseGet(() -> relayed(pending, reply, believed, payload));
  }

  /** Codes 71, 97, 98, 99 and 101, each with the RFC that asks for it. */
  private static Optional<Outcome> lacking(
      Pending pending, RegistrationReply reply, @Nullable String nai) {
    if (reply.extension(CriticalVendor.class).isPresent()) {
      return rejected(
          pending,
          ReplyCode.FA_UNKNOWN_VENDOR_FROM_HOME_AGENT,
          "RFC 3115 §2.3: a critical vendor extension is not known here");
    }
    if (!reply.code().accepted()) {
      return Optional.empty();
    }
    if (reply.authentications(Authentication.Kind.MOBILE_HOME).isEmpty()) {
      return rejected(
          pending,
          ReplyCode.FA_POORLY_FORMED_REPLY,
          "RFC 5944 §3.8.3.3: it has no Mobile-Home Authentication extension");
    }
    if (pending.asked().nai() != null && nai == null) {
      return rejected(pending, ReplyCode.FA_MISSING_NAI, "RFC 2794 §3: it does not repeat the NAI");
    }
    if (reply.homeAgent().isAny()) {
      return rejected(
          pending, ReplyCode.FA_MISSING_HOME_AGENT, "RFC 2794 §3: it names no home agent");
    }
    if (!reply.homeAgent().equals(pending.terms().homeAgent())) {
      return rejected(
          pending,
          ReplyCode.FA_POORLY_FORMED_REPLY,
          "RFC 5944 §3.8.3.2: it names another home agent, " + reply.homeAgent());
    }
    if (reply.home().isAny()) {
      return rejected(
          pending, ReplyCode.FA_MISSING_HOME, "RFC 2794 §3: it assigns no home address");
    }
    return Optional.empty();
  }

  private static Optional<Outcome> rejected(Pending pending, ReplyCode code, String why) {
    return Optional.of(
        new Outcome.Rejected(pending, code, Counter.REPLIES_REJECTED, Level.WARNING, why));
  }

  /** With an error 65, 71 or 109 where no registration may come of it (RFC 4636). */
  private Outcome relayed(
      Pending pending, RegistrationReply reply, List<Extension> trusted, Octets payload) {
    Octets part =
        reply.authentications(Authentication.Kind.MOBILE_HOME).stream()
            .findFirst()
            .map(end -> payload.slice(0, end.end()))
            .orElseGet(() -> payload.slice(0, FIXED));
    Optional<Challenge> returned = first(trusted, Challenge.class);
    if (returned.isPresent() && !returned.equals(pending.asked().extension(Challenge.class))) {
      return new Outcome.Relayed(
          pending,
          reply,
          trusted,
          part,
          ReplyCode.FA_WRONG_CHALLENGE_FROM_HOME_AGENT,
          "RFC 4721 §3.3: the home agent returns another challenge");
    }
    boolean registers = reply.code().accepted() && reply.lifetime() > 0;
    if (registers && pending.greKey() != 0 && first(trusted, GreKey.class).isEmpty()) {
      return new Outcome.Relayed(
          pending,
          reply,
          trusted,
          part,
          ReplyCode.FA_POORLY_FORMED_REPLY,
          "RFC 6245 §4.2: the home agent gives no GRE key");
    }
    if (registers
        && !pending.terms().coLocated()
        && config.service().udpTunnels() == UdpTunnels.FORCED
        && first(trusted, UdpTunnelReply.class).filter(UdpTunnelReply::accepted).isEmpty()) {
      return new Outcome.Relayed(
          pending,
          reply,
          trusted,
          part,
          ReplyCode.FA_PROHIBITED,
          "RFC 3519 §4.5: the home agent does not tunnel in UDP, which this agent needs");
    }
    return new Outcome.Relayed(pending, reply, trusted, part, null, "");
  }

  /** The first extension of a kind. */
  static <E extends Extension> Optional<E> first(List<Extension> extensions, Class<E> kind) {
    return extensions.stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }
}
