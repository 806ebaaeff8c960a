package org.dualmip.mobileip.node;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.jspecify.annotations.Nullable;

/** Bindings that are taken back: one at a time, or all at once (RFC 5944 §3.6.1.2). */
final class Deregistrations {
  private static final int TRIES = 3;

  /** At home the agent must learn it, or it goes on intercepting: about ten minutes. */
  private static final int TRIES_AT_HOME = 24;

  private static final int MOST = 8;

  /** One under way; the request was asked from {@code asked.careOf()}. */
  private record Leaving(CareOf careOf, Asked asked, int attempts, MonotonicTime retryAt) {
    boolean isTriedEnough() {
      return attempts >= (careOf instanceof CareOf.AtHome ? TRIES_AT_HOME : TRIES);
    }
  }

  private final Courier courier;
  private final Requests requests;
  private final Journal journal;
  private final Map<CareOf, Leaving> leavings = new LinkedHashMap<>();

  Deregistrations(Courier courier, Requests requests, Journal journal) {
    this.courier = courier;
    this.requests = requests;
    this.journal = journal;
  }

  void begin(CareOf careOf, CareOf via, Now now) {
    leavings.remove(careOf);
    if (leavings.size() == MOST) {
      journal.count("deregistrations-limited");
      return;
    }
    Asked asked = courier.takeBack(careOf, via, now);
    if (asked != null) {
      put(careOf, asked, 1, now);
    }
  }

  /** It would take back what is asked for now; and what takes back all would, too. */
  void cancel(CareOf careOf) {
    leavings
        .values()
        .removeIf(l -> l.careOf().equals(careOf) || l.careOf() instanceof CareOf.AtHome);
  }

  void forgetVia(CareOf via) {
    leavings.values().removeIf(leaving -> leaving.asked().careOf().equals(via));
  }

  List<CareOf> vias() {
    return leavings.values().stream().map(leaving -> leaving.asked().careOf()).toList();
  }

  /** Whose request a reply answers; null if none. */
  @Nullable CareOf answeredBy(RegistrationReply reply) {
    return leavings.values().stream()
        .filter(leaving -> requests.answers(reply, leaving.asked().request()))
        .map(Leaving::careOf)
        .findFirst()
        .orElse(null);
  }

  /** The request. */
  @Nullable Asked asked(CareOf careOf) {
    Leaving leaving = leavings.get(careOf);
    return leaving == null ? null : leaving.asked();
  }

  /**
   * The clock or nonce was wrong: the next request is a new one, and goes out as the next would.
   */
  void mismatched(CareOf careOf) {
    leavings.computeIfPresent(
        careOf,
        (_, one) -> new Leaving(careOf, one.asked().withAnswer(), one.attempts(), one.retryAt()));
  }

  void end(CareOf careOf) {
    leavings.remove(careOf);
  }

  @Nullable MonotonicTime wakeAt() {
    return leavings.values().stream()
        .map(Leaving::retryAt)
        .min(MonotonicTime::compareTo)
        .orElse(null);
  }

  void advance(Now now) {
    for (Leaving leaving : new ArrayList<>(leavings.values())) {
      if (now.monotonic().isBefore(leaving.retryAt())) {
        continue;
      }
      if (leaving.isTriedEnough()) {
        leavings.remove(leaving.careOf()); // the binding ends with its lifetime
        journal.count("deregistrations-unanswered");
      } else {
        Asked last = leaving.asked();
        @Nullable Asked next =
            courier.repeatsUnchanged(last.careOf()) && !last.answered()
                ? courier.repeat(last, now.monotonic())
                : courier.takeBack(leaving.careOf(), last.careOf(), now);
        if (next == null) {
          leavings.remove(leaving.careOf());
        } else {
          put(leaving.careOf(), next, leaving.attempts() + 1, now);
        }
      }
    }
  }

  private void put(CareOf careOf, Asked asked, int attempt, Now now) {
    MonotonicTime retryAt = now.monotonic().plus(Attempt.timeout(attempt));
    leavings.put(careOf, new Leaving(careOf, asked, attempt, retryAt));
  }
}
