package org.dualmip.ipsec;

import java.time.Duration;
import java.util.List;
import org.dualmip.ipsec.VpnState.Lost;
import org.dualmip.ipsec.VpnState.Rekeying;
import org.dualmip.ipsec.VpnState.Up;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.jspecify.annotations.Nullable;

/**
 * A VPN that is up: compares what is believed of it with what strongSwan has, and notices its end.
 */
final class Established {
  private final SessionBook book;
  private final SessionTiming timing;
  private final Attempts attempts;

  Established(SessionBook book, SessionTiming timing, Attempts attempts) {
    this.book = book;
    this.timing = timing;
    this.attempts = attempts;
  }

  /** Asks what stands now; meanwhile user data flows. */
  void look(Now now, Up up) {
    MonotonicTime again = now.monotonic().plus(timing.answer());
    book.state =
        new Rekeying(
            new Up(
                up.local(), up.association(), up.since(), up.attempt(), book.ticket(), up.lookAt()),
            again);
    if (book.available) {
      book.want(new VpnOutput.Look(book.latest()));
    }
  }

  /** The answer to a look while up. */
  void compare(Now now, Up up, List<Association> all) {
    var found = Attempts.usable(all, up.local());
    if (found.isEmpty()) {
      lose(now, up, "strongSwan has the association no longer");
      return;
    }
    Association fresh = found.get();
    MonotonicTime lookAt = now.monotonic().plus(timing.look());
    book.state = new Up(up.local(), fresh, up.since(), up.attempt(), book.ticket(), lookAt);
    Association old = up.association();
    if (!fresh.innerAddress().equals(old.innerAddress())) {
      book.report(raised(fresh, false));
    } else if (!fresh.ikeSpis().equals(old.ikeSpis())
        || !fresh.childSpis().equals(old.childSpis())) {
      book.report(
          new VpnEvent.Rekeyed(
              fresh.innerAddress().orElse(Ip4.ANY), fresh.ikeSpis(), fresh.childSpis()));
    }
    if (!fresh.local().equals(old.local())) {
      book.report(new VpnEvent.Moved(fresh.innerAddress().orElse(Ip4.ANY), fresh.local()));
    }
  }

  /** Whether what has ended is what carries user data. */
  static boolean isOurs(Up up, Association gone) {
    long child = up.association().carrying().map(Association.Child::id).orElse(0L);
    return gone.id() == up.association().id()
        && (gone.children().isEmpty()
            || gone.children().stream().anyMatch(one -> one.id() == child));
  }

  /**
   * What is said of one that is up.
   *
   * @param adopted whether somebody else made it
   */
  static VpnEvent raised(Association association, boolean adopted) {
    return new VpnEvent.Up(
        association.innerAddress().orElse(Ip4.ANY),
        association.ikeSpis(),
        association.childSpis(),
        adopted);
  }

  /** It is gone; another attempt follows. */
  void lose(Now now, Up up, String reason) {
    boolean steady = now.monotonic().since(up.since()).compareTo(timing.steady()) >= 0;
    int attempt = steady ? 0 : up.attempt();
    // The first return is immediate; a connection that keeps falling down is slowed.
    Duration pause = attempt <= 1 ? Duration.ZERO : attempts.pause(attempt);
    losing(up, reason, attempt, now.monotonic().plus(pause));
  }

  /**
   * It is gone.
   *
   * @param retryAt when to try again; null for when strongSwan is back
   */
  void losing(Up up, String reason, int attempt, @Nullable MonotonicTime retryAt) {
    book.state = new Lost(up.local(), reason, attempt, retryAt);
    book.report(new VpnEvent.Down(reason));
  }

  /** It is time to look again, in case an event was missed. */
  void lookAgain(Now now, Up up) {
    book.state =
        new Up(
            up.local(),
            up.association(),
            up.since(),
            up.attempt(),
            book.ticket(),
            now.monotonic().plus(timing.look()));
    book.want(new VpnOutput.Look(book.latest()));
  }
}
