package org.dualmip.ipsec;

import java.util.List;
import java.util.random.RandomGenerator;
import org.dualmip.ipsec.VpnState.Connecting;
import org.dualmip.ipsec.VpnState.Down;
import org.dualmip.ipsec.VpnState.Lost;
import org.dualmip.ipsec.VpnState.Rekeying;
import org.dualmip.ipsec.VpnState.Step;
import org.dualmip.ipsec.VpnState.Up;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.jspecify.annotations.Nullable;

/**
 * The VPN session as an engine: the one place that decides when to load, initiate and terminate.
 *
 * <p>Feed an input, drain {@link #poll}, come back at {@link #wakeAt}. No I/O, no clock, no thread
 * inside; belongs to one thread. Any input is allowed in any state. Every attempt begins with a
 * look at what strongSwan has, so that an association that outlived this program, or came up late,
 * is taken over instead of doubled. Nothing here knows the address below M: a move causes no
 * output. Bound to no address ({@code 0.0.0.0}, MOBIKE), it takes an association from wherever, and
 * only tells where it went.
 */
public final class VpnSession {
  private final SessionBook book = new SessionBook();
  private final Attempts attempts;
  private final Established established;

  /** Begins in the state down, strongSwan not yet heard of. */
  public VpnSession(SessionTiming timing, RandomGenerator random) {
    this.attempts = new Attempts(book, timing, random);
    this.established = new Established(book, timing, attempts);
  }

  /** Where the session stands. */
  public VpnState state() {
    return book.state;
  }

  /** Whether strongSwan answers. */
  public boolean available() {
    return book.available;
  }

  /** The next thing to do, or null. */
  public @Nullable VpnOutput poll() {
    return book.poll();
  }

  /** When a {@link VpnInput.Tick} is due, or null for never. */
  public @Nullable MonotonicTime wakeAt() {
    return switch (book.state) {
      case Down _ -> null;
      case Connecting connecting -> connecting.deadline();
      case Up up -> up.lookAt();
      case Rekeying rekeying -> rekeying.lookAt();
      case Lost lost -> lost.retryAt();
    };
  }

  /** Takes one input. */
  public void handle(VpnInput input) {
    switch (input) {
      case VpnInput.Connect(Now now, Ip4 local) -> connect(now, local);
      case VpnInput.Disconnect _ -> disconnect();
      case VpnInput.DaemonAvailable(Now now, String version) -> available(now, version);
      case VpnInput.DaemonUnavailable(_, String why) -> unavailable(why);
      case VpnInput.Looked(Now now, int ticket, List<Association> all) -> looked(now, ticket, all);
      case VpnInput.Loaded(Now now, int ticket) -> attempts.loaded(now, ticket);
      case VpnInput.LoadFailed(Now now, int ticket, String reason) ->
          attempts.loadFailed(now, ticket, reason);
      case VpnInput.Initiated(Now now, int ticket) -> attempts.attempted(now, ticket, "");
      case VpnInput.InitiateFailed(Now now, int ticket, String reason) ->
          attempts.attempted(now, ticket, reason);
      case VpnInput.ChildUp(Now now, Association association) -> childUp(now, association);
      case VpnInput.ChildDown(Now now, Association association, String reason) ->
          childDown(now, association, reason);
      case VpnInput.Rekeyed(Now now, _) -> changed(now);
      case VpnInput.Moved(Now now, _) -> changed(now);
      case VpnInput.Tick(Now now) -> tick(now);
    }
  }

  private void connect(Now now, Ip4 local) {
    switch (book.state) {
      case Down _ -> attempts.begin(now, local, 1);
      case Lost lost when lost.local().equals(local) -> {
        if (book.available) {
          attempts.begin(now, local, lost.attempt() + 1);
        }
      }
      case Lost _ -> attempts.begin(now, local, 1);
      case Connecting connecting when connecting.local().equals(local) -> {}
      case Connecting _ -> {
        book.terminate();
        attempts.begin(now, local, 1);
      }
      case Up up -> rebind(now, up, local);
      case Rekeying rekeying -> rebind(now, rekeying.before(), local);
    }
  }

  private void rebind(Now now, Up up, Ip4 local) {
    if (!up.local().equals(local)) {
      book.report(
          new VpnEvent.Down("the outer home address changed from " + up.local() + " to " + local));
      book.terminate();
      attempts.begin(now, local, 1);
    }
  }

  private void disconnect() {
    boolean wasUp = book.state instanceof Up || book.state instanceof Rekeying;
    boolean news = !(book.state instanceof Down);
    book.state = new Down(wasUp ? "closed as asked" : "not wanted", true);
    book.terminate();
    if (news) {
      book.report(new VpnEvent.Down("closed as asked"));
    }
  }

  private void available(Now now, String version) {
    book.available = true;
    book.remedy = null;
    attempts.forgetLoaded();
    book.report(new VpnEvent.Available(version));
    switch (book.state) {
      case Down(_, boolean asked) when asked -> book.terminate();
      case Down _ -> {}
      case Connecting connecting -> attempts.attempt(now, connecting.local(), connecting.attempt());
      case Lost lost -> attempts.begin(now, lost.local(), lost.attempt() + 1);
      case Up up -> established.look(now, up);
      case Rekeying rekeying -> established.look(now, rekeying.before());
    }
  }

  private void unavailable(String why) {
    boolean news = book.available || !why.equals(book.remedy);
    book.available = false;
    book.remedy = why;
    attempts.forgetLoaded();
    switch (book.state) {
      case Down _ -> {}
      case Connecting connecting ->
          book.state =
              new Connecting(
                  connecting.local(), connecting.attempt(), Step.DAEMON, why, book.ticket(), null);
      case Lost(Ip4 local, String reason, int attempt, _) ->
          book.state = new Lost(local, reason, attempt, null);
      case Up up -> established.losing(up, why, 0, null);
      case Rekeying(Up before, _) -> established.losing(before, why, 0, null);
    }
    if (news) {
      book.report(new VpnEvent.Unavailable(why));
    }
  }

  private void looked(Now now, int ticket, List<Association> all) {
    switch (book.state) {
      case Connecting at when at.ticket() == ticket -> attempts.looked(now, at, all);
      case Up up when up.ticket() == ticket -> established.compare(now, up, all);
      case Rekeying(Up up, _) when up.ticket() == ticket -> established.compare(now, up, all);
      // An answer to a question that no longer matters.
      case Down _, Connecting _, Up _, Rekeying _, Lost _ -> {}
    }
  }

  private void childUp(Now now, Association association) {
    switch (book.state) {
      case Down(_, boolean asked) when asked -> book.terminate();
      case Down _ -> {}
      case Connecting at when association.isUsableFrom(at.local()) ->
          attempts.up(now, at.local(), association, at.attempt());
      case Lost lost when association.isUsableFrom(lost.local()) ->
          attempts.up(now, lost.local(), association, lost.attempt());
      // Bound to another address or without an inner one: the look of the attempt deals with it.
      case Connecting _, Lost _ -> {}
      case Up up -> established.look(now, up);
      case Rekeying(Up up, _) -> established.look(now, up);
    }
  }

  private void childDown(Now now, Association gone, String reason) {
    switch (book.state) {
      case Up up -> {
        if (Established.isOurs(up, gone)) {
          established.lose(now, up, reason);
        } else {
          established.look(now, up);
        }
      }
      // The number of the association may just have changed: the list knows.
      case Rekeying(Up up, _) -> established.look(now, up);
      // Connecting: the answer to the attempt follows. Down and lost: nothing was expected.
      case Down _, Connecting _, Lost _ -> {}
    }
  }

  private void changed(Now now) {
    switch (book.state) {
      case Up up -> established.look(now, up);
      case Rekeying(Up up, _) -> established.look(now, up);
      case Down _, Connecting _, Lost _ -> {}
    }
  }

  private void tick(Now now) {
    MonotonicTime due = wakeAt();
    if (due == null || now.monotonic().isBefore(due)) {
      return;
    }
    switch (book.state) {
      case Down _ -> {}
      case Connecting at ->
          attempts.fail(
              now, at, at.problem().isEmpty() ? "strongSwan did not answer in time" : at.problem());
      case Up up -> established.lookAgain(now, up);
      case Rekeying(Up up, _) -> established.look(now, up);
      case Lost lost -> attempts.begin(now, lost.local(), lost.attempt() + 1);
    }
  }
}
