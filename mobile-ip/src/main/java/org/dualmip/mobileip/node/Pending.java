package org.dualmip.mobileip.node;

import static org.dualmip.mobileip.node.Attempt.FIRST_TIMEOUT;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;

/**
 * The registrations that are asked for, and when each may ask again (RFC 5944 §3.6.3). Renewals are
 * among them. Of all requests only the latest is answered, so they take turns.
 */
final class Pending {
  /** Care-of addresses tried and renewed at once: more than a node has links. */
  private static final int MOST = 16;

  private final Courier courier;
  private final Predicate<CareOf> isBound;
  private final Journal journal;
  private final Map<CareOf, Attempt> attempts = new LinkedHashMap<>();

  /** When a request was last sent from a care-of address, for as long as that matters: a second. */
  private final Map<CareOf, MonotonicTime> lastSent = new HashMap<>();

  private @Nullable Asked asked;

  /** Whether a try that is given up may have succeeded at the home agent, in place of the bound. */
  private boolean uncertain;

  Pending(Courier courier, Predicate<CareOf> isBound, Journal journal) {
    this.courier = courier;
    this.isBound = isBound;
    this.journal = journal;
  }

  /**
   * Begins anew, without a past; but not sooner than a second after the last request from there.
   */
  void begin(CareOf careOf, @Nullable Duration monitor, Terms terms, MonotonicTime now) {
    attempts.remove(careOf);
    if (attempts.size() == MOST) {
      journal.count("attempts-limited");
      return;
    }
    attempts.put(careOf, new Attempt(careOf, monitor, terms, 0, false, soon(careOf, now)));
  }

  private MonotonicTime soon(CareOf careOf, MonotonicTime now) {
    MonotonicTime last = lastSent.get(careOf);
    return last != null && now.isBefore(last.plus(FIRST_TIMEOUT)) ? last.plus(FIRST_TIMEOUT) : now;
  }

  /** What goes unanswered is asked again without waiting for the end of its back-off. */
  void hurry(CareOf careOf, MonotonicTime now) {
    attempts.computeIfPresent(careOf, (_, attempt) -> attempt.afresh(soon(careOf, now)));
  }

  /** A challenge that was not spent ends the wait for one (RFC 4721 §3.5). */
  void challenged(CareOf careOf, @Nullable Octets challenge, MonotonicTime now) {
    Attempt attempt = attempts.get(careOf);
    if (attempt != null
        && attempt.answered()
        && attempt.terms().spent() != null
        && challenge != null
        && !challenge.equals(attempt.terms().spent())) {
      MonotonicTime due = MonotonicTime.min(attempt.dueAt(), soon(careOf, now));
      replace(attempt.refused(attempt.terms().withSpent(null), due));
    }
  }

  void replace(Attempt next) {
    attempts.replace(next.careOf(), next);
  }

  @Nullable Attempt of(CareOf careOf) {
    return attempts.get(careOf);
  }

  void end(CareOf careOf) {
    attempts.remove(careOf);
  }

  /** Ends all other tries; renewals go on. */
  void endTriesBut(CareOf careOf) {
    attempts.keySet().removeIf(other -> !other.equals(careOf) && !isBound.test(other));
  }

  /** Nothing is sent from there any more, nor was anything that still waits for an answer. */
  void forget(CareOf careOf) {
    end(careOf);
    lastSent.remove(careOf);
    if (asked != null && asked.careOf().equals(careOf)) {
      asked = null;
    }
  }

  /** The care-of addresses that are tried, not renewed; the latest last. */
  List<CareOf> tries() {
    return attempts.keySet().stream().filter(careOf -> !isBound.test(careOf)).toList();
  }

  /** Whether a try without the S bit is over, and nobody knows with what result. */
  boolean isUncertain() {
    return uncertain && tries().isEmpty();
  }

  void clear() {
    attempts.clear();
    asked = null;
    uncertain = false;
  }

  /** The latest request, if somebody still waits for its answer. */
  @Nullable Asked open() {
    return asked != null && !asked.answered() && attempts.containsKey(asked.careOf())
        ? asked
        : null;
  }

  void answered(Asked closed) {
    asked = closed;
  }

  /** The home agent accepted the latest request: what it holds is known again. */
  void accepted(Asked closed) {
    asked = closed;
    attempts.remove(closed.careOf());
    uncertain = false;
  }

  @Nullable MonotonicTime wakeAt() {
    return attempts.values().stream().map(this::sendAt).min(MonotonicTime::compareTo).orElse(null);
  }

  /**
   * When an attempt may send: when it is due, but after a request of another has had its second,
   * since only the latest is answered. A new care-of address does not wait: the node has moved.
   */
  private MonotonicTime sendAt(Attempt attempt) {
    boolean moved = !isBound.test(attempt.careOf()) && attempt.requests() == 0;
    Asked open = open();
    if (moved
        || open == null
        || open.careOf().equals(attempt.careOf())
        || open.turn().isBefore(attempt.dueAt())) {
      return attempt.dueAt();
    }
    return open.turn();
  }

  /** Sends what is due. */
  void advance(Now now) {
    for (CareOf careOf : new ArrayList<>(attempts.keySet())) {
      Attempt attempt = Objects.requireNonNull(attempts.get(careOf));
      if (!now.monotonic().isBefore(sendAt(attempt))) {
        send(attempt, now);
      }
    }
  }

  private void send(Attempt attempt, Now now) {
    MonotonicTime time = now.monotonic();
    if (attempt.isUnanswered()) {
      journal.count("requests-unanswered");
      journal.say(new MobileNode.Output.Unanswered(attempt.careOf(), attempt.requests()));
    }
    Asked last = asked != null && asked.careOf().equals(attempt.careOf()) ? asked : null;
    Asked next =
        last != null
                && attempt.isUnanswered()
                && courier.repeatsUnchanged(attempt.careOf())
                && last.isWorthRepeating(time)
            ? courier.repeat(last, time)
            : courier.ask(attempt, now);
    if (next == null) {
      attempts.remove(attempt.careOf());
      return;
    }
    asked = next;
    uncertain |=
        !isBound.test(attempt.careOf()) && !next.request().has(RegistrationRequest.SIMULTANEOUS);
    lastSent.values().removeIf(sent -> sent.plus(FIRST_TIMEOUT).isBefore(time));
    lastSent.put(attempt.careOf(), time);
    replace(attempt.sent(time, next.request().lifetime()));
  }
}
