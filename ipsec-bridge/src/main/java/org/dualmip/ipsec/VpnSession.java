package org.dualmip.ipsec;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
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
  private final SessionTiming timing;
  private final Backoff backoff;
  private final RandomGenerator random;
  private final Queue<VpnOutput> outputs = new ArrayDeque<>();
  private VpnState state = new Down("not asked for yet", false);
  private boolean available;
  private boolean initiatedHere;
  private @Nullable String remedy;
  private @Nullable Ip4 loaded;
  private int tickets;

  /** Begins in the state down, strongSwan not yet heard of. */
  public VpnSession(SessionTiming timing, RandomGenerator random) {
    this.timing = timing;
    this.backoff = new Backoff(timing.firstPause(), timing.longestPause());
    this.random = random;
  }

  /** Where the session stands. */
  public VpnState state() {
    return state;
  }

  /** Whether strongSwan answers. */
  public boolean available() {
    return available;
  }

  /** The next thing to do, or null. */
  public @Nullable VpnOutput poll() {
    return outputs.poll();
  }

  /** When a {@link VpnInput.Tick} is due, or null for never. */
  public @Nullable MonotonicTime wakeAt() {
    return switch (state) {
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
      case VpnInput.Loaded(Now now, int ticket) -> loaded(now, ticket);
      case VpnInput.LoadFailed(Now now, int ticket, String reason) ->
          loadFailed(now, ticket, reason);
      case VpnInput.Initiated(Now now, int ticket) -> attempted(now, ticket, "");
      case VpnInput.InitiateFailed(Now now, int ticket, String reason) ->
          attempted(now, ticket, reason);
      case VpnInput.ChildUp(Now now, Association association) -> childUp(now, association);
      case VpnInput.ChildDown(Now now, Association association, String reason) ->
          childDown(now, association, reason);
      case VpnInput.Rekeyed(Now now, _) -> changed(now);
      case VpnInput.Moved(Now now, _) -> changed(now);
      case VpnInput.Tick(Now now) -> tick(now);
    }
  }

  private void connect(Now now, Ip4 local) {
    switch (state) {
      case Down _ -> begin(now, local, 1);
      case Lost lost when lost.local().equals(local) -> {
        if (available) {
          begin(now, local, lost.attempt() + 1);
        }
      }
      case Lost _ -> begin(now, local, 1);
      case Connecting connecting when connecting.local().equals(local) -> {}
      case Connecting _ -> {
        terminate();
        begin(now, local, 1);
      }
      case Up up -> rebind(now, up, local);
      case Rekeying rekeying -> rebind(now, rekeying.before(), local);
    }
  }

  private void rebind(Now now, Up up, Ip4 local) {
    if (!up.local().equals(local)) {
      report(
          new VpnEvent.Down("the outer home address changed from " + up.local() + " to " + local));
      terminate();
      begin(now, local, 1);
    }
  }

  private void disconnect() {
    boolean wasUp = state instanceof Up || state instanceof Rekeying;
    boolean news = !(state instanceof Down);
    state = new Down(wasUp ? "closed as asked" : "not wanted", true);
    terminate();
    if (news) {
      report(new VpnEvent.Down("closed as asked"));
    }
  }

  private void available(Now now, String version) {
    available = true;
    remedy = null;
    loaded = null;
    report(new VpnEvent.Available(version));
    switch (state) {
      case Down(_, boolean asked) when asked -> terminate();
      case Down _ -> {}
      case Connecting connecting -> attempt(now, connecting.local(), connecting.attempt());
      case Lost lost -> begin(now, lost.local(), lost.attempt() + 1);
      case Up up -> look(now, up);
      case Rekeying rekeying -> look(now, rekeying.before());
    }
  }

  private void unavailable(String why) {
    boolean news = available || !why.equals(remedy);
    available = false;
    remedy = why;
    loaded = null;
    switch (state) {
      case Down _ -> {}
      case Connecting connecting ->
          state =
              new Connecting(
                  connecting.local(), connecting.attempt(), Step.DAEMON, why, ++tickets, null);
      case Lost(Ip4 local, String reason, int attempt, _) ->
          state = new Lost(local, reason, attempt, null);
      case Up up -> losing(up, why, 0, null);
      case Rekeying(Up before, _) -> losing(before, why, 0, null);
    }
    if (news) {
      report(new VpnEvent.Unavailable(why));
    }
  }

  private void begin(Now now, Ip4 local, int attempt) {
    report(new VpnEvent.Connecting(local, attempt));
    attempt(now, local, attempt);
  }

  private void attempt(Now now, Ip4 local, int attempt) {
    initiatedHere = false;
    if (available) {
      enter(now, local, attempt, Step.LOOK, "", timing.answer());
      outputs.add(new VpnOutput.Look(tickets));
    } else {
      String why = remedy == null ? "strongSwan has not answered yet" : remedy;
      state = new Connecting(local, attempt, Step.DAEMON, why, ++tickets, null);
    }
  }

  private void enter(
      Now now, Ip4 local, int attempt, Step step, String problem, Duration patience) {
    state =
        new Connecting(local, attempt, step, problem, ++tickets, now.monotonic().plus(patience));
  }

  private void looked(Now now, int ticket, List<Association> all) {
    switch (state) {
      case Connecting at when at.ticket() == ticket -> {
        var found = usable(all, at.local());
        if (found.isPresent()) {
          up(now, at.local(), found.get(), at.attempt());
        } else if (at.step() == Step.LOOK) {
          if (all.stream().anyMatch(one -> !one.isEstablishedFrom(at.local()))) {
            terminate();
          }
          load(now, at);
        } else if (at.step() == Step.CONFIRM) {
          fail(now, at, at.problem().isEmpty() ? incomplete(all) : at.problem());
        }
      }
      case Up up when up.ticket() == ticket -> compare(now, up, all);
      case Rekeying(Up up, _) when up.ticket() == ticket -> compare(now, up, all);
      // An answer to a question that no longer matters.
      case Down _, Connecting _, Up _, Rekeying _, Lost _ -> {}
    }
  }

  private void load(Now now, Connecting at) {
    if (at.local().equals(loaded)) {
      initiate(now, at);
    } else {
      enter(now, at.local(), at.attempt(), Step.LOAD, "", timing.answer());
      outputs.add(new VpnOutput.LoadConnection(tickets, at.local()));
    }
  }

  private void loaded(Now now, int ticket) {
    if (state instanceof Connecting at && at.step() == Step.LOAD && at.ticket() == ticket) {
      loaded = at.local();
      initiate(now, at);
    }
  }

  private void loadFailed(Now now, int ticket, String reason) {
    if (state instanceof Connecting at && at.step() == Step.LOAD && at.ticket() == ticket) {
      fail(now, at, reason);
    }
  }

  private void initiate(Now now, Connecting at) {
    Duration patience = timing.initiate().plus(timing.answer());
    enter(now, at.local(), at.attempt(), Step.INITIATE, "", patience);
    initiatedHere = true;
    outputs.add(new VpnOutput.Initiate(tickets, timing.initiate()));
  }

  /** strongSwan also says no when the child was there before, so either way the list decides. */
  private void attempted(Now now, int ticket, String problem) {
    if (state instanceof Connecting at && at.step() == Step.INITIATE && at.ticket() == ticket) {
      enter(now, at.local(), at.attempt(), Step.CONFIRM, problem, timing.answer());
      outputs.add(new VpnOutput.Look(tickets));
    }
  }

  private void childUp(Now now, Association association) {
    switch (state) {
      case Down(_, boolean asked) when asked -> terminate();
      case Down _ -> {}
      case Connecting at when association.isUsableFrom(at.local()) ->
          up(now, at.local(), association, at.attempt());
      case Lost lost when association.isUsableFrom(lost.local()) ->
          up(now, lost.local(), association, lost.attempt());
      // Bound to another address or without an inner one: the look of the attempt deals with it.
      case Connecting _, Lost _ -> {}
      case Up up -> look(now, up);
      case Rekeying(Up up, _) -> look(now, up);
    }
  }

  private void childDown(Now now, Association gone, String reason) {
    switch (state) {
      case Up up -> {
        if (isOurs(up, gone)) {
          lose(now, up, reason);
        } else {
          look(now, up);
        }
      }
      // The number of the association may just have changed: the list knows.
      case Rekeying(Up up, _) -> look(now, up);
      // Connecting: the answer to the attempt follows. Down and lost: nothing was expected.
      case Down _, Connecting _, Lost _ -> {}
    }
  }

  private static boolean isOurs(Up up, Association gone) {
    long child = up.association().carrying().map(Association.Child::id).orElse(0L);
    return gone.id() == up.association().id()
        && (gone.children().isEmpty()
            || gone.children().stream().anyMatch(one -> one.id() == child));
  }

  private void changed(Now now) {
    switch (state) {
      case Up up -> look(now, up);
      case Rekeying(Up up, _) -> look(now, up);
      case Down _, Connecting _, Lost _ -> {}
    }
  }

  /** Asks what stands now; meanwhile user data flows. */
  private void look(Now now, Up up) {
    MonotonicTime again = now.monotonic().plus(timing.answer());
    state =
        new Rekeying(
            new Up(up.local(), up.association(), up.since(), up.attempt(), ++tickets, up.lookAt()),
            again);
    if (available) {
      outputs.add(new VpnOutput.Look(tickets));
    }
  }

  private void compare(Now now, Up up, List<Association> all) {
    var found = usable(all, up.local());
    if (found.isEmpty()) {
      lose(now, up, "strongSwan has the association no longer");
      return;
    }
    Association fresh = found.get();
    MonotonicTime lookAt = now.monotonic().plus(timing.look());
    state = new Up(up.local(), fresh, up.since(), up.attempt(), ++tickets, lookAt);
    Association old = up.association();
    if (!fresh.innerAddress().equals(old.innerAddress())) {
      report(raised(fresh, false));
    } else if (!fresh.ikeSpis().equals(old.ikeSpis())
        || !fresh.childSpis().equals(old.childSpis())) {
      report(
          new VpnEvent.Rekeyed(
              fresh.innerAddress().orElse(Ip4.ANY), fresh.ikeSpis(), fresh.childSpis()));
    }
    if (!fresh.local().equals(old.local())) {
      report(new VpnEvent.Moved(fresh.innerAddress().orElse(Ip4.ANY), fresh.local()));
    }
  }

  private void up(Now now, Ip4 local, Association association, int attempt) {
    state =
        new Up(
            local,
            association,
            now.monotonic(),
            attempt,
            ++tickets,
            now.monotonic().plus(timing.look()));
    report(raised(association, !initiatedHere));
  }

  private static VpnEvent raised(Association association, boolean adopted) {
    return new VpnEvent.Up(
        association.innerAddress().orElse(Ip4.ANY),
        association.ikeSpis(),
        association.childSpis(),
        adopted);
  }

  private void lose(Now now, Up up, String reason) {
    boolean steady = now.monotonic().since(up.since()).compareTo(timing.steady()) >= 0;
    int attempt = steady ? 0 : up.attempt();
    // The first return is immediate; a connection that keeps falling down is slowed.
    Duration pause = attempt <= 1 ? Duration.ZERO : pause(attempt);
    losing(up, reason, attempt, now.monotonic().plus(pause));
  }

  private void losing(Up up, String reason, int attempt, @Nullable MonotonicTime retryAt) {
    state = new Lost(up.local(), reason, attempt, retryAt);
    report(new VpnEvent.Down(reason));
  }

  private void fail(Now now, Connecting at, String reason) {
    Duration pause = pause(at.attempt());
    state = new Lost(at.local(), reason, at.attempt(), now.monotonic().plus(pause));
    // Half-open leftovers would go on sending by themselves.
    terminate();
    report(new VpnEvent.Failed(reason, pause));
  }

  private Duration pause(int failures) {
    return backoff.after(failures, random.nextDouble());
  }

  private void tick(Now now) {
    MonotonicTime due = wakeAt();
    if (due == null || now.monotonic().isBefore(due)) {
      return;
    }
    switch (state) {
      case Down _ -> {}
      case Connecting at ->
          fail(
              now, at, at.problem().isEmpty() ? "strongSwan did not answer in time" : at.problem());
      case Up up -> {
        state =
            new Up(
                up.local(),
                up.association(),
                up.since(),
                up.attempt(),
                ++tickets,
                now.monotonic().plus(timing.look()));
        outputs.add(new VpnOutput.Look(tickets));
      }
      case Rekeying(Up up, _) -> look(now, up);
      case Lost lost -> begin(now, lost.local(), lost.attempt() + 1);
    }
  }

  private static Optional<Association> usable(List<Association> all, Ip4 local) {
    return all.stream()
        .filter(one -> one.isUsableFrom(local))
        .max(Comparator.comparingLong(Association::id));
  }

  private static String incomplete(List<Association> all) {
    return all.stream().anyMatch(one -> one.innerAddress().isEmpty())
        ? "the gateway assigned no inner address: give its connection a pool"
        : "the exchange succeeded, but strongSwan lists no child that carries";
  }

  private void terminate() {
    if (available) {
      outputs.add(new VpnOutput.Terminate());
    }
  }

  private void report(VpnEvent event) {
    outputs.add(new VpnOutput.Report(event));
  }
}
