package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.dualmip.mobileip.agent.HomeAgent.Input;
import org.dualmip.mobileip.agent.HomeAgent.Memory;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of requests, good and bad, fresh and replayed, in any order, with restarts between;
 * what must always hold is looked at after each. A failure names its seed.
 */
class RandomNodesTest {
  private static final int STEPS = 4000;

  private final Map<Ip4, Binding> fromChanges = new HashMap<>();
  private final Map<Ip4, MonotonicTime> longest = new HashMap<>();
  private final Map<String, Memory> stored = new HashMap<>();
  private final List<byte[]> captured = new ArrayList<>();
  private SplittableRandom random = new SplittableRandom(0);
  private Desk desk = new Desk();
  private int granted;
  private int refused;
  private int restarts;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void what_must_always_hold_holds(long seed) {
    random = new SplittableRandom(seed);
    for (int step = 0; step < STEPS; step++) {
      String where = "seed " + seed + ", step " + step;
      step();
      check(where);
    }
    assertThat(granted).as("seed %d grants many", seed).isGreaterThan(STEPS / 10);
    assertThat(refused).as("seed %d refuses many", seed).isGreaterThan(STEPS / 10);
    assertThat(restarts).as("seed %d restarts", seed).isPositive();
  }

  private void step() {
    switch (random.nextInt(10)) {
      case 0 -> {
        desk.tickAfter(Duration.ofMillis(random.nextLong(200_000)));
        take(false);
      }
      case 1, 2 -> replay();
      case 3 -> damaged();
      case 4 -> {
        if (random.nextInt(20) == 0) {
          restart();
        }
      }
      default -> request();
    }
  }

  private void request() {
    desk.pass(Duration.ofMillis(random.nextLong(3000)));
    boolean assigned = random.nextBoolean();
    Ask ask = desk.ask().lifetime(random.nextInt(5) == 0 ? 0 : random.nextInt(1, 700));
    if (assigned) {
      ask.home(Ip4.ANY).with(new MobileNodeNai(Desk.NAI));
    }
    Ip4 careOf = new Ip4(Desk.CAFE.bits() + random.nextInt(3));
    ask.careOf(random.nextInt(20) == 0 ? Desk.HOME : careOf);
    Ip4 source = random.nextInt(4) == 0 ? Desk.NAT : careOf;
    if (random.nextBoolean()) {
      ask.with(UdpTunnelRequest.IF_NEEDED);
    }
    byte[] payload = ask.signed(assigned ? Desk.BY_NAI : Desk.TIMESTAMPS);
    captured.add(payload);
    if (random.nextInt(5) != 0) {
      desk.send(
          payload, new Endpoint(source, 1024 + random.nextInt(3)), new Endpoint(Desk.AGENT, 434));
      take(true);
    }
  }

  /** Somebody sends again what was seen on the way, perhaps for the first time to arrive. */
  private void replay() {
    if (!captured.isEmpty()) {
      byte[] old = captured.get(random.nextInt(captured.size()));
      desk.send(old, random.nextBoolean() ? Desk.CAFE : Desk.NAT);
      take(true);
    }
  }

  private void damaged() {
    if (!captured.isEmpty()) {
      byte[] changed = captured.getLast().clone();
      changed[random.nextInt(1, changed.length)] ^= (byte) (1 << random.nextInt(8));
      desk.send(changed, Desk.CAFE);
      assertThat(desk.outputs(BindingChanged.class))
          .extracting(BindingChanged::why)
          .isSubsetOf("lifetime ended", "previous care-of address lapsed");
      take(false);
    }
  }

  private void restart() {
    desk.handle(new Input.Tick(desk.now()));
    take(false);
    restarts++;
    Desk before = desk;
    desk = new Desk(Desk.OUTER, List.copyOf(stored.values()), List.copyOf(fromChanges.values()));
    desk.pass(before.now().monotonic().since(desk.now().monotonic()));
    assertThat(desk.agent().bindings()).isEqualTo(before.agent().bindings());
  }

  /** Does what a service would do with the outputs. */
  private void take(boolean mayGrant) {
    for (Output output : desk.outputs()) {
      switch (output) {
        case Output.Remember remember ->
            stored.put(remember.memory().subscriber(), remember.memory());
        case BindingChanged change -> {
          Ip4 home = home(change);
          assertThat(fromChanges.get(home)).isEqualTo(change.before());
          if (change.after() == null) {
            fromChanges.remove(home);
            longest.remove(home);
          } else {
            grown(change, mayGrant);
            fromChanges.put(home, change.after());
          }
        }
        case Output.Send send -> {
          RegistrationReply reply = Desk.read(send.payload());
          assertThat(reply.lifetime()).isLessThanOrEqualTo(600);
          if (reply.code().accepted()) {
            granted++;
          } else {
            refused++;
          }
        }
        case Output.Notice _ -> {}
      }
    }
  }

  /** A lifetime grows by a fresh request alone, and never by more than is permitted. */
  private void grown(BindingChanged change, boolean mayGrant) {
    Binding after = change.after();
    if (after == null || after.expires() == null) {
      throw new AssertionError("a binding without an end: " + change);
    }
    assertThat(after.expires().since(desk.now().monotonic()))
        .isLessThanOrEqualTo(Duration.ofMinutes(10));
    MonotonicTime end = longest.get(after.home());
    if (end != null && end.isBefore(after.expires())) {
      assertThat(mayGrant).isTrue();
      Binding before = change.before();
      assertThat(before == null || before.identification() - after.identification() < 0).isTrue();
    }
    longest.put(after.home(), after.expires());
  }

  private static Ip4 home(BindingChanged change) {
    Binding any = change.after() != null ? change.after() : change.before();
    if (any == null) {
      throw new AssertionError("a change of nothing");
    }
    return any.home();
  }

  private void check(String where) {
    desk.handle(new Input.Tick(desk.now()));
    take(false);
    assertThat(desk.agent().bindings()).as(where).hasSizeLessThanOrEqualTo(2);
    assertThat(desk.agent().bindings())
        .as(where)
        .containsExactlyInAnyOrderElementsOf(fromChanges.values());
    MonotonicTime earliest = null;
    for (Binding binding : desk.agent().bindings()) {
      assertThat(Desk.HOME_NETWORK.contains(binding.home())).as(where).isTrue();
      assertThat(binding.previous() == null).as(where).isEqualTo(binding.previousUntil() == null);
      for (MonotonicTime deadline :
          new MonotonicTime[] {binding.expires(), binding.previousUntil()}) {
        if (deadline != null) {
          assertThat(desk.now().monotonic().isBefore(deadline)).as(where).isTrue();
          earliest = earliest == null ? deadline : MonotonicTime.min(earliest, deadline);
        }
      }
    }
    assertThat(desk.agent().wakeAt()).as(where).isEqualTo(earliest);
  }
}
