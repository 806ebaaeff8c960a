package org.dualmip.mobilenode;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.node.CareOf;
import org.jspecify.annotations.Nullable;

/**
 * A stay on the home link: from the decision to go home until the decision to register elsewhere is
 * accepted (RFC 5944 §4.6).
 *
 * <pre>
 *             ask               accepted                  leave
 *   (arrived) ----> answers ARP ---------> answers ARP ---------> answers no ARP,
 *                   no user data           user data   <--------- user data
 *                                                      come back
 * </pre>
 *
 * The proof is that of the last de-registration and is renewed like every other: user data stops
 * when it is older than T_MONITOR (RFC 5265 §3.2.4).
 */
final class HomeStay {
  /** The first gratuitous ARP goes out before the request, the others beside it (§4.6). */
  private static final List<Duration> ANNOUNCEMENTS =
      List.of(Duration.ZERO, Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(3));

  /** When to ask again after a refusal that nothing cures, or after a long silence. */
  private static final Duration AGAIN = Duration.ofSeconds(5);

  private final CareOf careOf;
  private final CareOf.AtHome home;
  private final Duration monitor;
  private final Deque<MonotonicTime> announceAt = new ArrayDeque<>();
  private boolean accepted;
  private boolean answersArp;
  private boolean asking;
  private boolean crossed;
  private int sent;
  private MonotonicTime askedAt;
  private @Nullable MonotonicTime askAt;
  private @Nullable MonotonicTime endsAt;

  /**
   * @param careOf the point of attachment, by the interface's own address
   * @param home the same with the home address
   */
  HomeStay(CareOf careOf, CareOf.AtHome home, Duration monitor, MonotonicTime now) {
    this.careOf = careOf;
    this.home = home;
    this.monitor = monitor;
    this.askedAt = now;
  }

  CareOf careOf() {
    return careOf;
  }

  CareOf.AtHome home() {
    return home;
  }

  Duration monitor() {
    return monitor;
  }

  /** Whether the home agent has taken all bindings back. */
  boolean isAccepted() {
    return accepted;
  }

  /** Whether neighbours get an answer when they look for the home address. */
  boolean answersArp() {
    return answersArp;
  }

  /** When the request that is answered now was first sent: the proof counts from then. */
  MonotonicTime askedAt() {
    return askedAt;
  }

  /** The node registers at home: neighbours first learn it. */
  void arrive(MonotonicTime now) {
    answersArp = true;
    announceAt.clear();
    ANNOUNCEMENTS.forEach(delay -> announceAt.add(now.plus(delay)));
  }

  /** The node decides to register elsewhere: from now on neighbours get no answer. */
  void leave() {
    answersArp = false;
    asking = false;
    announceAt.clear();
    askAt = null;
  }

  /** The home agent is asked now. */
  void ask(MonotonicTime now) {
    asking = true;
    crossed = false;
    sent = 0;
    askedAt = now;
    askAt = null;
  }

  /**
   * A request was sent.
   *
   * @return how many before it got no answer
   */
  int sent() {
    return sent++;
  }

  /** Something else was sent to the home agent meanwhile: who knows in which order it arrives. */
  void crossed() {
    crossed |= asking;
  }

  /** The answer was a yes; whether it must be asked once more. */
  boolean accepted() {
    accepted = true;
    asking = false;
    askAt = askedAt.plus(monitor.multipliedBy(2).dividedBy(3));
    endsAt = askedAt.plus(monitor);
    return crossed;
  }

  /** It was a no, or there was none for a long time. */
  void refused(MonotonicTime now) {
    asking = false;
    askAt = now.plus(AGAIN);
  }

  boolean isAsking() {
    return asking;
  }

  /** Whether a gratuitous ARP is due; it counts as sent then. */
  boolean takeAnnouncement(MonotonicTime now) {
    if (LowerDriver.isDue(announceAt.peek(), now)) {
      announceAt.remove();
      return true;
    }
    return false;
  }

  /** Whether the home agent is to be asked, or asked again. */
  boolean mustAsk(MonotonicTime now) {
    return answersArp && LowerDriver.isDue(askAt, now);
  }

  /** Whether the last proof is too old. */
  boolean isOver(MonotonicTime now) {
    return LowerDriver.isDue(endsAt, now);
  }

  @Nullable MonotonicTime wakeAt() {
    return LowerDriver.earliest(announceAt.peek(), LowerDriver.earliest(askAt, endsAt));
  }
}
