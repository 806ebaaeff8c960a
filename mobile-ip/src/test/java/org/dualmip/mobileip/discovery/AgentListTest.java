package org.dualmip.mobileip.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.dualmip.mobileip.discovery.AgentAdvertisement.Router;
import org.dualmip.mobileip.discovery.AgentList.Input;
import org.dualmip.mobileip.discovery.AgentList.Output;
import org.dualmip.mobileip.discovery.AgentList.Why;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgentListTest {
  private static final String LINK = "wlan0";
  private static final Ip4 A = Ip4.of("10.2.0.1");
  private static final Ip4 B = Ip4.of("10.3.0.1");
  private static final Ip4 HOME_AGENT = Ip4.of("203.0.113.2");
  private static final int FOREIGN = AgentAdvertisement.FOREIGN_AGENT;
  private static final int BUSY = FOREIGN | AgentAdvertisement.BUSY;

  private Now now = new Now(new MonotonicTime(1), Instant.parse("2026-03-01T10:00:00Z"));
  private final AgentList list = new AgentList(Set.of(HOME_AGENT), new SplittableRandom(3));

  @BeforeEach
  void up() {
    handle(new Input.LinkUp(now, LINK));
  }

  @Test
  void an_agent_is_found_once_and_remembered_for_its_lifetime() {
    assertThat(hear(A, 0, FOREIGN, 30)).hasSize(1).first().isInstanceOf(Output.Found.class);
    pass(Duration.ofSeconds(20));
    assertThat(hear(A, 1, FOREIGN, 30)).isEmpty();
    pass(Duration.ofMillis(29_999));
    assertThat(list.agents()).hasSize(1);
    assertThat(lost(pass(Duration.ofMillis(1)))).containsExactly(A);
    assertThat(list.agents()).isEmpty();
  }

  @Test
  void when_the_agent_in_use_falls_silent_a_known_one_is_proposed_at_once() {
    hear(A, 0, FOREIGN, 30);
    use(A);
    hear(B, 0, FOREIGN, 90);
    List<Output> outputs = pass(Duration.ofSeconds(30));
    assertThat(lost(outputs)).containsExactly(A);
    assertThat(registers(outputs)).containsExactly(B + " SILENT");
  }

  @Test
  void an_agent_that_takes_its_advertisement_back_is_lost_at_once() {
    hear(A, 0, FOREIGN, 30);
    hear(B, 0, FOREIGN, 90);
    use(A);
    assertThat(registers(hear(A, 1, FOREIGN, 0))).containsExactly(B + " SILENT");
  }

  @Test
  void another_network_means_a_move_if_both_say_their_networks() {
    hear(A, 0, FOREIGN, 30);
    use(A);
    assertThat(registers(hear(B, 0, FOREIGN, 30))).containsExactly(B + " OTHER_NETWORK");
    assertThat(registers(hear(B, 1, FOREIGN, 30))).as("known by now").isEmpty();
  }

  @Test
  void the_same_network_or_an_unsaid_one_means_no_move() {
    hear(A, 0, FOREIGN, 30);
    use(A);
    assertThat(registers(hear(Ip4.of("10.2.0.2"), 0, FOREIGN, 30))).isEmpty();
    assertThat(registers(hear(B, 0, FOREIGN, 30, null))).isEmpty();
  }

  @Test
  void without_the_network_of_the_agent_in_use_another_means_no_move() {
    hear(A, 0, FOREIGN, 30, null);
    use(A);
    assertThat(registers(hear(B, 0, FOREIGN, 30))).isEmpty();
  }

  @Test
  void a_co_located_address_has_a_network_too() {
    handle(new Input.Registered(now, null, Prefix4.of("10.2.0.0/24")));
    assertThat(registers(hear(A, 0, FOREIGN, 30))).isEmpty();
    assertThat(registers(hear(B, 0, FOREIGN, 30))).containsExactly(B + " OTHER_NETWORK");
    handle(new Input.Registered(now, null, null));
    assertThat(registers(hear(Ip4.of("10.4.0.1"), 0, FOREIGN, 30))).isEmpty();
  }

  @Test
  void a_busy_agent_and_a_home_agent_are_not_moved_to() {
    hear(A, 0, FOREIGN, 30);
    use(A);
    assertThat(registers(hear(B, 0, BUSY, 30))).isEmpty();
    assertThat(registers(hear(Ip4.of("10.4.0.1"), 0, AgentAdvertisement.HOME_AGENT, 30))).isEmpty();
    assertThat(list.best(LINK)).map(Agent::address).contains(A);
  }

  @Test
  void a_restart_of_the_agent_in_use_calls_for_a_new_registration() {
    hear(A, 300, FOREIGN, 30);
    use(A);
    assertThat(registers(hear(A, 0, FOREIGN, 30))).containsExactly(A + " RESTARTED");
    assertThat(registers(hear(A, 1, FOREIGN, 30))).isEmpty();
    assertThat(registers(hear(A, 255, FOREIGN, 30))).isEmpty();
    assertThat(registers(hear(A, 254, FOREIGN, 30))).containsExactly(A + " RESTARTED");
  }

  @Test
  void a_roll_over_is_no_restart() {
    hear(A, 0xffff, FOREIGN, 30);
    use(A);
    assertThat(registers(hear(A, 256, FOREIGN, 30))).isEmpty();
    assertThat(list.counters()).containsEntry("agents-restarted", 0L);
  }

  @Test
  void a_restart_of_another_agent_is_only_counted() {
    hear(A, 10, FOREIGN, 30);
    assertThat(hear(A, 3, FOREIGN, 30)).isEmpty();
    assertThat(list.counters()).containsEntry("agents-restarted", 1L);
  }

  @Test
  void the_own_home_agent_means_home_and_another_one_does_not() {
    assertThat(hear(HOME_AGENT, 0, AgentAdvertisement.HOME_AGENT, 30))
        .hasAtLeastOneElementOfType(Output.AtHome.class);
    assertThat(hear(B, 0, AgentAdvertisement.HOME_AGENT, 30))
        .hasOnlyElementsOfType(Output.Found.class);
    handle(new Input.LinkUp(now, LINK));
    assertThat(hear(HOME_AGENT, 0, FOREIGN, 30)).hasOnlyElementsOfType(Output.Found.class);
  }

  @Test
  void a_change_of_what_is_said_is_told_and_a_new_challenge_is_not() {
    hear(A, 0, FOREIGN, 30);
    assertThat(hear(A, 1, BUSY, 30)).hasOnlyElementsOfType(Output.Changed.class);
    assertThat(list.best(LINK)).isEmpty();
    assertThat(hear(A, 2, BUSY, 20)).isEmpty();
  }

  @Test
  void an_agent_that_refused_is_not_proposed_for_a_while() {
    hear(A, 0, FOREIGN, 300);
    handle(new Input.Refused(now, key(A)));
    assertThat(list.best(LINK)).isEmpty();
    pass(AgentList.AVOIDED);
    assertThat(list.best(LINK)).isPresent();
    handle(new Input.Refused(now, key(A)));
    use(A);
    assertThat(list.best(LINK)).isPresent();
  }

  @Test
  void another_station_with_the_same_address_is_another_agent() {
    hear(A, 0, FOREIGN, 30);
    use(A);
    MacAddress forger = MacAddress.of("02:66:66:66:66:66");
    List<Output> outputs =
        handle(new Input.Heard(now, LINK, forger, A, 1, octets(A, 5, FOREIGN, 30, List.of(24))));
    assertThat(registers(outputs)).isEmpty();
    assertThat(list.agents()).hasSize(2);
    assertThat(list.agent(key(A)).orElseThrow().mac()).isEqualTo(mac(A));
  }

  @Test
  void what_does_not_come_from_the_link_is_discarded() {
    Octets good = octets(A, 0, FOREIGN, 30, List.of(24));
    handle(new Input.Heard(now, LINK, mac(A), A, 2, good));
    handle(new Input.Heard(now, "eth9", mac(A), A, 1, good));
    handle(new Input.Heard(now, LINK, mac(A), A, 1, good.slice(0, 12)));
    assertThat(list.agents()).isEmpty();
    assertThat(list.counters())
        .containsEntry("advertisements", 3L)
        .containsEntry("advertisements-not-from-link", 2L)
        .containsEntry("advertisements-malformed", 1L);
  }

  @Test
  void a_flood_of_agents_is_bounded_and_spares_the_one_in_use() {
    hear(A, 0, FOREIGN, 10);
    use(A);
    for (int i = 0; i < 1000; i++) {
      hear(new Ip4(B.bits() + i), 0, FOREIGN, 100);
    }
    assertThat(list.agents()).hasSize(AgentList.MOST_AGENTS).anyMatch(a -> a.address().equals(A));
    assertThat(list.counters()).containsEntry("agents-forgotten", 1001L - AgentList.MOST_AGENTS);
  }

  @Test
  void a_link_that_goes_or_comes_anew_has_no_agents() {
    hear(A, 0, FOREIGN, 300);
    use(A);
    handle(new Input.LinkUp(now, LINK));
    assertThat(list.agents()).isEmpty();
    hear(A, 5, FOREIGN, 300);
    assertThat(registers(hear(A, 0, FOREIGN, 300))).as("not in use any more").isEmpty();
    handle(new Input.LinkDown(now, LINK));
    assertThat(list.agents()).isEmpty();
    assertThat(list.wakeAt()).isNull();
  }

  @Test
  void solicitations_begin_each_second_and_back_off_to_a_minute() {
    List<Duration> gaps = solicitations(14);
    assertThat(gaps.getFirst()).isLessThan(Duration.ofSeconds(1));
    for (int i = 1; i < gaps.size(); i++) {
      long nominal = Math.min(64, i < 3 ? 1 : 1L << (i - 2));
      assertThat(gaps.get(i))
          .as("interval %d", i)
          .isBetween(Duration.ofSeconds(nominal), Duration.ofMillis(nominal * 1250));
    }
    assertThat(gaps).doesNotHaveDuplicates();
  }

  @Test
  void nobody_solicits_where_an_agent_is_heard_and_the_rate_does_not_rise_again() {
    solicitations(8);
    hear(A, 0, FOREIGN, 5);
    assertThat(solicits(pass(Duration.ofMillis(4_999)))).isZero();
    pass(Duration.ofMillis(1));
    assertThat(solicitations(2).getLast()).isGreaterThanOrEqualTo(Duration.ofSeconds(64));
  }

  @Test
  void after_a_registration_the_search_begins_at_the_full_rate() {
    solicitations(8);
    hear(A, 0, FOREIGN, 5);
    use(A);
    pass(Duration.ofSeconds(5));
    assertThat(solicitations(2).getLast()).isLessThan(Duration.ofMillis(1_251));
  }

  @Test
  void the_search_after_a_registration_backs_off_like_the_first() {
    solicitations(8);
    hear(A, 0, FOREIGN, 5);
    use(A);
    pass(Duration.ofSeconds(5));
    List<Duration> gaps = solicitations(9);
    for (int i = 1; i < gaps.size(); i++) {
      assertThat(gaps.get(i))
          .as("interval %d", i)
          .isGreaterThanOrEqualTo(Duration.ofSeconds(Math.min(64, i < 3 ? 1 : 1L << (i - 2))));
    }
  }

  @Test
  void a_solicitation_goes_to_all_agents() {
    MonotonicTime wake = list.wakeAt();
    if (wake == null) {
      throw new AssertionError("it will never solicit again");
    }
    Output.Solicit sent = (Output.Solicit) pass(wake.since(now.monotonic())).getFirst();
    assertThat(sent.link()).isEqualTo(LINK);
    assertThat(sent.destination()).isEqualTo(Ip4.of("224.0.0.11"));
    assertThat(sent.icmp()).isEqualTo(Octets.of(new RouterSolicitation().toBytes()));
  }

  private List<Duration> solicitations(int count) {
    List<Duration> gaps = new ArrayList<>();
    MonotonicTime last = now.monotonic();
    while (gaps.size() < count) {
      MonotonicTime wake = list.wakeAt();
      if (wake == null) {
        throw new AssertionError("it will never solicit again");
      }
      if (solicits(pass(wake.since(now.monotonic()))) > 0) {
        gaps.add(now.monotonic().since(last));
        last = now.monotonic();
      }
    }
    return gaps;
  }

  private static long solicits(List<Output> outputs) {
    return outputs.stream().filter(Output.Solicit.class::isInstance).count();
  }

  private static List<Ip4> lost(List<Output> outputs) {
    return outputs.stream()
        .filter(Output.Lost.class::isInstance)
        .map(output -> ((Output.Lost) output).agent().address())
        .toList();
  }

  private static List<String> registers(List<Output> outputs) {
    return outputs.stream()
        .filter(Output.Register.class::isInstance)
        .map(Output.Register.class::cast)
        .map(register -> register.agent().address() + " " + Why.valueOf(register.why().name()))
        .toList();
  }

  private void use(Ip4 agent) {
    handle(new Input.Registered(now, key(agent), null));
  }

  private static Agent.Key key(Ip4 agent) {
    return new Agent.Key(LINK, mac(agent), agent);
  }

  private static MacAddress mac(Ip4 agent) {
    return new MacAddress(0x020000000000L | Integer.toUnsignedLong(agent.bits()));
  }

  private List<Output> hear(Ip4 agent, int sequence, int flags, int lifetime) {
    return hear(agent, sequence, flags, lifetime, List.of(24));
  }

  private List<Output> hear(
      Ip4 agent, int sequence, int flags, int lifetime, @Nullable List<Integer> prefixes) {
    return handle(
        new Input.Heard(
            now, LINK, mac(agent), agent, 1, octets(agent, sequence, flags, lifetime, prefixes)));
  }

  private static Octets octets(
      Ip4 agent, int sequence, int flags, int lifetime, @Nullable List<Integer> prefixes) {
    return Octets.of(
        new AgentAdvertisement(
                true,
                lifetime,
                List.of(new Router(agent, 0)),
                sequence,
                600,
                flags,
                List.of(agent),
                prefixes,
                Octets.of((byte) sequence, (byte) 2, (byte) 3, (byte) 4))
            .toBytes());
  }

  private List<Output> pass(Duration duration) {
    now = now.plus(duration);
    return handle(new Input.Tick(now));
  }

  private List<Output> handle(Input input) {
    list.handle(input);
    List<Output> outputs = new ArrayList<>();
    for (Output output = list.poll(); output != null; output = list.poll()) {
      outputs.add(output);
    }
    return outputs;
  }
}
