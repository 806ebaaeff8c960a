package org.dualmip.mobileip.foreign;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.discovery.Challenges;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.GeneralizedAuthentication;
import org.dualmip.mobileip.foreign.Judgement.Denied;
import org.dualmip.mobileip.foreign.Judgement.Discarded;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.Authenticator;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * Whether a node is who it says it is, as far as the foreign agent can tell: Mobile-Foreign
 * authentication (RFC 5944 §3.7.2.1, code 67), the challenge (RFC 4721 §3.2, codes 104 to 106) and
 * Mobile-AAA authentication (RFC 4721 §3.2, code 108).
 */
final class NodeCheck {
  private final ForeignAgentConfig.Trust trust;
  private final Map<String, Challenges> challenges;
  private final @Nullable Authenticator authenticator;

  NodeCheck(
      ForeignAgentConfig.Trust trust,
      Map<String, Challenges> challenges,
      @Nullable Authenticator authenticator) {
    this.trust = trust;
    this.challenges = challenges;
    this.authenticator = authenticator;
  }

  /**
   * What speaks against a request; empty if nothing does.
   *
   * @param repeats whether it repeats one that is pending: then its challenge may be a used one
   */
  Optional<Judgement> check(Asked asked, boolean repeats) {
    List<SecurityAssociation> shared = trust.of(asked.home(), asked.nai());
    return mobileForeign(asked, shared)
        .or(() -> challenge(asked, !shared.isEmpty(), repeats))
        .or(() -> mobileAaa(asked));
  }

  /** Whether this agent itself has checked an authenticator; otherwise only the home agent can. */
  boolean isProvedHere(Asked asked) {
    return !trust.of(asked.home(), asked.nai()).isEmpty()
        || (authenticator != null
            && asked
                .extension(GeneralizedAuthentication.class)
                .filter(NodeCheck::isMobileAaa)
                .isPresent());
  }

  /** The challenge of a request that proved itself is used from now on. */
  void used(Asked asked) {
    Challenges ofLink = challenges.get(asked.datagram().link());
    if (ofLink != null) {
      asked
          .extension(Challenge.class)
          .ifPresent(challenge -> ofLink.used(asked.name(), challenge.value()));
    }
  }

  /** Code 67. */
  private static Optional<Judgement> mobileForeign(Asked asked, List<SecurityAssociation> shared) {
    List<Authentication> given = RequestCheck.mobileForeign(asked);
    if (shared.isEmpty() && given.isEmpty()) {
      return Optional.empty();
    }
    if (shared.isEmpty()) {
      return failed(asked, "no secret is shared with this node, but it uses one");
    }
    if (given.size() != 1) {
      return failed(
          asked, given.size() + " Mobile-Foreign Authentication extensions instead of one");
    }
    return shared.stream().anyMatch(association -> association.verifies(given.getFirst()))
        ? Optional.empty()
        : failed(asked, "the authenticator is wrong: a forgery, or not the same key at both ends");
  }

  private static Optional<Judgement> failed(Asked asked, String why) {
    return Optional.of(
        new Denied(
            asked,
            ReplyCode.FA_NODE_FAILED_AUTHENTICATION,
            asked.message().lifetime(),
            Level.SECURITY,
            "RFC 5944 §3.7.2.1: " + why));
  }

  /** Codes 104, 105 and 106, and the silence that RFC 4721 §3.2 asks for. */
  private Optional<Judgement> challenge(Asked asked, boolean knownNode, boolean repeats) {
    Challenges ofLink = challenges.get(asked.datagram().link());
    Optional<Challenge> answered = asked.extension(Challenge.class);
    if (ofLink == null || !trust.challenges()) {
      return Optional.empty();
    }
    if (answered.isEmpty()) {
      // Who shares a secret SHOULD answer, who does not MUST (RFC 4721 §3.1, §3.2).
      return knownNode
          ? Optional.empty()
          : Optional.of(
              new Denied(
                  asked, ReplyCode.FA_MISSING_CHALLENGE, "RFC 4721 §3.2: it answers no challenge"));
    }
    if (!isProved(asked, answered.get())) {
      return Optional.of(
          new Discarded(
              Counter.REQUESTS_UNPROVED_CHALLENGE,
              Level.WARNING,
              "RFC 4721 §3.2: nothing behind the challenge proves the answer"));
    }
    return switch (ofLink.judge(asked.name(), answered.get().value())) {
      case FRESH -> Optional.empty();
      case STALE ->
          repeats
              ? Optional.empty()
              : Optional.of(
                  new Denied(
                      asked,
                      ReplyCode.FA_STALE_CHALLENGE,
                      asked.message().lifetime(),
                      Level.WARNING,
                      "RFC 4721 §3.2: this node has used that challenge or a later one"));
      case UNKNOWN ->
          repeats
              ? Optional.empty()
              : Optional.of(
                  new Denied(
                      asked,
                      ReplyCode.FA_UNKNOWN_CHALLENGE,
                      "RFC 4721 §3.2: that challenge was not given out lately"));
    };
  }

  /** Whether a Mobile-Foreign or Mobile-AAA extension stands behind the challenge. */
  private static boolean isProved(Asked asked, Challenge challenge) {
    List<Extension> all = asked.message().extensions();
    return all.stream()
        .skip(all.indexOf(challenge))
        .anyMatch(extension ->
            (extension instanceof GeneralizedAuthentication g && isMobileAaa(g))
                || (extension instanceof Authentication a
                    && a.kind() == Authentication.Kind.MOBILE_FOREIGN));
  }

  /** Code 108. Without an authenticator here, the home agent is the one to check (code 144). */
  private Optional<Judgement> mobileAaa(Asked asked) {
    if (authenticator == null) {
      return Optional.empty();
    }
    List<GeneralizedAuthentication> given =
        asked.message().extensions().stream()
            .filter(GeneralizedAuthentication.class::isInstance)
            .map(GeneralizedAuthentication.class::cast)
            .filter(NodeCheck::isMobileAaa)
            .toList();
    Octets challenge = asked.extension(Challenge.class).map(Challenge::value).orElse(Octets.EMPTY);
    boolean allTrue =
        given.stream()
            .allMatch(each ->
                authenticator.accepts(
                    new Authenticator.Claim(
                        asked.nai(),
                        asked.home(),
                        each.spi(),
                        each.covered(),
                        challenge,
                        each.authenticator())));
    return allTrue
        ? Optional.empty()
        : Optional.of(
            new Denied(
                asked,
                ReplyCode.FA_BAD_AAA_AUTHENTICATION,
                asked.message().lifetime(),
                Level.SECURITY,
                "RFC 4721 §3.2: the Mobile-AAA authenticator is wrong"));
  }

  private static boolean isMobileAaa(GeneralizedAuthentication extension) {
    return extension.subtype() == GeneralizedAuthentication.MOBILE_AAA;
  }
}
