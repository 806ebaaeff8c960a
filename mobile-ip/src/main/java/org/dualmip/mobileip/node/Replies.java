package org.dualmip.mobileip.node;

import java.util.List;
import java.util.Objects;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MessageString;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;

/**
 * Takes registration replies (RFC 5944 §3.6.2): whose they are, and what follows from a refusal.
 */
final class Replies {
  private final Requests requests;
  private final Identification identification;
  private final HomeAgentChoice homeAgents;
  private final Offers offers;
  private final ReplyCheck check;
  private final Pending pending;
  private final Deregistrations deregistrations;
  private final Acceptance acceptance;
  private final Revocations revocations;
  private final Disguise disguise;
  private final Journal journal;

  /** Refusals of the Identification in a row. */
  private int mismatches;

  Replies(
      Requests requests,
      Identification identification,
      HomeAgentChoice homeAgents,
      Offers offers,
      ReplyCheck check,
      Pending pending,
      Deregistrations deregistrations,
      Acceptance acceptance,
      Revocations revocations,
      Disguise disguise,
      Journal journal) {
    this.requests = requests;
    this.identification = identification;
    this.homeAgents = homeAgents;
    this.offers = offers;
    this.check = check;
    this.pending = pending;
    this.deregistrations = deregistrations;
    this.acceptance = acceptance;
    this.revocations = revocations;
    this.disguise = disguise;
    this.journal = journal;
  }

  /** §3.6.2.1: what is not valid is discarded silently. */
  void take(RegistrationReply reply, CareOf via, Now now) {
    if (reply.mustBeDiscarded()) {
      journal.count("replies-unrecognized-extension");
      return;
    }
    Asked open = pending.open();
    Asked latest = open != null && requests.answers(reply, open.request()) ? open : null;
    CareOf left = latest == null ? deregistrations.answeredBy(reply) : null;
    Asked asked = latest != null ? latest : left != null ? deregistrations.asked(left) : null;
    if (asked == null) {
      journal.count("replies-unmatched");
      return;
    }
    CareOf through = asked.careOf();
    if (latest != null && !via.equals(through)) {
      // An answer proves only the interface it came through (RFC 5265 §3.2.1).
      journal.count("replies-on-other-interface");
      return;
    }
    switch (check.of(reply, through, asked.association())) {
      case ReplyCheck.Discarded discarded -> journal.count(discarded.counter());
      case ReplyCheck.FromForeignAgent(ReplyCode code, boolean authentic) -> {
        if (latest != null) {
          refusedByAgent(latest, code, authentic, reply, now);
        } else if (left != null) {
          journal.say(new MobileNode.Output.Denied(left, code)); // asked again when it is time
        }
      }
      case ReplyCheck.FromHomeAgent(List<Extension> trusted) -> {
        disguise.heard(through);
        tell(reply, trusted, through);
        if (latest != null) {
          challenged(latest.careOf(), reply);
          answered(latest, reply, trusted, now);
        } else if (left != null) {
          answeredLeaving(left, asked, reply, trusted, now);
        }
      }
    }
  }

  /** RFC 4917: words for people. Those of the home agent stand before its authenticator. */
  private void tell(RegistrationReply reply, List<Extension> trusted, CareOf careOf) {
    for (Extension extension : reply.extensions()) {
      if (extension instanceof MessageString words) {
        boolean home = words.subtype() == MessageString.Subtype.HOME_AGENT;
        if (!home || trusted.contains(words)) {
          journal.say(new MobileNode.Output.Told(careOf, home, words.text()));
        }
      }
    }
  }

  /** A reply may carry the challenge for the next request (RFC 4721 §3.5). */
  private void challenged(CareOf careOf, RegistrationReply reply) {
    if (careOf instanceof CareOf.ThroughAgent agent) {
      reply
          .extension(Challenge.class)
          .ifPresent(challenge -> offers.challenged(agent, challenge.value()));
    }
  }

  /**
   * A foreign agent refuses. Unless its word can be checked, the request stays open: whoever forges
   * refusals on the link delays a registration by one back-off, once for each request, and an
   * authentic answer still counts.
   */
  private void refusedByAgent(
      Asked latest, ReplyCode code, boolean authentic, RegistrationReply reply, Now now) {
    if (latest.denied()) {
      journal.count("replies-repeated");
      return;
    }
    tell(reply, List.of(), latest.careOf());
    challenged(latest.careOf(), reply);
    Attempt attempt = attemptOf(latest);
    // What only a home agent can say repairs nothing if a foreign agent says it (RFC 4636).
    Terms next = code.value() < 128 ? repaired(attempt.terms(), latest, code, reply) : null;
    boolean unreachable = code.value() == 78 || (code.value() >= 80 && code.value() <= 95);
    MonotonicTime retryAt =
        next != null ? latest.turn() : unreachable ? attempt.dueAt() : later(attempt, now);
    pending.answered(authentic ? latest.withAnswer() : latest.withDenial());
    pending.replace(attempt.refused(next == null ? attempt.terms() : next, retryAt));
    if (next == null && isChallenge(code)) {
      // Nothing but a new challenge helps; an advertisement will bring it.
      pending.replace(attempt.refused(attempt.terms().withSpent(spent(latest)), retryAt));
      if (latest.careOf() instanceof CareOf.ThroughAgent agent) {
        journal.say(new MobileNode.Output.ChallengeMissing(agent));
      }
    }
    journal.say(new MobileNode.Output.Denied(latest.careOf(), code));
  }

  /** What to ask for instead; null if only time helps. */
  private @Nullable Terms repaired(
      Terms terms, Asked latest, ReplyCode code, RegistrationReply reply) {
    if (terms.isWorn()) {
      return null;
    }
    if (code.value() == 69) {
      int longest = Repair.lifetime(reply, latest.request());
      return longest == 0 ? null : terms.withLifetime(longest).repaired();
    }
    if (isChallenge(code)) {
      Octets fresh = offers.of(latest.careOf()).challenge();
      boolean usable = fresh != null && !fresh.equals(spent(latest));
      return usable ? terms.withSpent(spent(latest)).repaired() : null;
    }
    // RFC 4433 §10: an agent that does not know assignment.
    boolean old = code.value() == 70 || code.value() == 90 || code.value() == 98;
    if (old && homeAgents.name()) {
      return terms.repaired();
    }
    Wishes less = Repair.of(code, latest.request(), terms.wishes(), reply.extensions());
    return less == null ? null : terms.with(less).repaired();
  }

  /** The challenge that must not be used again; none is no better a second time. */
  private static Octets spent(Asked latest) {
    return latest.challenge() == null ? Octets.EMPTY : latest.challenge();
  }

  /** Unknown, missing or stale (RFC 4721 §3.2). */
  private static boolean isChallenge(ReplyCode code) {
    return code.value() >= 104 && code.value() <= 106;
  }

  private void answered(Asked latest, RegistrationReply reply, List<Extension> trusted, Now now) {
    if (requests.isStrange(reply)) {
      // RFC 3115 §2.3: "the reply is treated as a reject".
      identification.accepted(reply.identification());
      refused(latest, attemptOf(latest), ReplyCode.FA_UNKNOWN_VENDOR_FROM_HOME_AGENT, now);
      return;
    }
    if (reply.code().accepted() && reply.lifetime() > 0 && !reply.home().isAny()) {
      identification.accepted(reply.identification());
      mismatches = 0;
      if (revocations.overtook(latest.careOf(), trusted)) {
        journal.count("replies-overtaken"); // what it grants is revoked; the next request is due
        return;
      }
      acceptance.accept(latest, reply, trusted, now);
      return;
    }
    Attempt attempt = attemptOf(latest);
    MonotonicTime soon = latest.turn();
    Terms next = attempt.terms();
    MonotonicTime retryAt;
    if (reply.code().equals(ReplyCode.IDENTIFICATION_MISMATCH)) {
      mismatch(reply, now);
      // A home agent whose clock went back refuses for as long as that is.
      retryAt = mismatches <= 2 ? soon : soon.plus(Attempt.timeout(mismatches));
    } else {
      identification.met(latest.request().identification(), reply.identification(), now.wall());
      Terms repaired = cured(latest, reply, trusted, attempt.terms());
      retryAt = repaired == null ? later(attempt, now) : soon;
      next = repaired == null ? next : repaired;
    }
    pending.answered(latest.withAnswer());
    pending.replace(attempt.refused(next, retryAt));
    journal.say(new MobileNode.Output.Denied(latest.careOf(), reply.code()));
  }

  private Attempt attemptOf(Asked open) {
    return Objects.requireNonNull(pending.of(open.careOf()));
  }

  private void refused(Asked latest, Attempt attempt, ReplyCode code, Now now) {
    pending.answered(latest.withAnswer());
    pending.replace(attempt.refused(attempt.terms(), later(attempt, now)));
    journal.say(new MobileNode.Output.Denied(latest.careOf(), code));
  }

  /** What follows from a refusal by the home agent; null if only time helps. */
  private @Nullable Terms cured(
      Asked latest, RegistrationReply reply, List<Extension> trusted, Terms terms) {
    return switch (reply.code().value()) {
      case 129 -> requests.homeRefused(latest.request()) ? terms : null;
      case 136 -> acceptance.found(reply) ? terms : null; // §3.6.2.3
      case 143 -> acceptance.redirected(reply, trusted) ? terms : null; // RFC 4433 §4.2
      case 151 -> {
        acceptance.unbind("the home agent does not allow the service (RFC 5446 §4.1)"); // a MUST
        yield null;
      }
      default -> {
        // What a home agent cannot grant, it cannot grant elsewhere either.
        Wishes less = Repair.of(reply.code(), latest.request(), requests.wishes(), trusted);
        if (less != null) {
          requests.wish(less);
        }
        yield repaired(terms, latest, reply.code(), reply);
      }
    };
  }

  /** A refusal with no cure is asked about again less often than silence. */
  private static MonotonicTime later(Attempt attempt, Now now) {
    return now.monotonic().plus(Attempt.timeout(attempt.requests() + 2));
  }

  private void mismatch(RegistrationReply reply, Now now) {
    identification.mismatch(reply.identification(), now.wall());
    mismatches++;
    journal.count("identification-mismatches");
  }

  private void answeredLeaving(
      CareOf left, Asked asked, RegistrationReply reply, List<Extension> trusted, Now now) {
    if (reply.code().equals(ReplyCode.IDENTIFICATION_MISMATCH)) {
      mismatch(reply, now);
      deregistrations.mismatched(left);
      return;
    }
    if (reply.code().equals(ReplyCode.UNKNOWN_HOME_AGENT) && acceptance.found(reply)) {
      identification.refused(reply.identification());
      deregistrations.mismatched(left); // the next one goes to whom it was found to be (§3.6.2.3)
      return;
    }
    deregistrations.end(left);
    if (reply.code().accepted()) {
      identification.accepted(reply.identification());
      boolean vouched = trusted.stream().anyMatch(TrustedNetworksConfigured.class::isInstance);
      journal.say(new MobileNode.Output.Deregistered(left, vouched));
      disguise.told(asked, reply.homeAgent(), trusted);
      acceptance.tell(left, trusted); // at home, a node hears nothing but this
    } else {
      identification.refused(reply.identification());
      journal.say(new MobileNode.Output.Denied(left, reply.code()));
    }
  }
}
