package org.dualmip.mobileip.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Answer;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is in a probe, octet for octet, and what a reply proves to who has sent it. */
class ProbeRequestTest {
  private static final Duration ROUND_TRIP = Duration.ofMillis(7);
  private static final MonotonicTime LATER = Figures.AT.plus(ROUND_TRIP);
  private static final Octets REPLY = Octets.ofHex(Figures.REPLY);

  private static Match match(ProbeRequest probe, byte[] reply) {
    return probe.match(Octets.of(reply), LATER);
  }

  private static byte[] unsigned(ReplyCode code, long identification, Ip4 home) {
    return new RegistrationReply(code, 300, home, Figures.AGENT, identification, List.of())
        .toBytes();
  }

  @Test
  void a_probe_for_an_offer_is_as_figured() {
    assertThat(Figures.probe().payload()).hasToString(Figures.REQUEST);
  }

  @Test
  void a_probe_without_an_offer_differs_in_its_authenticator_alone() {
    assertThat(Figures.smokeOut().payload()).hasToString(Figures.SMOKE_OUT);
    assertThat(Figures.SMOKE_OUT).hasSameSizeAs(Figures.REQUEST);
  }

  @Test
  void the_answer_is_as_figured_and_authentic() {
    assertThat(Figures.answered(Octets.ofHex(Figures.REQUEST), Figures.CARE_OF, true))
        .hasToString(Figures.REPLY);
    assertThat(match(Figures.probe(), REPLY.toBytes()))
        .isEqualTo(new Match.Authentic(Figures.AGENT, true, false, ROUND_TRIP));
  }

  @Test
  void the_answer_says_whether_the_source_is_trusted_and_whether_it_is_the_care_of_address() {
    Octets request = Octets.ofHex(Figures.REQUEST);
    Ip4 nat = Ip4.of("10.3.0.1");
    assertThat(match(Figures.probe(), Figures.answered(request, nat, false).toBytes()))
        .isEqualTo(new Match.Authentic(Figures.AGENT, false, true, ROUND_TRIP));
    assertThat(match(Figures.probe(), Figures.answered(request, nat, true).toBytes()))
        .isEqualTo(new Match.Authentic(Figures.AGENT, true, true, ROUND_TRIP));
  }

  @Test
  void an_answer_with_any_octet_changed_is_not_authentic() {
    for (int i = 0; i < REPLY.size(); i++) {
      for (int mask : new int[] {0x01, 0x80, 0xff}) {
        byte[] changed = REPLY.toBytes();
        changed[i] ^= (byte) mask;
        assertThat(match(Figures.probe(), changed))
            .as("octet %d ^ %02x", i, mask)
            .isNotInstanceOf(Match.Authentic.class);
      }
    }
  }

  @Test
  void an_answer_that_is_cut_short_is_not_ours_and_what_is_added_behind_it_does_not_count() {
    ProbeRequest probe = Figures.probe();
    for (int length = 0; length < REPLY.size(); length++) {
      assertThat(match(probe, Arrays.copyOf(REPLY.toBytes(), length)))
          .as("%d octets", length)
          .isNotInstanceOf(Match.Authentic.class);
    }
    ByteWriter added = new ByteWriter().bytes(REPLY.toBytes());
    new HomeAgentDiscovery(new Answer(true)).write(added);
    assertThat(match(probe, added.toBytes()))
        .isEqualTo(new Match.Authentic(Figures.AGENT, true, false, ROUND_TRIP));
  }

  @Test
  void the_probe_itself_sent_back_is_no_answer() {
    assertThat(match(Figures.probe(), Octets.ofHex(Figures.REQUEST).toBytes()))
        .isEqualTo(new Match.NotOurs());
  }

  @Test
  void the_answer_to_another_probe_is_not_ours_even_with_the_same_identification() {
    ProbeRequest other =
        ProbeRequest.draw(
            new SplittableRandom(3),
            Figures.CARE_OF,
            true,
            Figures.AGENT,
            Figures.AGENT_SECRET.offer(),
            Figures.AT);
    assertThat(match(other, REPLY.toBytes())).isEqualTo(new Match.NotOurs());
    RegistrationRequest asked = Figures.request(other.payload());
    RegistrationReply recorded = Figures.reply(Figures.REPLY);
    byte[] forged =
        new RegistrationReply(
                recorded.code(),
                recorded.lifetime(),
                asked.home(),
                recorded.homeAgent(),
                asked.identification(),
                recorded.extensions())
            .toBytes();
    assertThat(match(other, forged)).isInstanceOf(Match.SmokedOut.class);
  }

  @Test
  void an_answer_for_another_care_of_address_is_not_authentic() {
    ProbeRequest elsewhere =
        ProbeRequest.draw(
            new Figures.Dice(),
            Ip4.of("198.51.100.51"),
            true,
            Figures.AGENT,
            Figures.AGENT_SECRET.offer(),
            Figures.AT);
    assertThat(match(elsewhere, REPLY.toBytes())).isInstanceOf(Match.SmokedOut.class);
  }

  @Test
  void an_answer_made_with_another_key_is_a_hint() {
    DiscoverySecret other = DiscoverySecret.draw(new SplittableRandom(9));
    ProbeRequest probe =
        ProbeRequest.draw(
            new Figures.Dice(), Figures.CARE_OF, true, Figures.AGENT, other.offer(), Figures.AT);
    assertThat(match(probe, REPLY.toBytes()))
        .isEqualTo(new Match.SmokedOut(ReplyCode.FAILED_AUTHENTICATION, ROUND_TRIP));
  }

  @Test
  void a_denial_that_is_signed_but_says_nothing_is_a_hint() {
    RegistrationReply recorded = Figures.reply(Figures.REPLY);
    RegistrationRequest asked = Figures.request(Figures.probe().payload());
    ProbeReply right =
        ProbeReply.to(asked, Figures.AGENT_SECRET, Figures.AGENT, Figures.CARE_OF, true)
            .orElseThrow();
    RegistrationReply bare =
        new RegistrationReply(
            recorded.code(),
            recorded.lifetime(),
            recorded.home(),
            recorded.homeAgent(),
            recorded.identification(),
            List.of());
    assertThat(match(Figures.probe(), bare.signed(right.association())))
        .isInstanceOf(Match.SmokedOut.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {128, 129, 131, 133, 136, 140})
  void a_denial_as_of_any_home_agent_is_a_hint(int code) {
    byte[] denial = unsigned(new ReplyCode(code), 0x9999_9999_5566_7788L, Ip4.of("10.1.2.3"));
    assertThat(match(Figures.probe(), denial))
        .as("the low half alone must match (RFC 5944 §3.6.2.1)")
        .isEqualTo(new Match.SmokedOut(new ReplyCode(code), ROUND_TRIP));
    assertThat(match(Figures.smokeOut(), denial))
        .isEqualTo(new Match.SmokedOut(new ReplyCode(code), ROUND_TRIP));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 64, 67, 80, 127, 194, 255})
  void what_no_home_agent_denies_with_is_not_ours(int code) {
    byte[] reply = unsigned(new ReplyCode(code), 0x1122334455667788L, Ip4.of("10.1.2.3"));
    assertThat(match(Figures.probe(), reply)).isEqualTo(new Match.NotOurs());
  }

  @Test
  void another_identification_or_home_address_is_not_ours() {
    ReplyCode code = ReplyCode.FAILED_AUTHENTICATION;
    assertThat(match(Figures.probe(), unsigned(code, 0x1122334455667789L, Ip4.of("10.1.2.3"))))
        .isEqualTo(new Match.NotOurs());
    assertThat(match(Figures.probe(), unsigned(code, 0x1122334455667788L, Ip4.of("10.1.2.4"))))
        .isEqualTo(new Match.NotOurs());
  }

  @Test
  void random_octets_prove_nothing() {
    SplittableRandom random = new SplittableRandom(4);
    ProbeRequest probe = Figures.probe();
    for (int i = 0; i < 20_000; i++) {
      byte[] any = new byte[random.nextInt(120)];
      random.nextBytes(any);
      // Up to here as it should be, or nothing would get past the first fields.
      int right = Math.min(any.length, random.nextInt(REPLY.size()));
      System.arraycopy(REPLY.toBytes(), 0, any, 0, right);
      assertThat(match(probe, any)).isNotInstanceOf(Match.Authentic.class);
    }
  }

  @Test
  void an_offer_of_a_key_that_nobody_should_have_is_as_good_as_none() {
    ProbeRequest probe =
        ProbeRequest.draw(
            new Figures.Dice(),
            Figures.CARE_OF,
            true,
            Figures.AGENT,
            new Offer(Octets.of(new byte[32])),
            Figures.AT);
    assertThat(probe.payload()).hasToString(Figures.SMOKE_OUT);
  }

  @Test
  void every_field_is_one_that_a_request_may_have() {
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < 200; i++) {
      boolean coLocated = random.nextBoolean();
      ProbeRequest probe =
          ProbeRequest.draw(random, Figures.CARE_OF, coLocated, Figures.AGENT, null, Figures.AT);
      RegistrationRequest request = Figures.request(probe.payload());
      assertThat(request.flags()).isEqualTo(coLocated ? RegistrationRequest.CO_LOCATED : 0);
      assertThat(request.lifetime()).isBetween(16, 271);
      assertThat(request.home().isUnicast()).as("%s", request.home()).isTrue();
      assertThat(request.homeAgent()).isEqualTo(Figures.AGENT);
      assertThat(request.careOf()).isEqualTo(Figures.CARE_OF);
      List<Extension> extensions = new ArrayList<>(request.extensions());
      Authentication last = (Authentication) extensions.removeLast();
      assertThat(last.kind()).isEqualTo(Kind.MOBILE_HOME);
      assertThat(Integer.toUnsignedLong(last.spi())).isGreaterThanOrEqualTo(256);
      assertThat(extensions).singleElement().isInstanceOf(HomeAgentDiscovery.class);
      assertThat(ProbeReply.isProbe(request)).isTrue();
    }
  }

  @Test
  void a_drawn_spi_that_is_reserved_is_not_used() {
    ProbeRequest probe =
        ProbeRequest.draw(
            new Figures.Dice() {
              @Override
              public int nextInt() {
                return 255;
              }
            },
            Figures.CARE_OF,
            true,
            Figures.AGENT,
            Figures.AGENT_SECRET.offer(),
            Figures.AT);
    Authentication last =
        Figures.request(probe.payload()).authentications(Kind.MOBILE_HOME).getFirst();
    assertThat(last.spi()).isEqualTo(511);
  }

  @Test
  void it_prints_no_key() {
    assertThat(Figures.probe()).hasToString("probe of 10.10.0.2 from 198.51.100.50");
  }
}
