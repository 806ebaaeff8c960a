package org.dualmip.mobileip.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SplittableRandom;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.mobileip.probe.HomeAgentProbe.Input;
import org.dualmip.mobileip.probe.HomeAgentProbe.Output;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When probes are sent, and what becomes of what comes back. */
class HomeAgentProbeTest {
  private static final CareOf WLAN = new CareOf.CoLocated("wlan0", Figures.CARE_OF);
  private static final CareOf CABLE = new CareOf.CoLocated("eth0", Ip4.of("10.10.1.50"));
  private static final Ip4 FOREIGN_AGENT = Ip4.of("10.10.2.1");
  private static final CareOf FOREIGN =
      new CareOf.ThroughAgent(
          "wlan0", Ip4.of("10.10.2.2"), FOREIGN_AGENT, MacAddress.of("02:00:00:00:00:fa"));
  private static final Offer OFFER = Figures.AGENT_SECRET.offer();

  private final HomeAgentProbe probe = new HomeAgentProbe(new SplittableRandom(5));
  private final List<MobileNode.Output.Send> sent = new ArrayList<>();
  private final List<Duration> sentAfter = new ArrayList<>();
  private final List<Output> said = new ArrayList<>();
  private final MonotonicTime start = new MonotonicTime(33_000_000_000L);
  private Now now = new Now(start, Instant.parse("2026-11-22T08:00:00Z"));

  private void tell(Input input) {
    probe.handle(input);
    for (Output output = probe.poll(); output != null; output = probe.poll()) {
      if (output instanceof Output.Send(MobileNode.Output.Send request)) {
        sent.add(request);
        sentAfter.add(now.monotonic().since(start));
      } else {
        said.add(output);
      }
    }
  }

  private void begin(CareOf careOf, @Nullable Offer offer) {
    tell(new Input.Begin(now, careOf, Figures.AGENT, offer));
  }

  private void receive(CareOf careOf, Octets payload) {
    tell(new Input.Datagram(now, careOf, payload));
  }

  /** Wakes the engine exactly when it asks for it. */
  private void pass(Duration time) {
    MonotonicTime end = now.monotonic().plus(time);
    for (MonotonicTime wake = probe.wakeAt();
        wake != null && wake.isBefore(end);
        wake = probe.wakeAt()) {
      assertThat(wake).as("not again at once").isGreaterThan(now.monotonic());
      now = now.plus(wake.since(now.monotonic()));
      tell(new Input.Tick(now));
    }
    now = now.plus(end.since(now.monotonic()));
    tell(new Input.Tick(now));
  }

  private static Octets denial(MobileNode.Output.Send to, int code) {
    RegistrationRequest request = Figures.request(to.payload());
    return Octets.of(
        new RegistrationReply(
                new ReplyCode(code),
                request.lifetime(),
                request.home(),
                request.homeAgent(),
                request.identification(),
                List.of())
            .toBytes());
  }

  private static Octets answer(MobileNode.Output.Send to) {
    return Figures.answered(to.payload(), to.source(), true);
  }

  @Test
  void the_first_probe_goes_out_at_once_to_the_home_agent() {
    begin(WLAN, OFFER);
    assertThat(sent)
        .singleElement()
        .satisfies(send -> {
          assertThat(send.via()).isEqualTo(WLAN);
          assertThat(send.source()).isEqualTo(Figures.CARE_OF);
          assertThat(send.to()).isEqualTo(new Endpoint(Figures.AGENT, 434));
          assertThat(Figures.request(send.payload()).careOf()).isEqualTo(Figures.CARE_OF);
        });
    assertThat(said).isEmpty();
  }

  @Test
  void silence_is_asked_again_later_and_later_and_then_no_more() {
    begin(WLAN, OFFER);
    pass(Duration.ofMinutes(5));
    assertThat(sentAfter)
        .containsExactly(
            Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(7));
    assertThat(said).containsExactly(new Output.Unanswered(WLAN, Figures.AGENT, 4));
    assertThat(probe.wakeAt()).isNull();
    assertThat(probe.isSearching(WLAN)).isFalse();
    assertThat(new HashSet<>(sent.stream().map(MobileNode.Output.Send::payload).toList()))
        .as("never the same octets twice")
        .hasSize(4);
  }

  @Test
  void an_authentic_answer_ends_the_search() {
    begin(WLAN, OFFER);
    pass(Duration.ofMillis(12));
    receive(WLAN, answer(sent.getFirst()));
    assertThat(said)
        .containsExactly(new Output.Found(WLAN, Figures.AGENT, true, false, Duration.ofMillis(12)));
    pass(Duration.ofMinutes(1));
    assertThat(sent).hasSize(1);
    assertThat(said).hasSize(1);
    assertThat(probe.counters()).containsEntry("replies-authentic", 1L);
  }

  @Test
  void a_late_answer_to_an_earlier_probe_counts_with_its_own_round_trip() {
    begin(WLAN, OFFER);
    pass(Duration.ofMillis(1400));
    assertThat(sent).hasSize(2);
    receive(WLAN, answer(sent.getFirst()));
    assertThat(said)
        .containsExactly(
            new Output.Found(WLAN, Figures.AGENT, true, false, Duration.ofMillis(1400)));
  }

  @Test
  void an_answer_proves_only_the_interface_it_came_through() {
    begin(WLAN, OFFER);
    begin(CABLE, OFFER);
    receive(CABLE, answer(sent.getFirst()));
    assertThat(said).isEmpty();
    assertThat(probe.counters()).containsEntry("replies-not-ours", 1L);
    receive(WLAN, answer(sent.getFirst()));
    assertThat(said).hasSize(1);
    assertThat(probe.isSearching(CABLE)).isTrue();
  }

  @Test
  void a_denial_without_proof_is_a_hint_and_keeps_nobody_from_hearing_the_proof() {
    begin(WLAN, OFFER);
    receive(WLAN, denial(sent.getFirst(), 131));
    receive(WLAN, denial(sent.getFirst(), 129));
    assertThat(said)
        .as("said once")
        .containsExactly(
            new Output.SmokedOut(
                WLAN, Figures.AGENT, ReplyCode.FAILED_AUTHENTICATION, Duration.ZERO));
    pass(Duration.ofMillis(1100));
    assertThat(sent).hasSize(2);
    receive(WLAN, answer(sent.getLast()));
    assertThat(said).last().isInstanceOf(Output.Found.class);
  }

  @Test
  void without_an_offer_the_first_denial_is_all_there_is_to_learn() {
    begin(WLAN, null);
    pass(Duration.ofMillis(30));
    receive(WLAN, denial(sent.getFirst(), 131));
    assertThat(said)
        .containsExactly(
            new Output.SmokedOut(
                WLAN, Figures.AGENT, ReplyCode.FAILED_AUTHENTICATION, Duration.ofMillis(30)));
    pass(Duration.ofMinutes(1));
    assertThat(sent).hasSize(1);
    assertThat(probe.isSearching(WLAN)).isFalse();
  }

  @Test
  void acceptances_and_refusals_by_foreign_agents_are_no_answer() {
    begin(WLAN, OFFER);
    receive(WLAN, denial(sent.getFirst(), 0));
    receive(WLAN, denial(sent.getFirst(), 64));
    receive(WLAN, Octets.EMPTY);
    assertThat(said).isEmpty();
    assertThat(probe.counters()).containsEntry("replies-not-ours", 3L);
  }

  @Test
  void it_knows_which_datagrams_are_for_it() {
    begin(WLAN, OFFER);
    Octets answer = answer(sent.getFirst());
    assertThat(probe.awaits(WLAN, answer)).isTrue();
    assertThat(probe.awaits(WLAN, denial(sent.getFirst(), 131))).isTrue();
    assertThat(probe.awaits(CABLE, answer)).isFalse();
    assertThat(probe.awaits(WLAN, Octets.ofHex(Figures.REPLY))).isFalse();
    receive(WLAN, answer);
    assertThat(probe.awaits(WLAN, answer)).isFalse();
  }

  @Test
  void through_a_foreign_agent_it_is_addressed_like_any_request() {
    begin(FOREIGN, OFFER);
    MobileNode.Output.Send send = sent.getFirst();
    RegistrationRequest request = Figures.request(send.payload());
    assertThat(send.to()).isEqualTo(new Endpoint(FOREIGN_AGENT, 434));
    assertThat(send.source()).isEqualTo(request.home());
    assertThat(request.has(RegistrationRequest.CO_LOCATED)).isFalse();
    assertThat(request.careOf()).isEqualTo(Ip4.of("10.10.2.2"));
    receive(FOREIGN, Figures.answered(send.payload(), FOREIGN.address(), true));
    assertThat(said).singleElement().isInstanceOf(Output.Found.class);
  }

  @Test
  void a_search_that_is_ended_sends_nothing_more_and_hears_nothing() {
    begin(WLAN, OFFER);
    tell(new Input.End(now, WLAN));
    receive(WLAN, answer(sent.getFirst()));
    pass(Duration.ofMinutes(1));
    assertThat(sent).hasSize(1);
    assertThat(said).isEmpty();
    assertThat(probe.wakeAt()).isNull();
  }

  @Test
  void a_link_that_comes_and_goes_fifty_times_in_ten_seconds_keeps_the_pace() {
    for (int i = 0; i < 50; i++) {
      begin(WLAN, OFFER);
      pass(Duration.ofMillis(100));
      tell(new Input.End(now, WLAN));
      pass(Duration.ofMillis(100));
    }
    assertThat(sentAfter.subList(0, 3)).allMatch(after -> after.toMillis() < 500);
    expectPace(sentAfter);
  }

  @Test
  void the_pace_holds_whatever_happens_on_the_link() {
    SplittableRandom random = new SplittableRandom(12);
    for (int i = 0; i < 600; i++) {
      CareOf careOf = random.nextBoolean() ? WLAN : FOREIGN;
      if (random.nextInt(4) == 0) {
        tell(new Input.End(now, careOf));
      } else {
        begin(careOf, random.nextBoolean() ? OFFER : null);
      }
      pass(Duration.ofMillis(random.nextInt(1500)));
    }
    expectPace(sentAfter);
    assertThat(sent).hasSizeGreaterThan(100);
  }

  private static void expectPace(List<Duration> times) {
    for (int i = 0; i < times.size(); i++) {
      if (i >= 3) {
        assertThat(times.get(i).minus(times.get(i - 3)))
            .isGreaterThanOrEqualTo(Duration.ofSeconds(3));
      }
      if (i >= 40) {
        assertThat(times.get(i).minus(times.get(i - 40)))
            .isGreaterThanOrEqualTo(Duration.ofMinutes(1));
      }
    }
  }

  @Test
  void another_link_has_its_own_pace() {
    for (int i = 0; i < 5; i++) {
      begin(WLAN, OFFER);
    }
    assertThat(sent).hasSize(3);
    begin(CABLE, OFFER);
    assertThat(sent).hasSize(4);
    assertThat(sent.getLast().via()).isEqualTo(CABLE);
  }

  @Test
  void searches_and_links_are_bounded() {
    for (int i = 0; i < 10_000; i++) {
      begin(new CareOf.CoLocated("tap" + i, Figures.CARE_OF), OFFER);
      if (i % 2 == 0) {
        tell(new Input.End(now, new CareOf.CoLocated("tap" + i, Figures.CARE_OF)));
      }
    }
    assertThat(sent).hasSize(HomeAgentProbe.MOST_SEARCHES);
    assertThat(said)
        .hasSize(10_000 - HomeAgentProbe.MOST_SEARCHES)
        .allMatch(out -> out instanceof Output.Unanswered none && none.probes() == 0);
    pass(Duration.ofMinutes(2));
    begin(WLAN, OFFER);
    assertThat(sent.getLast().via()).as("later there is room again").isEqualTo(WLAN);
  }

  @Test
  void neither_a_home_address_nor_a_home_agent_of_many_is_probed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> begin(new CareOf.AtHome("eth0", Ip4.of("10.10.0.100")), OFFER));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Input.Begin(now, WLAN, Ip4.BROADCAST, OFFER));
  }

  @Test
  void calling_too_early_changes_nothing() {
    begin(WLAN, OFFER);
    for (int i = 0; i < 100; i++) {
      tell(new Input.Tick(now));
    }
    assertThat(sent).hasSize(1);
  }
}
