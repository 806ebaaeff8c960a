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
import org.dualmip.mobileip.extension.GreKey;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.RevocationSupport;
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

  /** What tells bindings apart. */
  private record Key(Ip4 home, Ip4 careOf) {}

  private final Map<Key, Binding> fromChanges = new HashMap<>();
  private final Map<Key, MonotonicTime> longest = new HashMap<>();
  private final Map<String, Memory> stored = new HashMap<>();
  private final List<byte[]> captured = new ArrayList<>();
  private SplittableRandom random = new SplittableRandom(0);
  private HomeAgentConfig config = Desk.OUTER;
  private Desk desk = new Desk();
  private int granted;
  private int refused;
  private int restarts;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void what_must_always_hold_holds(long seed) {
    random = new SplittableRandom(seed);
    config = seed % 2 == 0 ? Desk.OUTER : Desk.EVERYTHING;
    desk = new Desk(config);
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
        } else if (random.nextInt(10) == 0) {
          desk.handle(new Input.Revoke(desk.now(), Desk.HOME.toString(), null));
          take(false);
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
    if (random.nextInt(3) == 0) {
      ask.flag(1 << random.nextInt(8));
    }
    if (random.nextInt(4) == 0) {
      source = Desk.FOREIGN_AGENT;
      ask.behind(new RevocationSupport(random.nextBoolean(), random.nextInt()));
      if (random.nextBoolean()) {
        ask.behind(new GreKey(random.nextInt(3)));
      }
      ask.through(Desk.FOREIGN_AGENT, Desk.FOREIGN_HOME);
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
    desk = new Desk(config, List.copyOf(stored.values()), List.copyOf(fromChanges.values()));
    desk.pass(before.now().monotonic().since(desk.now().monotonic()));
    assertThat(desk.agent().bindings())
        .containsExactlyInAnyOrderElementsOf(before.agent().bindings());
  }

  /** Does what a service would do with the outputs. */
  private void take(boolean mayGrant) {
    for (Output output : desk.outputs()) {
      switch (output) {
        case Output.Remember remember ->
            stored.put(remember.memory().subscriber(), remember.memory());
        case BindingChanged change -> {
          Binding gone = change.before();
          if (gone != null) {
            assertThat(fromChanges.remove(key(gone))).isEqualTo(gone);
          }
          if (change.after() == null) {
            longest.remove(gone == null ? new Key(Ip4.ANY, Ip4.ANY) : key(gone));
          } else {
            grown(change, mayGrant);
            assertThat(fromChanges.put(key(change.after()), change.after())).isNull();
          }
        }
        case Output.Send send when send.payload().at(0) != RegistrationReply.TYPE ->
            assertThat(send.to().address()).isEqualTo(Desk.FOREIGN_AGENT);
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
    MonotonicTime end = longest.get(key(after));
    if (end != null && end.isBefore(after.expires())) {
      assertThat(mayGrant).isTrue();
      Binding before = change.before();
      assertThat(before == null || before.identification() - after.identification() < 0).isTrue();
    }
    longest.put(key(after), after.expires());
  }

  private static Key key(Binding binding) {
    return new Key(binding.home(), binding.careOf());
  }

  private void check(String where) {
    desk.handle(new Input.Tick(desk.now()));
    take(false);
    assertThat(desk.agent().bindings())
        .as(where)
        .hasSizeLessThanOrEqualTo(2 * config.limits().simultaneousBindings());
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
    if (earliest != null) {
      // It may look earlier, in vain, but never too late.
      assertThat(desk.agent().wakeAt()).as(where).isNotNull().isLessThanOrEqualTo(earliest);
    }
  }
}
