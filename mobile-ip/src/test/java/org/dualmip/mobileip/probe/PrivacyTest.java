package org.dualmip.mobileip.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What somebody in a café learns from a probe, and what he can recognise at the next visit. */
class PrivacyTest {
  private static final int LENGTH = 104;

  /** Where the parts stand that are the same for everybody, and those that the IP header shows. */
  private static final int[][] FIXED = {{0, 2}, {8, 12}, {24, 34}, {66, 68}};

  private static final int[] CARE_OF = {12, 16};

  private final SplittableRandom random = new SplittableRandom(2026);

  private Octets probe(@Nullable Offer offer, int visit) {
    Ip4 careOf = new Ip4(Figures.CARE_OF.bits() + visit);
    return ProbeRequest.draw(random, careOf, true, Figures.AGENT, offer, Figures.AT).payload();
  }

  /** Both kinds, as many as a user sends in some weeks. */
  private List<Octets> probes(int each) {
    List<Octets> probes = new ArrayList<>();
    for (int i = 0; i < each; i++) {
      probes.add(probe(Figures.AGENT_SECRET.offer(), i));
      probes.add(probe(null, i));
    }
    return probes;
  }

  /** The parts between those that are the same for everybody. */
  private static List<Octets> variable(Octets probe) {
    return List.of(
        probe.slice(2, 8), // lifetime, home address
        probe.slice(16, 24), // Identification
        probe.slice(34, 66), // key
        probe.slice(68, LENGTH)); // SPI, authenticator
  }

  @Test
  void all_probes_have_the_same_size_and_the_same_fixed_parts() {
    Octets figure = Octets.ofHex(Figures.SMOKE_OUT);
    for (Octets probe : probes(100)) {
      assertThat(probe.size()).isEqualTo(LENGTH);
      for (int[] part : FIXED) {
        assertThat(probe.slice(part[0], part[1])).isEqualTo(figure.slice(part[0], part[1]));
      }
    }
  }

  @Test
  void two_probes_share_no_four_octets_but_what_is_the_same_for_everybody() {
    Set<Octets> seen = new HashSet<>();
    int windows = 0;
    for (Octets probe : probes(200)) {
      for (Octets part : variable(probe)) {
        for (int i = 0; i + 4 <= part.size(); i++) {
          seen.add(part.slice(i, i + 4));
          windows++;
        }
      }
    }
    // The lifetime and half of a home address alone may meet by chance.
    assertThat(windows).isGreaterThan(25_000);
    assertThat(seen).hasSizeGreaterThanOrEqualTo(windows - 2);
  }

  @Test
  void nothing_of_a_visit_is_in_another_visits_probe() {
    Octets before = probe(Figures.AGENT_SECRET.offer(), 1);
    Octets after = probe(Figures.AGENT_SECRET.offer(), 2);
    String text = after.toString();
    for (Octets part : variable(before)) {
      for (int i = 0; i + 4 <= part.size(); i++) {
        assertThat(text).doesNotContain(part.slice(i, i + 4).toString());
      }
    }
    assertThat(after.slice(CARE_OF[0], CARE_OF[1]))
        .isNotEqualTo(before.slice(CARE_OF[0], CARE_OF[1]));
  }

  @Test
  void the_home_agents_key_is_not_in_a_probe() {
    String key = Figures.AGENT_SECRET.publicKey().toString();
    for (Octets probe : probes(20)) {
      for (int i = 0; i + 8 <= key.length(); i += 2) {
        assertThat(probe.toString()).doesNotContain(key.substring(i, i + 8));
      }
    }
  }

  /**
   * Half of all numbers are no coordinate of a point of the curve: random octets in the key's place
   * would soon tell a node without an offer from one that has it.
   */
  @Test
  void the_key_is_a_real_one_whether_or_not_there_is_an_offer() {
    for (Octets probe : probes(20)) {
      assertThat(isOnCurve(probe.slice(34, 66))).as("%s", probe).isTrue();
    }
    int others = 0;
    for (int i = 0; i < 40; i++) {
      byte[] any = new byte[32];
      random.nextBytes(any);
      others += isOnCurve(Octets.of(any)) ? 0 : 1;
    }
    assertThat(others).as("the test can tell").isPositive();
  }

  /** Whether u³ + 486662 u² + u is a square modulo 2²⁵⁵ − 19 (RFC 7748 §4.1). */
  private static boolean isOnCurve(Octets key) {
    BigInteger p = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    BigInteger u = BigInteger.ZERO;
    for (int i = 31; i >= 0; i--) {
      u = u.shiftLeft(8).or(BigInteger.valueOf(key.at(i)));
    }
    u = u.clearBit(255);
    BigInteger v = u.pow(3).add(u.pow(2).multiply(BigInteger.valueOf(486662))).add(u).mod(p);
    return v.modPow(p.shiftRight(1), p).equals(BigInteger.ONE);
  }
}
