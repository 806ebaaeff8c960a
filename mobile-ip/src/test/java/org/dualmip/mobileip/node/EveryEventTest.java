package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobileip.node.Bench.CAFE;
import static org.dualmip.mobileip.node.Bench.CELL;
import static org.dualmip.mobileip.node.Bench.FOREIGN;
import static org.dualmip.mobileip.node.Bench.HOME;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.node.MobileNode.Input;
import org.dualmip.mobileip.node.MobileNode.Output;
import org.dualmip.mobileip.packet.TunnelData;
import org.dualmip.mobileip.security.ReplayProtection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every state with every event, and long random sequences of them. */
class EveryEventTest {
  private static final CareOf AT_HOME = new CareOf.AtHome("eth0", HOME);
  private static final List<CareOf> PLACES = List.of(CAFE, CELL, FOREIGN);

  private static Map<String, Consumer<Bench>> states() {
    Map<String, Consumer<Bench>> states = new LinkedHashMap<>();
    states.put("nothing", _ -> {});
    states.put("trying", bench -> bench.register(CAFE));
    states.put("trying through an agent", bench -> bench.register(FOREIGN));
    states.put(
        "refused by an agent",
        bench -> {
          bench.register(FOREIGN);
          bench.refuse(65, 0);
        });
    states.put(
        "refused by the home agent",
        bench -> {
          bench.register(CAFE);
          bench.answer(130, 0);
        });
    states.put("bound", bench -> bench.bind(CAFE, 600));
    states.put("bound in udp", bench -> bench.bind(CAFE, 600, new UdpTunnelReply(0, false, 20)));
    states.put(
        "renewing",
        bench -> {
          bench.bind(CAFE, 30);
          bench.passMillis(20_100);
        });
    states.put(
        "bound, trying another",
        bench -> {
          bench.bind(CAFE, 600);
          bench.register(FOREIGN);
        });
    states.put(
        "bound twice",
        bench -> {
          bench.bind(CAFE, 600);
          bench.passMillis(1_000);
          bench.registerBeside(CELL);
          bench.answer(0, 600);
        });
    states.put("leaving", bench -> bench.tell(new Input.Deregister(bench.now(), CAFE, CELL)));
    states.put("at home", bench -> bench.register(AT_HOME));
    return states;
  }

  private static Map<String, BiConsumer<Bench, CareOf>> events() {
    Map<String, BiConsumer<Bench, CareOf>> events = new LinkedHashMap<>();
    events.put("register", Bench::register);
    events.put("register beside", Bench::registerBeside);
    events.put(
        "register monitored",
        (bench, at) -> bench.tell(new Input.Register(bench.now(), at, Bench.MONITOR)));
    events.put("at home", (bench, _) -> bench.register(AT_HOME));
    events.put("advertised", (bench, _) -> bench.advertise(Bench.OFFER));
    events.put("give up", (bench, at) -> bench.tell(new Input.GiveUp(bench.now(), at)));
    events.put("path changed", (bench, at) -> bench.tell(new Input.PathChanged(bench.now(), at)));
    events.put("lost", (bench, at) -> bench.tell(new Input.CareOfLost(bench.now(), at)));
    events.put("deregister", (bench, at) -> bench.tell(new Input.Deregister(bench.now(), at, at)));
    events.put(
        "deregister all", (bench, at) -> bench.tell(new Input.DeregisterAll(bench.now(), at)));
    events.put(
        "carried",
        (bench, _) -> bench.tell(new Input.Carried(bench.now(), bench.now().monotonic())));
    events.put("a tick", (bench, _) -> bench.tell(new Input.Tick(bench.now())));
    events.put("rubbish", (bench, at) -> bench.receive(at, new byte[] {3, 0, 1}));
    events.put("clock back", (bench, _) -> bench.stepClock(Duration.ofHours(-1)));
    events.put("clock forth", (bench, _) -> bench.stepClock(Duration.ofHours(1)));
    for (int code : new int[] {0, 1, 64, 69, 75, 78, 104, 129, 133, 135, 136, 139, 143, 151}) {
      events.put("code " + code, (bench, _) -> replied(bench, code));
    }
    return events;
  }

  private static void replied(Bench bench, int code) {
    if (bench.sent.isEmpty() || bench.lastSend().payload().at(0) == TunnelData.TYPE) {
      return;
    }
    RegistrationReply reply =
        bench.reply(new ReplyCode(code), bench.request().isDeregistration() ? 0 : 300);
    bench.receive(bench.lastSend().via(), reply);
  }

  /** What must hold after everything. */
  private static void assertSound(Bench bench, String when) {
    MonotonicTime wake = bench.node.wakeAt();
    assertThat(wake == null || bench.now().monotonic().isBefore(wake))
        .as("%s: woken for nothing", when)
        .isTrue();
    assertThat(bench.node.inUse()).as(when).containsAll(bench.node.bound());
    assertThat(bench.node.bound()).as(when).doesNotHaveDuplicates();
  }

  /** §3.6.3: "The minimum time between Registration Requests MUST NOT be less than 1 second." */
  private static void assertNoHurry(Bench bench, String when) {
    Map<CareOf, MonotonicTime> last = new HashMap<>();
    for (int i = 0; i < bench.sent.size(); i++) {
      Output.Send send = bench.sent.get(i);
      if (send.payload().at(0) != RegistrationRequest.TYPE || isDeregistration(send)) {
        continue;
      }
      MonotonicTime at = bench.sentAt.get(i);
      MonotonicTime before = last.put(send.via(), at);
      if (before != null) {
        assertThat(at.since(before))
            .as("%s: request %d from %s", when, i, send.via())
            .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
      }
    }
  }

  private static boolean isDeregistration(Output.Send send) {
    return send.payload().at(2) == 0 && send.payload().at(3) == 0;
  }

  @Test
  void everyStateTakesEveryEventAndIsBoundAgainAfterwards() {
    states()
        .forEach((state, prepare) ->
            events()
                .forEach((event, happens) -> {
                  for (CareOf place : PLACES) {
                    Bench bench = Bench.withTimestamps();
                    prepare.accept(bench);
                    happens.accept(bench, place);
                    String when = event + " while " + state + " at " + place;
                    assertSound(bench, when);
                    assertRecovers(bench, when);
                  }
                }));
  }

  private static void assertRecovers(Bench bench, String when) {
    bench.pass(Duration.ofSeconds(2));
    bench.register(CELL);
    for (int i = 0; i < 12 && !CELL.equals(bench.node.boundTo()); i++) {
      bench.pass(Duration.ofSeconds(6));
      if (bench.request().careOf().equals(CELL.address())) {
        bench.answer(0, 600);
      }
    }
    assertThat(bench.node.bound()).as(when).contains(CELL);
  }

  @ParameterizedTest
  @EnumSource(ReplayProtection.class)
  void randomSequencesNeverBreakTheRulesOfTime(ReplayProtection replay) {
    Map<String, BiConsumer<Bench, CareOf>> all = events();
    all.remove("lost"); // an address that was lost and came back is a new matter
    List<BiConsumer<Bench, CareOf>> events = new ArrayList<>(all.values());
    for (int seed = 0; seed < 60; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Bench bench = new Bench(replay, HOME, null, 60);
      for (int i = 0; i < 200; i++) {
        CareOf place = PLACES.get(random.nextInt(PLACES.size()));
        events.get(random.nextInt(events.size())).accept(bench, place);
        bench.passMillis(random.nextBoolean() ? 0 : random.nextInt(3_000));
        assertSound(bench, "seed " + seed + " step " + i);
      }
      assertNoHurry(bench, "seed " + seed);
      assertRecovers(bench, "seed " + seed);
    }
  }
}
