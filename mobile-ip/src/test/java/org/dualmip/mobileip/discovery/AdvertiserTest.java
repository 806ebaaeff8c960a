package org.dualmip.mobileip.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.dualmip.mobileip.discovery.Advertiser.Input;
import org.dualmip.mobileip.discovery.Advertiser.Send;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdvertiserTest {
  private static final Ip4 AGENT = Ip4.of("10.2.0.1");
  private static final Prefix4 NETWORK = Prefix4.of("10.2.0.0/24");
  private static final Ip4 HOME = Ip4.of("203.0.113.140");
  private static final MacAddress MAC = MacAddress.of("02:00:00:00:00:07");
  private static final int FOREIGN =
      AgentAdvertisement.FOREIGN_AGENT | AgentAdvertisement.REGISTRATION_REQUIRED;
  private static final AdvertiserConfig CONFIG =
      AdvertiserConfig.usual(AGENT, NETWORK, FOREIGN, List.of(AGENT), 300, Duration.ofSeconds(60));

  private Now now = new Now(new MonotonicTime(1), Instant.parse("2026-03-01T10:00:00Z"));
  private Advertiser advertiser = make(CONFIG, null);

  private Advertiser make(AdvertiserConfig config, @Nullable Challenges challenges) {
    return new Advertiser(config, challenges, new SplittableRandom(5), now.monotonic());
  }

  @Test
  void advertisements_come_at_random_intervals_and_the_first_ones_sooner() {
    List<Duration> gaps = new ArrayList<>();
    MonotonicTime last = now.monotonic();
    for (int i = 0; i < 200; i++) {
      sendNext();
      gaps.add(now.monotonic().since(last));
      last = now.monotonic();
    }
    assertThat(gaps.getFirst()).isLessThan(Duration.ofSeconds(1));
    // RFC 1256 §4.3, §6: three at sixteen seconds at most.
    assertThat(gaps.subList(1, 4)).containsOnly(Duration.ofSeconds(16));
    assertThat(gaps.subList(4, 200))
        .allMatch(gap -> gap.toSeconds() >= 45 && gap.toSeconds() <= 60)
        .doesNotHaveDuplicates();
  }

  @Test
  void an_advertisement_says_what_is_configured() {
    Send send = sendNext();
    AgentAdvertisement said = read(send);
    assertThat(send.source()).isEqualTo(AGENT);
    assertThat(send.destination()).isEqualTo(Ip4.of("224.0.0.1"));
    assertThat(send.mac()).isEqualTo(MacAddress.BROADCAST);
    assertThat(said.lifetime()).isEqualTo(180);
    assertThat(said.registrationLifetime()).isEqualTo(300);
    assertThat(said.flags()).isEqualTo(FOREIGN);
    assertThat(said.careOf()).containsExactly(AGENT);
    assertThat(said.networks()).containsExactly(NETWORK);
    assertThat(said.routesCommonTraffic()).isTrue();
  }

  @Test
  void the_sequence_begins_at_0_and_256_follows_65535() {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < 0x10000 + 300; i++) {
      numbers.add(read(sendNext()).sequence());
    }
    assertThat(numbers.subList(0, 3)).containsExactly(0, 1, 2);
    assertThat(numbers.subList(0xfffe, 0x10002)).containsExactly(0xfffe, 0xffff, 256, 257);
  }

  @Test
  void a_solicitation_is_answered_straight_to_the_station_that_sent_it() {
    sendNext();
    Send answer = solicit(MAC, HOME).getFirst();
    assertThat(answer.mac()).isEqualTo(MAC);
    assertThat(answer.destination()).isEqualTo(HOME);
    assertThat(read(answer).sequence()).isEqualTo(1);
    assertThat(advertiser.counters()).containsEntry("solicitations-answered", 1L);
  }

  @Test
  void a_station_without_address_is_answered_to_all_a_little_later_and_once_for_many() {
    sendNext();
    pass(Duration.ofSeconds(5));
    MonotonicTime asked = now.monotonic();
    assertThat(solicit(MAC, Ip4.ANY)).isEmpty();
    assertThat(solicit(MacAddress.of("02:00:00:00:00:08"), Ip4.ANY)).isEmpty();
    Send answer = sendNext();
    assertThat(answer.destination()).isEqualTo(Ip4.of("224.0.0.1"));
    assertThat(now.monotonic().since(asked)).isLessThan(Duration.ofMillis(500));
    assertThat(solicit(MAC, Ip4.ANY)).isEmpty();
    MonotonicTime before = now.monotonic();
    sendNext();
    assertThat(now.monotonic().since(before)).isGreaterThanOrEqualTo(Advertiser.SPACING);
  }

  @Test
  void answers_are_limited_for_each_station_and_altogether() {
    assertThat(solicit(MAC, HOME)).hasSize(1);
    assertThat(solicit(MAC, HOME)).isEmpty();
    int answered = 0;
    for (int i = 0; i < 5000; i++) {
      answered += solicit(new MacAddress(0x020000001000L + i), new Ip4(HOME.bits() + i)).size();
    }
    assertThat(answered).isEqualTo(Advertiser.ANSWERS_A_SECOND - 1);
    pass(Duration.ofSeconds(1));
    assertThat(solicit(MAC, HOME)).extracting(Send::mac).contains(MAC);
    assertThat(advertiser.counters()).containsEntry("solicitations-too-many", 5000L - 49 + 1);
  }

  @Test
  void what_is_no_solicitation_from_this_link_is_not_answered() {
    byte[] good = new RouterSolicitation().toBytes();
    byte[] bad = good.clone();
    bad[1] = 3;
    assertThat(solicit(MAC, HOME, 2, good)).isEmpty();
    assertThat(solicit(MAC, HOME, 1, bad)).isEmpty();
    assertThat(advertiser.counters())
        .containsEntry("solicitations", 2L)
        .containsEntry("solicitations-not-from-link", 1L)
        .containsEntry("solicitations-malformed", 1L);
  }

  @Test
  void a_source_of_another_network_is_answered_too() {
    assertThat(solicit(MAC, Ip4.of("192.0.2.9"))).hasSize(1);
  }

  @Test
  void a_busy_foreign_agent_says_so_and_goes_on_advertising() {
    handle(new Input.Busy(now, true));
    assertThat(read(sendNext()).has(AgentAdvertisement.BUSY)).isTrue();
    handle(new Input.Busy(now, false));
    assertThat(read(sendNext()).has(AgentAdvertisement.BUSY)).isFalse();
  }

  @Test
  void a_home_agent_alone_is_never_busy() {
    advertiser =
        make(
            AdvertiserConfig.usual(
                AGENT,
                NETWORK,
                AgentAdvertisement.HOME_AGENT,
                List.of(),
                0xffff,
                Duration.ofSeconds(10)),
            null);
    handle(new Input.Busy(now, true));
    assertThat(read(sendNext()).flags()).isEqualTo(AgentAdvertisement.HOME_AGENT);
  }

  @Test
  void the_last_advertisement_has_no_lifetime_and_nothing_follows() {
    sendNext();
    List<Send> last = handle(new Input.Stop(now));
    assertThat(read(last.getFirst()).lifetime()).isZero();
    assertThat(advertiser.wakeAt()).isNull();
    assertThat(solicit(MAC, HOME)).isEmpty();
    assertThat(handle(new Input.Stop(now))).isEmpty();
  }

  @Test
  void an_agent_that_only_answers_says_nothing_unasked() {
    AdvertiserConfig silent =
        new AdvertiserConfig(
            AGENT,
            NETWORK,
            true,
            false,
            FOREIGN,
            List.of(AGENT),
            300,
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(6),
            true,
            true);
    advertiser = make(silent, null);
    assertThat(advertiser.wakeAt()).isNull();
    Send answer = solicit(MAC, HOME).getFirst();
    assertThat(read(answer).routesCommonTraffic()).isFalse();
    solicit(MAC, Ip4.ANY);
    assertThat(sendNext().destination()).isEqualTo(Ip4.BROADCAST);
    assertThat(advertiser.wakeAt()).isNull();
  }

  @Test
  void a_revoked_node_hears_what_it_would_hear_after_a_restart() {
    sendNext();
    sendNext();
    Send told = handle(new Input.Revoked(now, MAC, HOME, false)).getFirst();
    assertThat(told.mac()).isEqualTo(MAC);
    assertThat(told.destination()).isEqualTo(HOME);
    assertThat(read(told).sequence()).isZero();
    assertThat(read(told).has(AgentAdvertisement.BUSY)).isTrue();
    assertThat(read(sendNext()).sequence()).isEqualTo(2);
  }

  @Test
  void only_unsolicited_advertisements_bring_new_challenges() {
    Challenges challenges = new Challenges(new SplittableRandom(9), 10);
    advertiser = make(CONFIG, challenges);
    Octets first = challenge(sendNext());
    assertThat(challenge(sendNext())).isNotEqualTo(first);
    Octets second = challenges.current();
    solicit(MAC, Ip4.ANY);
    assertThat(challenge(sendNext())).isEqualTo(second);
    assertThat(challenge(solicit(MAC, HOME).getFirst())).isEqualTo(second);
    challenges.used(HOME.toString(), second);
    pass(Duration.ofSeconds(2));
    Octets own = challenge(solicit(MAC, HOME).getFirst());
    assertThat(own).isNotEqualTo(second);
    assertThat(challenges.judge(HOME.toString(), own)).isEqualTo(Challenges.Verdict.FRESH);
  }

  @Test
  void what_the_standard_forbids_cannot_be_configured() {
    rejected(0, List.of(), 10, 30);
    rejected(AgentAdvertisement.FOREIGN_AGENT, List.of(), 10, 30);
    rejected(
        AgentAdvertisement.HOME_AGENT | AgentAdvertisement.REGISTRATION_REQUIRED,
        List.of(),
        10,
        30);
    rejected(AgentAdvertisement.HOME_AGENT | AgentAdvertisement.BUSY, List.of(), 10, 30);
    rejected(AgentAdvertisement.HOME_AGENT, List.of(), 1801, 9000);
    rejected(AgentAdvertisement.HOME_AGENT, List.of(), 10, 9001);
    rejected(AgentAdvertisement.HOME_AGENT, List.of(), 10, 9);
  }

  private static void rejected(int flags, List<Ip4> careOf, int longest, int lifetime) {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new AdvertiserConfig(
                AGENT,
                NETWORK,
                true,
                true,
                flags,
                careOf,
                300,
                Duration.ofSeconds(1),
                Duration.ofSeconds(longest),
                Duration.ofSeconds(lifetime),
                false,
                false));
  }

  private void pass(Duration duration) {
    now = now.plus(duration);
  }

  private Send sendNext() {
    MonotonicTime wake = advertiser.wakeAt();
    if (wake == null) {
      throw new AssertionError("it will never send again");
    }
    pass(wake.since(now.monotonic()));
    List<Send> sent = handle(new Input.Tick(now));
    assertThat(sent).hasSize(1);
    return sent.getFirst();
  }

  private List<Send> solicit(MacAddress mac, Ip4 source) {
    return solicit(mac, source, 1, new RouterSolicitation().toBytes());
  }

  private List<Send> solicit(MacAddress mac, Ip4 source, int ttl, byte[] icmp) {
    return handle(new Input.Solicited(now, mac, source, ttl, Octets.of(icmp)));
  }

  private List<Send> handle(Input input) {
    advertiser.handle(input);
    List<Send> sent = new ArrayList<>();
    for (Send send = advertiser.poll(); send != null; send = advertiser.poll()) {
      sent.add(send);
    }
    return sent;
  }

  private static Octets challenge(Send send) {
    Octets challenge = read(send).challenge();
    if (challenge == null) {
      throw new AssertionError("no challenge in " + send);
    }
    return challenge;
  }

  private static AgentAdvertisement read(Send send) {
    try {
      return AgentAdvertisement.read(send.icmp().toBytes());
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }
}
