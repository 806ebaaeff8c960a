package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobileip.node.Bench.CAFE;
import static org.dualmip.mobileip.node.Bench.FOREIGN;
import static org.dualmip.mobileip.node.Bench.OFFER;

import java.util.List;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.extension.CriticalVendor;
import org.dualmip.mobileip.extension.EncapsulatingDelivery;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MessageString;
import org.dualmip.mobileip.extension.MobileNetwork;
import org.dualmip.mobileip.extension.ServiceSelection;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.MobileNode.Output;
import org.dualmip.mobileip.node.Wishes.ReverseTunnel;
import org.dualmip.mobileip.packet.Tunnel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What follows from each code of a refusal (RFC 5944 §3.6.2.3 and those that add codes). */
class ReplyCodesTest {
  private static final Prefix4 ONE = Prefix4.of("10.9.1.0/24");
  private static final Prefix4 TWO = Prefix4.of("10.9.2.0/24");

  private static Bench wishing(
      ReverseTunnel reverse, boolean encapsulating, Tunnel.Kind kind, Extension... extensions) {
    return Bench.wishing(
        new Wishes(
            reverse,
            encapsulating,
            kind,
            null,
            false,
            UdpTunnelRequest.IF_NEEDED,
            List.of(extensions)),
        OtherSecrets.NONE);
  }

  private static Bench throughAgent(
      ReverseTunnel reverse, boolean encapsulating, Tunnel.Kind kind) {
    Bench bench = wishing(reverse, encapsulating, kind);
    bench.advertise(OFFER);
    bench.register(FOREIGN);
    return bench;
  }

  private static Bench direct(ReverseTunnel reverse, Tunnel.Kind kind, Extension... extensions) {
    Bench bench = wishing(reverse, false, kind, extensions);
    bench.register(CAFE);
    return bench;
  }

  /** The next request comes after its second, not later. */
  private static RegistrationRequest askedAgainSoon(Bench bench) {
    int before = bench.requests().size();
    bench.passMillis(990);
    assertThat(bench.requests()).as("never within a second (§3.6.3)").hasSize(before);
    bench.passMillis(20);
    assertThat(bench.requests()).as("repaired after a second").hasSize(before + 1);
    return bench.request();
  }

  private static void assertWaits(Bench bench) {
    int before = bench.requests().size();
    bench.passMillis(1_500);
    assertThat(bench.requests()).as("nothing to repair, so it waits").hasSize(before);
    bench.passMillis(30_000);
    assertThat(bench.requests().size()).as("but not for ever").isGreaterThan(before);
  }

  @Test
  void everyCodeOfAForeignAgentIsToldAndAskedAboutAgainWithinTheBackOff() {
    for (int code = 64; code < 128; code++) {
      Bench bench = throughAgent(ReverseTunnel.REQUIRED, false, Tunnel.Kind.IP_IN_IP);
      bench.refuse(code, 0);
      assertThat(bench.last()).isEqualTo(new Output.Denied(FOREIGN, new ReplyCode(code)));
      assertThat(bench.node.boundTo()).isNull();
      assertAskedAgainAndAccepted(bench, "code " + code);
    }
  }

  @Test
  void everyCodeOfAHomeAgentIsToldAndAskedAboutAgainWithinTheBackOff() {
    for (int code = 128; code < 192; code++) {
      Bench bench = direct(ReverseTunnel.REQUIRED, Tunnel.Kind.IP_IN_IP);
      bench.answer(code, 0);
      assertThat(bench.last()).isEqualTo(new Output.Denied(CAFE, new ReplyCode(code)));
      assertAskedAgainAndAccepted(bench, "code " + code);
    }
  }

  @Test
  void everyCodeOfAHomeAgentComesThroughAForeignAgentToo() {
    for (int code = 128; code < 192; code++) {
      Bench bench = throughAgent(ReverseTunnel.REQUIRED, false, Tunnel.Kind.IP_IN_IP);
      bench.answer(code, 0);
      assertThat(bench.last()).isEqualTo(new Output.Denied(FOREIGN, new ReplyCode(code)));
      assertAskedAgainAndAccepted(bench, "code " + code);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 63, 127, 192, 194, 200, 255})
  void codesOutsideTheRangesOfTheHomeAgentCountAsTheForeignAgentsIfThereIsOne(int code) {
    Bench there = throughAgent(ReverseTunnel.REQUIRED, false, Tunnel.Kind.IP_IN_IP);
    there.refuse(code, 0);
    assertThat(there.last()).isEqualTo(new Output.Denied(FOREIGN, new ReplyCode(code)));
    Bench none = direct(ReverseTunnel.REQUIRED, Tunnel.Kind.IP_IN_IP);
    none.refuse(code, 0);
    assertThat(none.said).isEmpty();
    assertThat(none.counter("replies-not-from-home-agent")).isEqualTo(1);
  }

  private static void assertAskedAgainAndAccepted(Bench bench, String what) {
    int before = bench.requests().size();
    bench.passMillis(990);
    assertThat(bench.requests()).as(what).hasSize(before);
    bench.passMillis(31_000);
    assertThat(bench.requests().size()).as(what).isGreaterThan(before);
    bench.answer(0, 300);
    assertThat(bench.node.boundTo()).as(what).isNotNull();
  }

  @Test
  void code69IsAskedAgainWithTheLifetimeOfTheReply() {
    Bench bench = throughAgent(ReverseTunnel.REQUIRED, false, Tunnel.Kind.IP_IN_IP);
    assertThat(bench.request().lifetime()).isEqualTo(300);
    bench.refuse(69, 120);
    assertThat(askedAgainSoon(bench).lifetime()).isEqualTo(120);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 300, 65535})
  void code69WithALifetimeThatIsNoShorterIsNoCure(int lifetime) {
    Bench bench = throughAgent(ReverseTunnel.REQUIRED, false, Tunnel.Kind.IP_IN_IP);
    bench.refuse(69, lifetime);
    assertWaits(bench);
    assertThat(bench.request().lifetime()).isEqualTo(300);
  }

  @ParameterizedTest
  @CsvSource({"72", "70"})
  void code72AsksForIpInIpInstead(int code) {
    Bench bench = throughAgent(ReverseTunnel.REQUIRED, false, Tunnel.Kind.GRE);
    assertThat(bench.request().has(RegistrationRequest.GRE)).isTrue();
    bench.refuse(code, 0);
    assertThat(askedAgainSoon(bench).flags()).isEqualTo(RegistrationRequest.REVERSE_TUNNEL);
    bench.refuse(code, 0);
    assertWaits(bench);
  }

  @Test
  void code74GivesUpAPreferredReverseTunnelWithItsDeliveryStyleButNotARequiredOne() {
    Bench preferred = throughAgent(ReverseTunnel.PREFERRED, true, Tunnel.Kind.IP_IN_IP);
    preferred.refuse(74, 0);
    RegistrationRequest next = askedAgainSoon(preferred);
    assertThat(next.has(RegistrationRequest.REVERSE_TUNNEL)).isFalse();
    assertThat(next.extension(EncapsulatingDelivery.class)).isEmpty();
    Bench required = throughAgent(ReverseTunnel.REQUIRED, false, Tunnel.Kind.IP_IN_IP);
    required.refuse(74, 0);
    assertWaits(required);
    assertThat(required.request().has(RegistrationRequest.REVERSE_TUNNEL)).isTrue();
  }

  @Test
  void code75AsksForTheReverseTunnelThatIsDemanded() {
    Bench bench = throughAgent(ReverseTunnel.IF_DEMANDED, false, Tunnel.Kind.IP_IN_IP);
    assertThat(bench.request().has(RegistrationRequest.REVERSE_TUNNEL)).isFalse();
    bench.refuse(75, 0);
    assertThat(askedAgainSoon(bench).has(RegistrationRequest.REVERSE_TUNNEL)).isTrue();
  }

  @Test
  void code79AsksForDirectDelivery() {
    Bench bench = throughAgent(ReverseTunnel.REQUIRED, true, Tunnel.Kind.IP_IN_IP);
    bench.refuse(79, 0);
    RegistrationRequest next = askedAgainSoon(bench);
    assertThat(next.extension(EncapsulatingDelivery.class)).isEmpty();
    assertThat(next.has(RegistrationRequest.REVERSE_TUNNEL)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 65, 66, 67, 68, 71, 73, 76, 77, 107, 108, 109, 194})
  void codesThatOnlyTimeCuresAreWaitedOut(int code) {
    Bench bench = throughAgent(ReverseTunnel.PREFERRED, false, Tunnel.Kind.IP_IN_IP);
    bench.refuse(code, 0);
    assertWaits(bench);
  }

  @ParameterizedTest
  @ValueSource(ints = {78, 80, 81, 82, 88, 95})
  void aHomeAgentOutOfReachIsAskedLikeASilentOne(int code) {
    Bench bench = throughAgent(ReverseTunnel.REQUIRED, false, Tunnel.Kind.IP_IN_IP);
    bench.refuse(code, 0);
    askedAgainSoon(bench); // first 1 s
    bench.refuse(code, 0);
    int before = bench.requests().size();
    bench.passMillis(1_900);
    assertThat(bench.requests()).hasSize(before);
    bench.passMillis(200);
    assertThat(bench.requests()).as("then 2 s").hasSize(before + 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {104, 105, 106})
  void aRefusedChallengeIsReplacedByTheOneInTheReply(int code) {
    Bench bench = challenged("01010101");
    bench.refuse(code, 0, new Challenge(Octets.ofHex("02020202")));
    assertThat(askedAgainSoon(bench).extension(Challenge.class))
        .contains(new Challenge(Octets.ofHex("02020202")));
  }

  @ParameterizedTest
  @ValueSource(ints = {104, 106})
  void withoutANewChallengeItWaitsForAnAdvertisementThatBringsOne(int code) {
    Bench bench = challenged("01010101");
    bench.refuse(code, 0);
    bench.passMillis(1_500);
    assertThat(bench.requests()).hasSize(1);
    assertThat(bench.said)
        .as("RFC 4721 §3.3: it solicits for one")
        .filteredOn(MobileNode.Output.ChallengeMissing.class::isInstance)
        .containsExactly(new MobileNode.Output.ChallengeMissing(FOREIGN));
    bench.advertise(offer("01010101"));
    assertThat(bench.requests()).as("the same one again is of no use").hasSize(1);
    bench.advertise(offer("03030303"));
    assertThat(bench.requests()).hasSize(2);
    assertThat(bench.request().extension(Challenge.class))
        .contains(new Challenge(Octets.ofHex("03030303")));
  }

  @Test
  void aMissingChallengeIsFetchedFromTheNextAdvertisement() {
    Bench bench = throughAgent(ReverseTunnel.REQUIRED, false, Tunnel.Kind.IP_IN_IP);
    bench.refuse(105, 0);
    bench.passMillis(1_500);
    assertThat(bench.requests()).hasSize(1);
    bench.advertise(offer("03030303"));
    assertThat(bench.request().extension(Challenge.class)).isPresent();
  }

  private static AgentOffer offer(String challenge) {
    return new AgentOffer(300, false, false, true, false, Octets.ofHex(challenge));
  }

  private static Bench challenged(String challenge) {
    Bench bench = Bench.withTimestamps();
    bench.advertise(offer(challenge));
    bench.register(FOREIGN);
    assertThat(bench.request().extension(Challenge.class))
        .contains(new Challenge(Octets.ofHex(challenge)));
    return bench;
  }

  @Test
  void theChallengeOfAnAcceptingReplyIsUsedForTheRenewal() {
    Bench bench = challenged("01010101");
    var reply = bench.reply(ReplyCode.ACCEPTED, 300);
    ByteWriter out = new ByteWriter();
    reply.write(out);
    bench.association.sign(Authentication.Kind.MOBILE_HOME, out);
    new Challenge(Octets.ofHex("04040404")).write(out);
    bench.receive(FOREIGN, out.toBytes());
    bench.passMillis(201_000);
    assertThat(bench.request().extension(Challenge.class))
        .contains(new Challenge(Octets.ofHex("04040404")));
  }

  @ParameterizedTest
  @ValueSource(ints = {134, 137})
  void aHomeAgentWithoutReverseTunnelsIsAskedWithout(int code) {
    Bench bench = direct(ReverseTunnel.PREFERRED, Tunnel.Kind.IP_IN_IP);
    bench.answer(code, 0);
    assertThat(askedAgainSoon(bench).has(RegistrationRequest.REVERSE_TUNNEL)).isFalse();
  }

  @Test
  void code138AsksForTheReverseTunnel() {
    Bench bench = direct(ReverseTunnel.IF_DEMANDED, Tunnel.Kind.IP_IN_IP);
    bench.answer(138, 0);
    assertThat(askedAgainSoon(bench).has(RegistrationRequest.REVERSE_TUNNEL)).isTrue();
  }

  @Test
  void code139AsksForIpInIpHereAndEverywhere() {
    Bench bench = direct(ReverseTunnel.REQUIRED, Tunnel.Kind.MINIMAL);
    bench.answer(139, 0);
    assertThat(askedAgainSoon(bench).has(RegistrationRequest.MINIMAL)).isFalse();
    bench.answer(0, 600);
    bench.passMillis(1_000);
    bench.register(Bench.CELL);
    assertThat(bench.request().has(RegistrationRequest.MINIMAL)).isFalse();
  }

  @Test
  void code142LeavesTheEncapsulationInUdpToTheHomeAgent() {
    Bench bench =
        Bench.wishing(
            new Wishes(
                ReverseTunnel.REQUIRED,
                false,
                Tunnel.Kind.IP_IN_IP,
                null,
                false,
                new UdpTunnelRequest(true, false, 55, 0),
                List.of()),
            OtherSecrets.NONE);
    bench.register(CAFE);
    bench.answer(142, 0);
    assertThat(askedAgainSoon(bench).extension(UdpTunnelRequest.class))
        .contains(new UdpTunnelRequest(true, false, 0, 0));
  }

  @Test
  void code140LeavesCriticalVendorExtensionsOut() {
    Bench bench =
        direct(
            ReverseTunnel.REQUIRED,
            Tunnel.Kind.IP_IN_IP,
            new CriticalVendor(311, 7, Octets.ofHex("00")));
    bench.answer(140, 0);
    assertThat(askedAgainSoon(bench).extension(CriticalVendor.class)).isEmpty();
  }

  @Test
  void code147LeavesOutTheNetworksThatTheReplyRefuses() {
    Bench bench =
        direct(
            ReverseTunnel.REQUIRED,
            Tunnel.Kind.IP_IN_IP,
            MobileNetwork.request(ONE),
            MobileNetwork.request(TWO));
    bench.answer(
        147,
        0,
        new MobileNetwork(MobileNetwork.Subtype.EXPLICIT_ACK, MobileNetwork.SUCCESS, ONE),
        new MobileNetwork(MobileNetwork.Subtype.EXPLICIT_ACK, MobileNetwork.UNAUTHORIZED, TWO));
    assertThat(askedAgainSoon(bench).extensions())
        .contains(MobileNetwork.request(ONE))
        .doesNotContain(MobileNetwork.request(TWO));
  }

  @Test
  void code148LeavesOutAllNetworksForGood() {
    Bench bench = direct(ReverseTunnel.REQUIRED, Tunnel.Kind.IP_IN_IP, MobileNetwork.request(ONE));
    bench.answer(148, 0);
    assertThat(askedAgainSoon(bench).extension(MobileNetwork.class)).isEmpty();
    bench.answer(0, 600);
    bench.passMillis(401_000);
    assertThat(bench.request().extension(MobileNetwork.class)).as("renewal").isEmpty();
  }

  @Test
  void code151EndsTheBindingThatThereIs() {
    Bench bench = direct(ReverseTunnel.REQUIRED, Tunnel.Kind.IP_IN_IP, new ServiceSelection("ims"));
    assertThat(bench.request().extension(ServiceSelection.class)).isPresent();
    bench.answer(0, 600);
    bench.passMillis(401_000);
    bench.answer(151, 0);
    assertThat(bench.node.boundTo()).isNull();
    assertThat(bench.said(Output.Lost.class)).hasSize(1);
  }

  @Test
  void agentsThatPlayBallAreNotFollowedForEver() {
    Bench bench = throughAgent(ReverseTunnel.IF_DEMANDED, false, Tunnel.Kind.IP_IN_IP);
    for (int i = 0; i < 40; i++) {
      bench.refuse(i % 2 == 0 ? 75 : 74, 0);
      bench.passMillis(1_050);
    }
    assertThat(bench.requests().size()).as("in 42 s").isLessThan(15);
  }

  @Test
  void theWordsOfBothAgentsAreShownWithTheirOrigin() {
    Bench bench = throughAgent(ReverseTunnel.REQUIRED, false, Tunnel.Kind.IP_IN_IP);
    bench.refuse(65, 0, new MessageString(MessageString.Subtype.FOREIGN_AGENT, "members only"));
    assertThat(bench.said).contains(new Output.Told(FOREIGN, false, "members only"));
    bench.passMillis(31_000);
    bench.answer(129, 0, new MessageString(MessageString.Subtype.HOME_AGENT, "paid up?"));
    assertThat(bench.said).contains(new Output.Told(FOREIGN, true, "paid up?"));
  }

  @Test
  void wordsInTheHomeAgentsNameThatItDidNotSignAreNotShown() {
    Bench bench = throughAgent(ReverseTunnel.REQUIRED, false, Tunnel.Kind.IP_IN_IP);
    bench.refuse(65, 0, new MessageString(MessageString.Subtype.HOME_AGENT, "send money"));
    assertThat(bench.said(Output.Told.class)).isEmpty();
  }
}
