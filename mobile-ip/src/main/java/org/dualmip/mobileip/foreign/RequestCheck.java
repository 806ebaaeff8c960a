package org.dualmip.mobileip.foreign;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.CriticalVendor;
import org.dualmip.mobileip.extension.DynamicHomeAgent;
import org.dualmip.mobileip.extension.EncapsulatingDelivery;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.foreign.ForeignAgent.Input.FromNode;
import org.dualmip.mobileip.foreign.Judgement.Denied;
import org.dualmip.mobileip.foreign.Judgement.Discarded;
import org.dualmip.mobileip.foreign.Judgement.HandedOver;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;

/**
 * Whether a request is well formed and meant for what this agent can reach: the validity checks of
 * RFC 5944 §3.7.2.1 and the rules behind codes 65, 69, 70, 77, 90, 96, 100 and 194. {@link
 * NodeCheck} says whose it is and {@link ServiceCheck} whether what it asks for is offered.
 *
 * <p>The bits r and x pass, as at the home agent. §3.7.2.1 and §3.8.2.3 refuse what is set in
 * "reserved fields" (codes 70 and 134), a sentence from RFC 2002, whose requests had such a field.
 * Those of RFC 5944 have none: §3.3 names both bits and says that they are ignored on reception; r
 * was the V bit, which nodes of then still set.
 */
final class RequestCheck {
  private final ForeignAgentConfig config;
  private final NodeCheck nodes;
  private final ServiceCheck services;
  private final HomeAgentRoster roster;

  /**
   * @param repeats whether a request repeats one that is pending, challenge included
   */
  RequestCheck(ForeignAgentConfig config, NodeCheck nodes, Predicate<Asked> repeats) {
    this.config = config;
    this.nodes = nodes;
    this.services = new ServiceCheck(config);
    this.roster = new HomeAgentRoster(config.policy().homeAgents());
    this.repeats = repeats;
  }

  private final Predicate<Asked> repeats;

  /** Judges a datagram whose first octet says that it is a Registration Request. */
  Judgement examine(FromNode datagram) {
    Ip4 source = datagram.from().address();
    if ((!source.isAny() && !source.isUnicast()) || datagram.from().port() == 0) {
      return new Discarded(
          Counter.REQUESTS_MARTIAN, Level.WARNING, "no host can be reached at the source");
    }
    RegistrationRequest message;
    try {
      message = RegistrationRequest.read(datagram.payload().toBytes());
    } catch (MalformedException malformed) {
      return new Discarded(
          Counter.REQUESTS_MALFORMED, Level.WARNING, String.valueOf(malformed.getMessage()));
    }
    if (message.mustBeDiscarded()) {
      return new Discarded(
          Counter.REQUESTS_UNKNOWN_EXTENSION,
          Level.WARNING,
          "RFC 5944 §1.8: an extension numbered 0 to 127 is not known here");
    }
    return judge(Asked.of(datagram, message));
  }

  private Judgement judge(Asked asked) {
    RegistrationRequest message = asked.message();
    if (!asked.has(RegistrationRequest.CO_LOCATED)
        && message.extension(RevocationSupport.class).isPresent()) {
      return new Discarded(
          Counter.REQUESTS_FORBIDDEN_EXTENSION,
          Level.WARNING,
          "RFC 3543 §4.2.1: a node without a co-located address sends no revocation support");
    }
    return form(asked)
        .<Judgement>map(denied -> denied)
        .or(() -> nodes.check(asked, repeats.test(asked)))
        .or(() -> homeAgent(asked))
        .or(() -> careOf(asked))
        .or(() -> lifetime(asked))
        .orElseGet(() -> services.check(asked, sendTo(asked).orElseThrow()));
  }

  /** Codes 70 and 100. */
  private static Optional<Denied> form(Asked asked) {
    if (asked.parts() == 0) {
      return poorlyFormed(asked, "RFC 5944 §3.6.1: nothing authenticates it to the home agent");
    }
    boolean encapsulating = asked.extension(EncapsulatingDelivery.class).isPresent();
    if (encapsulating && !asked.has(RegistrationRequest.REVERSE_TUNNEL)) {
      return poorlyFormed(asked, "RFC 3024 §3.3: a delivery style, but the T bit is not set");
    }
    if (asked.toHomeAgent().stream().anyMatch(EncapsulatingDelivery.class::isInstance)) {
      return poorlyFormed(
          asked, "RFC 3024 §3.3: the delivery style stands before the Mobile-Home extension");
    }
    if (asked.extension(CriticalVendor.class).isPresent()) {
      return Optional.of(
          new Denied(
              asked,
              ReplyCode.FA_UNKNOWN_VENDOR_FROM_NODE,
              "RFC 3115 §2.3: a critical vendor extension is not known here"));
    }
    return Optional.empty();
  }

  /** Codes 90, 96 and 194, or the home agent beside this agent. */
  private Optional<Judgement> homeAgent(Asked asked) {
    if (asked.home().isAny() && asked.nai() == null) {
      return Optional.of(
          new Denied(
              asked,
              ReplyCode.FA_NONZERO_HOME_REQUIRED,
              "RFC 2794 §3: neither a home address nor an NAI"));
    }
    Optional<Ip4> sendTo = sendTo(asked);
    if (sendTo.isEmpty() || (requested(asked).isPresent() && !sendTo.get().isUnicast())) {
      return Optional.of(
          new Denied(
              asked,
              ReplyCode.FA_NONZERO_HOME_AGENT_REQUIRED,
              "RFC 4433 §5.2: no home agent is named, none requested that could be reached, and"
                  + " none to be chosen here"));
    }
    if (config.ownAddresses().contains(sendTo.get())) {
      return Optional.of(
          config.homeAgentHere()
              ? new HandedOver(asked)
              : invalidHomeAgent(asked, "is an address of this agent, which is no home agent"));
    }
    return sendTo.get().isUnicast()
        ? Optional.empty()
        : Optional.of(invalidHomeAgent(asked, "can be no home agent"));
  }

  private static Denied invalidHomeAgent(Asked asked, String why) {
    return new Denied(
        asked,
        ReplyCode.INVALID_HOME_AGENT,
        "RFC 5944 §3.7.2: " + asked.message().homeAgent() + " " + why);
  }

  /**
   * The home agent that the request requests, or else the one that it names, or the one that this
   * agent chooses (RFC 4433 §5.2).
   */
  private Optional<Ip4> sendTo(Asked asked) {
    Ip4 named = asked.message().homeAgent();
    return requested(asked)
        .or(() -> isUnassigned(named) ? roster.of(asked.name()) : Optional.of(named));
  }

  private static Optional<Ip4> requested(Asked asked) {
    return asked.toHomeAgent().stream()
        .filter(DynamicHomeAgent.class::isInstance)
        .map(DynamicHomeAgent.class::cast)
        .filter(dynamic -> dynamic.subtype() == DynamicHomeAgent.Subtype.REQUESTED)
        .map(DynamicHomeAgent::address)
        .findFirst();
  }

  /** Codes 65 and 77. A deregistration may name any care-of address. */
  private Optional<Judgement> careOf(Asked asked) {
    Ip4 careOf = asked.message().careOf();
    boolean ours = config.careOf().contains(careOf);
    boolean coLocated = asked.has(RegistrationRequest.CO_LOCATED);
    if (coLocated && !config.service().coLocated()) {
      return Optional.of(
          new Denied(
              asked,
              ReplyCode.FA_PROHIBITED,
              "RFC 3543 §4.3.1: co-located care-of addresses are not registered through this"
                  + " agent"));
    }
    if (!asked.message().isDeregistration() && coLocated == ours) {
      return Optional.of(
          new Denied(
              asked,
              ReplyCode.FA_INVALID_CARE_OF,
              "RFC 5944 §3.7.2.1: care-of address "
                  + careOf
                  + (ours ? " is this agent's, but the D bit is set" : " is not offered here")));
    }
    return Optional.empty();
  }

  /** Code 69. */
  private Optional<Judgement> lifetime(Asked asked) {
    int longest = (int) config.limits().longestLifetime().toSeconds();
    return asked.message().lifetime() <= longest
        ? Optional.empty()
        : Optional.of(
            new Denied(
                asked,
                ReplyCode.FA_LIFETIME_TOO_LONG,
                longest,
                Level.INFO,
                "RFC 5944 §3.7.2.3: "
                    + asked.message().lifetime()
                    + " s are asked for, "
                    + longest
                    + " s are the most"));
  }

  private static Optional<Denied> poorlyFormed(Asked asked, String why) {
    return Optional.of(new Denied(asked, ReplyCode.FA_POORLY_FORMED_REQUEST, why));
  }

  /** All zeros or all ones: the home agent is to be found (RFC 4433 §2). */
  private static boolean isUnassigned(Ip4 homeAgent) {
    return homeAgent.isAny() || homeAgent.equals(Ip4.BROADCAST);
  }

  /** All Mobile-Foreign extensions, of which there is one where a secret is shared. */
  static List<Authentication> mobileForeign(Asked asked) {
    return asked.message().authentications(Authentication.Kind.MOBILE_FOREIGN);
  }
}
