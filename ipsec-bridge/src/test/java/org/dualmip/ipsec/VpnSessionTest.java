package org.dualmip.ipsec;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import org.dualmip.ipsec.VpnOutput.Initiate;
import org.dualmip.ipsec.VpnOutput.LoadConnection;
import org.dualmip.ipsec.VpnOutput.Look;
import org.dualmip.ipsec.VpnOutput.Report;
import org.dualmip.ipsec.VpnOutput.Terminate;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.junit.jupiter.api.Test;

class VpnSessionTest {
  private static final Ip4 M = Ip4.of("203.0.113.130");
  private static final Ip4 OTHER_M = Ip4.of("203.0.113.131");
  private static final Ip4 V = Ip4.of("10.1.99.1");
  private static final SessionTiming TIMING = SessionTiming.DEFAULT;

  private final VpnSession session = new VpnSession(TIMING, new Random(1));
  private Now now = new Now(new MonotonicTime(0), Instant.EPOCH);

  @Test
  void connectingLooksLoadsInitiatesAndIsUpWithTheChild() {
    given(available());

    assertThat(on(connect(M))).containsExactly(connecting(1), new Look(ticket()));
    assertThat(on(looked())).containsExactly(new LoadConnection(ticket(), M));
    assertThat(on(new VpnInput.Loaded(now, ticket())))
        .containsExactly(new Initiate(ticket(), TIMING.initiate()));
    assertThat(on(new VpnInput.ChildUp(now, sa(1, M)))).containsExactly(up(1, false));
    assertThat(session.state()).isInstanceOf(VpnState.Up.class);
  }

  @Test
  void theAnswerThatComesBeforeTheEventIsConfirmedByTheList() {
    int initiating = initiating();

    assertThat(on(new VpnInput.Initiated(now, initiating))).containsExactly(new Look(ticket()));
    assertThat(on(looked(sa(1, M)))).containsExactly(up(1, false));
  }

  @Test
  void anExistingDuplicateCountsAsUp() {
    int initiating = initiating();

    assertThat(on(new VpnInput.InitiateFailed(now, initiating, "establishing failed")))
        .containsExactly(new Look(ticket()));
    assertThat(on(looked(sa(1, M)))).containsExactly(up(1, false));
  }

  @Test
  void anAssociationFromAnEarlierRunIsTakenOverWithoutAnyMessage() {
    assertThat(on(available())).containsExactly(new Report(new VpnEvent.Available("test")));
    on(connect(M));

    assertThat(on(looked(sa(5, M)))).containsExactly(up(5, true));
  }

  @Test
  void beforeTheFirstWordAnAssociationIsLeftAloneAndAfterDisconnectItIsNot() {
    given(available());
    assertThat(on(new VpnInput.ChildUp(now, sa(5, M)))).isEmpty();

    assertThat(on(new VpnInput.Disconnect(now))).containsExactly(new Terminate());
    assertThat(on(new VpnInput.ChildUp(now, sa(5, M)))).containsExactly(new Terminate());
  }

  @Test
  void leftoversOfAnotherAddressOrHalfOpenOnesAreSweptBeforeLoading() {
    given(available(), connect(M));

    assertThat(on(looked(sa(5, OTHER_M))))
        .containsExactly(new Terminate(), new LoadConnection(ticket(), M));
  }

  @Test
  void anAssociationWithoutChildIsKeptAndGetsOne() {
    given(available(), connect(M));

    assertThat(on(looked(sa(5, M, List.of(V), List.of()))))
        .containsExactly(new LoadConnection(ticket(), M));
  }

  @Test
  void connectWithTheSameAddressWhileUpDoesNothing() {
    up();

    assertThat(on(connect(M))).isEmpty();
  }

  @Test
  void boundToNoAddressItTakesAnAssociationFromWhereverAndTellsWhereItGoes() {
    given(available(), connect(Ip4.ANY));
    on(looked(sa(1, M)));
    assertThat(session.state()).isInstanceOf(VpnState.Up.class);

    assertThat(on(new VpnInput.Moved(now, VpnConfig.CONNECTION)))
        .containsExactly(new Look(ticket()));
    assertThat(on(looked(sa(1, OTHER_M))))
        .containsExactly(new Report(new VpnEvent.Moved(V, OTHER_M)));
    assertThat(on(connect(Ip4.ANY))).isEmpty();
  }

  @Test
  void connectWithAnotherAddressReplacesTheAssociation() {
    up();

    assertThat(on(connect(OTHER_M)))
        .containsExactly(
            new Report(
                new VpnEvent.Down(
                    "the outer home address changed from 203.0.113.130 to 203.0.113.131")),
            new Terminate(),
            new Report(new VpnEvent.Connecting(OTHER_M, 1)),
            new Look(ticket()));
    assertThat(on(looked())).containsExactly(new LoadConnection(ticket(), OTHER_M));
  }

  @Test
  void theConfigurationIsLoadedOnceForOneAddress() {
    up();
    on(new VpnInput.ChildDown(now, sa(1, M), "gone"));
    on(new VpnInput.Tick(now));

    assertThat(on(looked())).containsExactly(new Initiate(ticket(), TIMING.initiate()));
  }

  @Test
  void aLostChildIsReportedWithItsReasonAndTriedAgainAtOnce() {
    up();

    assertThat(on(new VpnInput.ChildDown(now, sa(1, M), "the gateway closed it")))
        .containsExactly(new Report(new VpnEvent.Down("the gateway closed it")));
    assertThat(session.state())
        .isEqualTo(new VpnState.Lost(M, "the gateway closed it", 1, now.monotonic()));
    assertThat(on(new VpnInput.Tick(now))).containsExactly(connecting(2), new Look(ticket()));
  }

  @Test
  void theEndOfAnotherAssociationOnlyMakesItLook() {
    up();

    assertThat(on(new VpnInput.ChildDown(now, sa(9, M), "a duplicate")))
        .containsExactly(new Look(ticket()));
    assertThat(on(looked(sa(1, M)))).isEmpty();
    assertThat(session.state()).isInstanceOf(VpnState.Up.class);
  }

  @Test
  void rekeyingIsReportedWithTheNewKeysAndTheSameAddress() {
    up();

    assertThat(on(new VpnInput.Rekeyed(now, "dualmip"))).containsExactly(new Look(ticket()));
    assertThat(session.state()).isInstanceOf(VpnState.Rekeying.class);
    assertThat(on(looked(sa(2, M))))
        .containsExactly(
            new Report(new VpnEvent.Rekeyed(V, sa(2, M).ikeSpis(), sa(2, M).childSpis())));
    assertThat(session.state()).isInstanceOf(VpnState.Up.class);
  }

  @Test
  void anotherInnerAddressIsReportedAsUpAgain() {
    up();
    var moved = sa(2, M, List.of(Ip4.of("10.1.99.2")), children(2));

    on(new VpnInput.Rekeyed(now, "dualmip"));

    assertThat(on(looked(moved)))
        .containsExactly(
            new Report(
                new VpnEvent.Up(Ip4.of("10.1.99.2"), moved.ikeSpis(), moved.childSpis(), false)));
  }

  @Test
  void aMissedEventIsFoundByTheRegularLook() {
    up();
    pass(TIMING.look());

    assertThat(on(new VpnInput.Tick(now))).containsExactly(new Look(ticket()));
    assertThat(on(looked()))
        .containsExactly(new Report(new VpnEvent.Down("strongSwan has the association no longer")));
  }

  @Test
  void whenStrongSwanDiesAndReturnsAllIsLoadedAndInitiatedAgain() {
    up();

    assertThat(on(unavailable()))
        .containsExactly(
            new Report(new VpnEvent.Down("start it")),
            new Report(new VpnEvent.Unavailable("start it")));
    assertThat(session.wakeAt()).isNull();
    assertThat(on(unavailable())).as("the same again").isEmpty();
    assertThat(on(available()))
        .containsExactly(
            new Report(new VpnEvent.Available("test")), connecting(1), new Look(ticket()));
    assertThat(on(looked())).containsExactly(new LoadConnection(ticket(), M));
  }

  @Test
  void connectingWithoutStrongSwanWaitsForIt() {
    given(unavailable());

    assertThat(on(connect(M))).containsExactly(connecting(1));
    assertThat(session.wakeAt()).isNull();
    assertThat(on(available())).contains(new Look(ticket()));
  }

  @Test
  void answersFromBeforeStrongSwanDiedCountForNothing() {
    int before = initiating();
    on(unavailable());

    assertThat(on(new VpnInput.Initiated(now, before))).isEmpty();
    assertThat(on(new VpnInput.Looked(now, before, List.of(sa(1, M))))).isEmpty();
    assertThat(session.state()).isInstanceOf(VpnState.Connecting.class);
  }

  @Test
  void disconnectTearsDownInAnyStateAndStaysDown() {
    up();

    assertThat(on(new VpnInput.Disconnect(now)))
        .containsExactly(new Terminate(), new Report(new VpnEvent.Down("closed as asked")));
    assertThat(on(new VpnInput.ChildDown(now, sa(1, M), "terminated"))).isEmpty();
    assertThat(session.wakeAt()).isNull();
  }

  @Test
  void disconnectedWhileStrongSwanWasAwayItSweepsWhenItReturns() {
    up();
    given(unavailable(), new VpnInput.Disconnect(now));

    assertThat(on(available()))
        .containsExactly(new Report(new VpnEvent.Available("test")), new Terminate());
  }

  @Test
  void failuresAreRetriedWithGrowingBoundedPausesAndASweepEachTime() {
    given(available(), connect(M));
    Duration last = Duration.ZERO;
    for (int attempt = 1; attempt <= 12; attempt++) {
      on(looked());
      if (session.state() instanceof VpnState.Connecting at && at.step() == VpnState.Step.LOAD) {
        on(new VpnInput.Loaded(now, ticket()));
      }
      on(new VpnInput.InitiateFailed(now, ticket(), "no answer"));
      var outputs = on(looked());
      assertThat(outputs.getFirst()).isEqualTo(new Terminate());
      assertThat(outputs.get(1)).isInstanceOf(Report.class);
      var failed = (VpnEvent.Failed) ((Report) outputs.get(1)).event();
      assertThat(failed.reason()).isEqualTo("no answer");
      double expected = Math.min(200.0 * (1 << (attempt - 1)), 5000.0);
      assertThat(failed.retryIn().toMillis() / expected).isBetween(0.79, 1.21);
      last = failed.retryIn();
      pass(last.minusNanos(1));
      assertThat(on(new VpnInput.Tick(now))).as("too early").isEmpty();
      pass(Duration.ofNanos(1));
      assertThat(on(new VpnInput.Tick(now))).contains(connecting(attempt + 1));
    }
    assertThat(last).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
  }

  @Test
  void connectDuringAPauseTriesAtOnce() {
    failed();

    assertThat(on(connect(M))).containsExactly(connecting(2), new Look(ticket()));
  }

  @Test
  void anAssociationThatComesUpLateIsTaken() {
    failed();

    assertThat(on(new VpnInput.ChildUp(now, sa(3, M)))).containsExactly(up(3, false));
  }

  @Test
  void aConnectionThatKeepsFallingDownIsSlowed() {
    up();
    var pauses = new ArrayList<Duration>();
    for (int fall = 1; fall <= 4; fall++) {
      on(new VpnInput.ChildDown(now, sa(fall, M), "closed"));
      var retryAt = Objects.requireNonNull(session.wakeAt());
      var pause = retryAt.since(now.monotonic());
      pauses.add(pause);
      pass(pause);
      on(new VpnInput.Tick(now));
      on(new VpnInput.ChildUp(now, sa(fall + 1, M)));
    }

    assertThat(pauses.getFirst()).isZero();
    assertThat(pauses.get(3)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(pauses).isSorted();
  }

  @Test
  void afterASteadyConnectionCountingBeginsAnew() {
    up();
    pass(TIMING.steady());

    on(new VpnInput.ChildDown(now, sa(1, M), "closed"));

    assertThat(on(new VpnInput.Tick(now))).contains(connecting(1));
  }

  @Test
  void withoutAnInnerAddressTheReasonNamesThePool() {
    int initiating = initiating();
    on(new VpnInput.Initiated(now, initiating));

    assertThat(on(looked(sa(1, M, List.of(), children(1)))).toString()).contains("pool");
  }

  @Test
  void strongSwanThatNeverAnswersIsGivenUp() {
    initiating();
    pass(TIMING.initiate().plus(TIMING.answer()));

    assertThat(on(new VpnInput.Tick(now)).toString()).contains("did not answer in time");
  }

  @Test
  void theNewestOfSeveralIsUsed() {
    given(available(), connect(M));

    assertThat(on(looked(sa(3, M), sa(7, M), sa(5, M)))).containsExactly(up(7, true));
  }

  @Test
  void everyStateTakesEveryInput() {
    var seen = new TreeSet<String>();
    for (String state : STATES.keySet()) {
      for (int which = 0; which < 2 * 13; which++) {
        var fresh = new VpnSessionTest();
        STATES.get(state).accept(fresh);
        assertThat(fresh.session.state().name()).isEqualTo(state.replaceAll("-.*", ""));
        var before = fresh.session.state();
        var input = fresh.input(which);
        var outputs = fresh.on(input);
        var after = fresh.session.state();
        fresh.holds(before, input, outputs);
        seen.add(state + " + " + input.getClass().getSimpleName() + " -> " + after.name());
      }
    }
    // One line for each pair that can be: the table of the machine, states by inputs.
    assertThat(seen)
        .hasSizeGreaterThan(STATES.size() * 13 - 1)
        .contains(
            "down + Connect -> connecting",
            "down-asked + ChildUp -> down",
            "connecting + ChildUp -> up",
            "connecting-daemon + DaemonAvailable -> connecting",
            "up + ChildDown -> lost",
            "up + Rekeyed -> rekeying",
            "up + DaemonUnavailable -> lost",
            "rekeying + Looked -> up",
            "rekeying + Looked -> lost",
            "lost + Connect -> connecting",
            "lost + ChildUp -> up",
            "lost-daemon + Tick -> lost")
        .noneMatch(line -> line.contains("Disconnect -> ") && !line.endsWith("down"));
  }

  @Test
  void anyOrderOfInputsKeepsTheInvariants() {
    for (int seed = 0; seed < 200; seed++) {
      var fresh = new VpnSessionTest();
      var random = new Random(seed);
      for (int step = 0; step < 500; step++) {
        fresh.pass(Duration.ofMillis(random.nextInt(300)));
        var before = fresh.session.state();
        var input = fresh.input(random.nextInt(26));
        var outputs = fresh.on(input);
        assertThat(outputs.size()).as("seed %s step %s", seed, step).isLessThan(8);
        fresh.holds(before, input, outputs);
      }
    }
  }

  private interface Setup {
    void accept(VpnSessionTest test);
  }

  private static final Map<String, Setup> STATES =
      Map.of(
          "down", test -> {},
          "down-asked", test -> test.given(test.available(), new VpnInput.Disconnect(test.now)),
          "connecting", VpnSessionTest::initiating,
          "connecting-daemon", test -> test.given(test.unavailable(), test.connect(M)),
          "up", VpnSessionTest::up,
          "rekeying",
              test -> {
                test.up();
                test.on(new VpnInput.Rekeyed(test.now, "dualmip"));
              },
          "lost", VpnSessionTest::failed,
          "lost-daemon",
              test -> {
                test.up();
                test.on(test.unavailable());
              });

  /** Two of each kind: one that fits the moment, one that does not. */
  private VpnInput input(int which) {
    boolean fits = which < 13;
    int ticket = fits ? ticket() : ticket() - 1;
    long id =
        switch (session.state()) {
          case VpnState.Up up -> up.association().id();
          case VpnState.Rekeying(VpnState.Up up, _) -> up.association().id();
          default -> 1;
        };
    return switch (which % 13) {
      case 0 -> connect(fits ? M : OTHER_M);
      case 1 -> new VpnInput.Disconnect(now);
      case 2 -> available();
      case 3 -> unavailable();
      case 4 -> new VpnInput.Looked(now, ticket, List.of(sa(4, M)));
      case 5 -> new VpnInput.Looked(now, ticket(), fits ? List.of() : List.of(sa(5, OTHER_M)));
      case 6 -> new VpnInput.Loaded(now, ticket);
      case 7 -> new VpnInput.LoadFailed(now, ticket, "no");
      case 8 -> new VpnInput.Initiated(now, ticket);
      case 9 -> new VpnInput.InitiateFailed(now, ticket, "no");
      case 10 -> new VpnInput.ChildUp(now, sa(id + 1, fits ? M : OTHER_M));
      case 11 -> new VpnInput.ChildDown(now, sa(fits ? id : id + 7, M), "gone");
      default -> fits ? new VpnInput.Rekeyed(now, "dualmip") : new VpnInput.Tick(now);
    };
  }

  private void holds(VpnState before, VpnInput input, List<VpnOutput> outputs) {
    VpnState after = session.state();
    boolean carriedBefore = before instanceof VpnState.Up || before instanceof VpnState.Rekeying;
    boolean carries = after instanceof VpnState.Up || after instanceof VpnState.Rekeying;
    String what = before + " + " + input + " -> " + after + " " + outputs;
    var events =
        outputs.stream()
            .filter(Report.class::isInstance)
            .map(output -> ((Report) output).event())
            .toList();
    // User data may flow only between Up and Down, and each is said.
    if (!carriedBefore && carries) {
      assertThat(events).as(what).anyMatch(VpnEvent.Up.class::isInstance);
    }
    if (carriedBefore && !carries) {
      assertThat(events).as(what).anyMatch(VpnEvent.Down.class::isInstance);
    }
    // Nothing is asked of a strongSwan that is not there.
    if (!session.available()) {
      assertThat(outputs).as(what).allMatch(Report.class::isInstance);
    }
    // While nobody wants the VPN, nothing is initiated and nothing wakes.
    if (after instanceof VpnState.Down) {
      assertThat(session.wakeAt()).as(what).isNull();
      assertThat(outputs).as(what).noneMatch(Initiate.class::isInstance);
    }
    // An attempt never waits for ever while strongSwan is there.
    if (after instanceof VpnState.Connecting && session.available()) {
      assertThat(session.wakeAt()).as(what).isNotNull();
    }
  }

  private void given(VpnInput... inputs) {
    for (VpnInput input : inputs) {
      on(input);
    }
  }

  private int initiating() {
    given(available(), connect(M));
    on(looked());
    on(new VpnInput.Loaded(now, ticket()));
    return ticket();
  }

  private void up() {
    initiating();
    on(new VpnInput.ChildUp(now, sa(1, M)));
    assertThat(session.state()).isInstanceOf(VpnState.Up.class);
  }

  private void failed() {
    int initiating = initiating();
    on(new VpnInput.InitiateFailed(now, initiating, "no answer"));
    on(looked());
    assertThat(session.state()).isInstanceOf(VpnState.Lost.class);
  }

  private List<VpnOutput> on(VpnInput input) {
    session.handle(input);
    var outputs = new ArrayList<VpnOutput>();
    for (var output = session.poll(); output != null; output = session.poll()) {
      outputs.add(output);
    }
    return outputs;
  }

  private void pass(Duration duration) {
    now = now.plus(duration);
  }

  private int ticket() {
    return switch (session.state()) {
      case VpnState.Connecting at -> at.ticket();
      case VpnState.Up up -> up.ticket();
      case VpnState.Rekeying(VpnState.Up up, _) -> up.ticket();
      case VpnState.Down _, VpnState.Lost _ -> -1;
    };
  }

  private VpnInput connect(Ip4 local) {
    return new VpnInput.Connect(now, local);
  }

  private VpnInput available() {
    return new VpnInput.DaemonAvailable(now, "test");
  }

  private VpnInput unavailable() {
    return new VpnInput.DaemonUnavailable(now, "start it");
  }

  private VpnInput looked(Association... associations) {
    return new VpnInput.Looked(now, ticket(), List.of(associations));
  }

  private static VpnOutput connecting(int attempt) {
    return new Report(new VpnEvent.Connecting(M, attempt));
  }

  private static VpnOutput up(long id, boolean adopted) {
    var association = sa(id, M);
    return new Report(new VpnEvent.Up(V, association.ikeSpis(), association.childSpis(), adopted));
  }

  private static Association sa(long id, Ip4 local) {
    return sa(id, local, List.of(V), children(id));
  }

  private static List<Association.Child> children(long id) {
    return List.of(new Association.Child("inner", id, "INSTALLED", "in" + id, "out" + id, 0, 0));
  }

  private static Association sa(
      long id, Ip4 local, List<Ip4> innerAddresses, List<Association.Child> children) {
    return new Association(
        "dualmip",
        id,
        "ESTABLISHED",
        local,
        Ip4.of("198.18.0.2"),
        "mn",
        "gw",
        "i" + id,
        "r" + id,
        innerAddresses,
        List.of(),
        0,
        children);
  }
}
