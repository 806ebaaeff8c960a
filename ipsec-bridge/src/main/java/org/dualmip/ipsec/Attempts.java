package org.dualmip.ipsec;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.dualmip.ipsec.VpnState.Connecting;
import org.dualmip.ipsec.VpnState.Lost;
import org.dualmip.ipsec.VpnState.Step;
import org.dualmip.ipsec.VpnState.Up;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Now;
import org.jspecify.annotations.Nullable;

/**
 * Attempts to bring the VPN up. Each begins with a look at what strongSwan has, then loads the
 * connection if that is not done, initiates, and looks at what that really brought.
 */
final class Attempts {
  private final SessionBook book;
  private final SessionTiming timing;
  private final Backoff backoff;
  private final RandomGenerator random;
  private boolean initiatedHere;

  /** For which address the connection is loaded. */
  private @Nullable Ip4 loaded;

  Attempts(SessionBook book, SessionTiming timing, RandomGenerator random) {
    this.book = book;
    this.timing = timing;
    this.backoff = new Backoff(timing.firstPause(), timing.longestPause());
    this.random = random;
  }

  /** strongSwan is another one than before, or gone: nothing is loaded there. */
  void forgetLoaded() {
    loaded = null;
  }

  /** Begins an attempt, and says so. */
  void begin(Now now, Ip4 local, int attempt) {
    book.report(new VpnEvent.Connecting(local, attempt));
    attempt(now, local, attempt);
  }

  /** Goes on with an attempt as soon as strongSwan answers. */
  void attempt(Now now, Ip4 local, int attempt) {
    initiatedHere = false;
    if (book.available) {
      enter(now, local, attempt, Step.LOOK, "", timing.answer());
      book.want(new VpnOutput.Look(book.latest()));
    } else {
      String why = book.remedy == null ? "strongSwan has not answered yet" : book.remedy;
      book.state = new Connecting(local, attempt, Step.DAEMON, why, book.ticket(), null);
    }
  }

  private void enter(
      Now now, Ip4 local, int attempt, Step step, String problem, Duration patience) {
    book.state =
        new Connecting(
            local, attempt, step, problem, book.ticket(), now.monotonic().plus(patience));
  }

  /** The answer to a look of an attempt. */
  void looked(Now now, Connecting at, List<Association> all) {
    var found = usable(all, at.local());
    if (found.isPresent()) {
      up(now, at.local(), found.get(), at.attempt());
    } else if (at.step() == Step.LOOK) {
      if (all.stream().anyMatch(one -> !one.isEstablishedFrom(at.local()))) {
        book.terminate();
      }
      load(now, at);
    } else if (at.step() == Step.CONFIRM) {
      fail(now, at, at.problem().isEmpty() ? incomplete(all) : at.problem());
    }
  }

  private void load(Now now, Connecting at) {
    if (at.local().equals(loaded)) {
      initiate(now, at);
    } else {
      enter(now, at.local(), at.attempt(), Step.LOAD, "", timing.answer());
      book.want(new VpnOutput.LoadConnection(book.latest(), at.local()));
    }
  }

  void loaded(Now now, int ticket) {
    if (book.state instanceof Connecting at && at.step() == Step.LOAD && at.ticket() == ticket) {
      loaded = at.local();
      initiate(now, at);
    }
  }

  void loadFailed(Now now, int ticket, String reason) {
    if (book.state instanceof Connecting at && at.step() == Step.LOAD && at.ticket() == ticket) {
      fail(now, at, reason);
    }
  }

  private void initiate(Now now, Connecting at) {
    Duration patience = timing.initiate().plus(timing.answer());
    enter(now, at.local(), at.attempt(), Step.INITIATE, "", patience);
    initiatedHere = true;
    book.want(new VpnOutput.Initiate(book.latest(), timing.initiate()));
  }

  /** strongSwan also says no when the child was there before, so either way the list decides. */
  void attempted(Now now, int ticket, String problem) {
    if (book.state instanceof Connecting at
        && at.step() == Step.INITIATE
        && at.ticket() == ticket) {
      enter(now, at.local(), at.attempt(), Step.CONFIRM, problem, timing.answer());
      book.want(new VpnOutput.Look(book.latest()));
    }
  }

  /** What it was for is there, by its doing or another's. */
  void up(Now now, Ip4 local, Association association, int attempt) {
    book.state =
        new Up(
            local,
            association,
            now.monotonic(),
            attempt,
            book.ticket(),
            now.monotonic().plus(timing.look()));
    book.report(Established.raised(association, !initiatedHere));
  }

  void fail(Now now, Connecting at, String reason) {
    Duration pause = pause(at.attempt());
    book.state = new Lost(at.local(), reason, at.attempt(), now.monotonic().plus(pause));
    // Half-open leftovers would go on sending by themselves.
    book.terminate();
    book.report(new VpnEvent.Failed(reason, pause));
  }

  /** How long to wait after so many failures. */
  Duration pause(int failures) {
    return backoff.after(failures, random.nextDouble());
  }

  /** The newest association that carries user data. */
  static Optional<Association> usable(List<Association> all, Ip4 local) {
    return all.stream()
        .filter(one -> one.isUsableFrom(local))
        .max(Comparator.comparingLong(Association::id));
  }

  private static String incomplete(List<Association> all) {
    return all.stream().anyMatch(one -> one.innerAddress().isEmpty())
        ? "the gateway assigned no inner address: give its connection a pool"
        : "the exchange succeeded, but strongSwan lists no child that carries";
  }
}
