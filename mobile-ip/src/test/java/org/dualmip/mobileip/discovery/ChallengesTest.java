package org.dualmip.mobileip.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.SplittableRandom;
import org.dualmip.mobileip.discovery.Challenges.Verdict;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;

/** The window of RFC 4721 §3.2 and what nodes have used of it. */
class ChallengesTest {
  private final Challenges challenges = new Challenges(new SplittableRandom(1), 3, 4);

  @Test
  void the_last_few_advertised_are_fresh_and_older_ones_unknown() {
    Octets first = challenges.advertise();
    Octets second = challenges.advertise();
    challenges.advertise();
    assertThat(challenges.judge("mn", first)).isEqualTo(Verdict.FRESH);
    challenges.advertise();
    assertThat(challenges.judge("mn", first)).isEqualTo(Verdict.UNKNOWN);
    assertThat(challenges.judge("mn", second)).isEqualTo(Verdict.FRESH);
    assertThat(challenges.judge("mn", Octets.ofHex("00112233"))).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void each_is_long_and_new() { // RFC 4721 §2 asks for 4 octets
    Octets first = challenges.advertise();
    Octets second = challenges.advertise();
    assertThat(first.size()).isEqualTo(Challenges.LENGTH).isGreaterThanOrEqualTo(4);
    assertThat(second).isNotEqualTo(first);
  }

  @Test
  void a_used_challenge_and_older_ones_are_stale_for_that_node_alone() {
    Octets first = challenges.advertise();
    Octets second = challenges.advertise();
    Octets third = challenges.advertise();
    challenges.used("mn", second);
    assertThat(challenges.judge("mn", first)).isEqualTo(Verdict.STALE);
    assertThat(challenges.judge("mn", second)).isEqualTo(Verdict.STALE);
    assertThat(challenges.judge("mn", third)).isEqualTo(Verdict.FRESH);
    assertThat(challenges.judge("other", second)).isEqualTo(Verdict.FRESH);
  }

  @Test
  void a_node_that_used_the_last_gets_one_of_its_own_until_it_uses_it() {
    Octets last = challenges.advertise();
    assertThat(challenges.offer("mn")).isEqualTo(last);
    challenges.used("mn", last);
    Octets own = challenges.offer("mn");
    assertThat(own).isNotEqualTo(last).isEqualTo(challenges.offer("mn"));
    assertThat(challenges.judge("mn", own)).isEqualTo(Verdict.FRESH);
    assertThat(challenges.judge("other", own)).isEqualTo(Verdict.UNKNOWN);
    challenges.used("mn", own);
    assertThat(challenges.judge("mn", own)).isEqualTo(Verdict.UNKNOWN);
    assertThat(challenges.offer("mn")).isNotEqualTo(own);
  }

  @Test
  void whoever_merely_asks_gets_what_was_advertised_last() {
    Octets last = challenges.advertise();
    for (int i = 0; i < 100; i++) {
      assertThat(challenges.offer("node " + i)).isEqualTo(last);
    }
    assertThat(challenges.offer(null)).isEqualTo(last);
  }

  @Test
  void what_a_forgotten_node_used_is_of_no_use_to_it_any_more() {
    Octets first = challenges.advertise();
    challenges.used("a", first);
    challenges.advertise();
    Octets last = challenges.advertise();
    for (String node : new String[] {"b", "c", "d", "e"}) {
      challenges.used(node, last);
    }
    assertThat(challenges.judge("a", first)).isEqualTo(Verdict.UNKNOWN);
    assertThat(challenges.judge("a", last)).isEqualTo(Verdict.FRESH);
    challenges.used("f", last);
    assertThat(challenges.judge("b", last)).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void a_window_of_one_is_refused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Challenges(new SplittableRandom(1), 1, 4));
  }
}
