package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobileip.node.Bench.AGENT;
import static org.dualmip.mobileip.node.Bench.CAFE;
import static org.dualmip.mobileip.node.Bench.FOREIGN;
import static org.dualmip.mobileip.node.Bench.FOREIGN_AGENT;
import static org.dualmip.mobileip.node.Bench.HOME;
import static org.dualmip.mobileip.node.Bench.OFFER;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.extension.EncapsulatingDelivery;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.ForeignAgentError;
import org.dualmip.mobileip.extension.GeneralizedAuthentication;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.Wishes.ReverseTunnel;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.MobileAaaKey;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.Test;

/** Registering through a foreign agent: fields, addresses, order (RFC 5944 §3.6.1). */
class ThroughAgentTest {
  private static final Octets CHALLENGE = Octets.ofHex("0102030405060708");
  private static final SecurityAssociation WITH_AGENT =
      Bench.association(777, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ReplayProtection.TIMESTAMPS);
  private static final MobileAaaKey WITH_AAA =
      new MobileAaaKey(888, Algorithm.HMAC_MD5, Octets.ofHex("bb".repeat(16)));

  private final Bench bench = Bench.withTimestamps();

  private static AgentOffer offering(Octets challenge) {
    return new AgentOffer(300, true, true, true, false, challenge);
  }

  private static Wishes wishes(ReverseTunnel reverse, boolean encapsulating, Tunnel.Kind kind) {
    return new Wishes(reverse, encapsulating, kind, null, false, null, List.of());
  }

  @Test
  void theRequestGoesFromTheHomeAddressToTheAgentThatWasHeardWithoutTheDBit() {
    bench.advertise(OFFER);
    bench.register(FOREIGN);
    assertThat(bench.lastSend().via()).isEqualTo(FOREIGN);
    assertThat(bench.lastSend().source()).isEqualTo(HOME);
    assertThat(bench.lastSend().to()).isEqualTo(new Endpoint(FOREIGN_AGENT, 434));
    assertThat(bench.lastSend().timeToLive()).as("RFC 3024 §4.1.1").isEqualTo(255);
    RegistrationRequest request = bench.request();
    assertThat(request.flags()).isEqualTo(RegistrationRequest.REVERSE_TUNNEL);
    assertThat(request.careOf()).isEqualTo(FOREIGN.address());
    assertThat(request.homeAgent()).isEqualTo(AGENT);
    assertThat(request.extension(UdpTunnelRequest.class)).as("RFC 3519 §4.4").isEmpty();
  }

  @Test
  void aNodeWithoutHomeAddressSendsFromZero() {
    Bench roaming = new Bench(ReplayProtection.TIMESTAMPS, Ip4.ANY, "mn@lab.example", 600);
    roaming.register(FOREIGN);
    assertThat(roaming.lastSend().source()).isEqualTo(Ip4.ANY);
    assertThat(roaming.request().home()).isEqualTo(Ip4.ANY);
    assertThat(roaming.request().extension(MobileNodeNai.class)).isPresent();
    roaming.answer(0, 300);
    assertThat(roaming.node.home()).isEqualTo(HOME);
  }

  @Test
  void anAgentWhoseAddressIsUnknownIsReachedByTheMulticastAddressOfAllAndTimeToLiveOne() {
    bench.register(
        new CareOf.ThroughAgent("wlan0", FOREIGN.address(), CareOf.ALL_AGENTS, FOREIGN.mac()));
    assertThat(bench.lastSend().to().address()).isEqualTo(Ip4.of("224.0.0.11"));
    assertThat(bench.lastSend().timeToLive()).isEqualTo(1);
  }

  @Test
  void theLifetimeIsNoLongerThanTheAgentAdvertises() {
    bench.advertise(OFFER);
    bench.register(FOREIGN);
    assertThat(bench.request().lifetime()).isEqualTo(300);
    Bench unheard = new Bench(ReplayProtection.TIMESTAMPS, HOME, null, 3600);
    unheard.register(FOREIGN);
    assertThat(unheard.request().lifetime()).as("§3.6.1.2").isEqualTo(1800);
  }

  @Test
  void anAdvertisedLifetimeOfZeroDoesNotTurnTheRequestIntoADeregistration() {
    bench.advertise(new AgentOffer(0, false, false, true, false, null));
    bench.register(FOREIGN);
    assertThat(bench.request().isDeregistration()).isFalse();
  }

  @Test
  void otherEncapsulationsAreAskedForOnlyIfTheAgentOffersThem() {
    Bench gre =
        Bench.wishing(wishes(ReverseTunnel.REQUIRED, false, Tunnel.Kind.GRE), OtherSecrets.NONE);
    gre.register(FOREIGN);
    assertThat(gre.request().has(RegistrationRequest.GRE)).isFalse();
    gre.advertise(OFFER);
    gre.passMillis(1_100);
    assertThat(gre.request().has(RegistrationRequest.GRE)).isTrue();
    Bench minimal =
        Bench.wishing(
            wishes(ReverseTunnel.REQUIRED, false, Tunnel.Kind.MINIMAL), OtherSecrets.NONE);
    minimal.advertise(new AgentOffer(300, false, true, true, false, null));
    minimal.register(FOREIGN);
    assertThat(minimal.request().has(RegistrationRequest.MINIMAL)).isFalse();
  }

  @Test
  void aPreferredReverseTunnelIsNotAskedForWhereTheAgentSaysThatItHasNone() {
    Bench preferring =
        Bench.wishing(
            wishes(ReverseTunnel.PREFERRED, true, Tunnel.Kind.IP_IN_IP), OtherSecrets.NONE);
    preferring.advertise(new AgentOffer(300, false, false, false, false, null));
    preferring.register(FOREIGN);
    assertThat(preferring.request().has(RegistrationRequest.REVERSE_TUNNEL)).isFalse();
    assertThat(preferring.request().extension(EncapsulatingDelivery.class))
        .as("RFC 3024 §3.3")
        .isEmpty();
    preferring.answer(0, 300);
    assertThat(preferring.said(MobileNode.Output.Registered.class).getLast().reverseTunnel())
        .isFalse();
  }

  @Test
  void acceptedThereIsNoTunnelAtTheNode() {
    bench.register(FOREIGN);
    bench.answer(0, 300);
    var registered = bench.said(MobileNode.Output.Registered.class).getLast();
    assertThat(registered.tunnel()).isNull();
    assertThat(registered.reverseTunnel()).isTrue();
    assertThat(bench.node.boundTo()).isEqualTo(FOREIGN);
    assertThat(bench.node.inUse()).containsExactly(FOREIGN);
  }

  @Test
  void encapsulatingDeliveryMakesATunnelToTheAgentAndIsAskedForBehindTheMobileHomeExtension() {
    Bench encapsulating =
        Bench.wishing(
            wishes(ReverseTunnel.REQUIRED, true, Tunnel.Kind.IP_IN_IP),
            new OtherSecrets(null, Map.of(FOREIGN_AGENT, WITH_AGENT)));
    encapsulating.register(FOREIGN);
    List<Extension> extensions = encapsulating.request().extensions();
    assertThat(kinds(extensions))
        .containsExactly("Authentication", "EncapsulatingDelivery", "Authentication");
    ByteWriter reply = new ByteWriter();
    encapsulating.reply(ReplyCode.ACCEPTED, 300).write(reply);
    encapsulating.association.sign(Authentication.Kind.MOBILE_HOME, reply);
    WITH_AGENT.sign(Authentication.Kind.MOBILE_FOREIGN, reply);
    encapsulating.receive(FOREIGN, reply.toBytes());
    assertThat(encapsulating.said(MobileNode.Output.Registered.class).getLast().tunnel())
        .isEqualTo(Tunnel.ipInIp(FOREIGN_AGENT));
  }

  @Test
  void encapsulatingDeliveryIsNotAskedForWithACoLocatedAddress() {
    Bench encapsulating =
        Bench.wishing(
            wishes(ReverseTunnel.REQUIRED, true, Tunnel.Kind.IP_IN_IP), OtherSecrets.NONE);
    encapsulating.register(CAFE);
    assertThat(encapsulating.request().extension(EncapsulatingDelivery.class)).isEmpty();
  }

  @Test
  void extensionsStandInTheRequiredOrderWithAChallengeAndAaa() {
    Bench roaming =
        new Bench(
            ReplayProtection.TIMESTAMPS,
            AGENT,
            Ip4.ANY,
            "mn@lab.example",
            600,
            wishes(ReverseTunnel.REQUIRED, true, Tunnel.Kind.IP_IN_IP),
            new OtherSecrets(WITH_AAA, Map.of()));
    roaming.advertise(offering(CHALLENGE));
    roaming.register(FOREIGN);
    List<Extension> extensions = roaming.request().extensions();
    assertThat(kinds(extensions))
        .containsExactly(
            "MobileNodeNai",
            "Authentication",
            "EncapsulatingDelivery",
            "Challenge",
            "GeneralizedAuthentication");
    assertThat(roaming.request().extension(Challenge.class)).contains(new Challenge(CHALLENGE));
    GeneralizedAuthentication aaa =
        roaming.request().extension(GeneralizedAuthentication.class).orElseThrow();
    assertThat(aaa.spi()).isEqualTo(888);
    assertThat(WITH_AAA.verifies(aaa.covered(), CHALLENGE, aaa.authenticator())).isTrue();
  }

  @Test
  void aRadiusServersKeyAnswersTheChallengeInTheWayOfChap() {
    MobileAaaKey chap = new MobileAaaKey(MobileAaaKey.CHAP_SPI, Algorithm.HMAC_MD5, WITH_AAA.key());
    Bench roaming = Bench.wishing(Wishes.USUAL, new OtherSecrets(chap, Map.of()));
    roaming.advertise(offering(CHALLENGE));
    roaming.register(FOREIGN);
    GeneralizedAuthentication aaa =
        roaming.request().extension(GeneralizedAuthentication.class).orElseThrow();
    assertThat(aaa.spi()).isEqualTo(2);
    assertThat(chap.verifies(aaa.covered(), CHALLENGE, aaa.authenticator())).isTrue();
    assertThat(chap.verifies(aaa.covered(), Octets.ofHex("00"), aaa.authenticator())).isFalse();
  }

  @Test
  void aRadiusServersKeyIsNotUsedTowardsTheHomeAgentDirectly() {
    MobileAaaKey chap = new MobileAaaKey(MobileAaaKey.CHAP_SPI, Algorithm.HMAC_MD5, WITH_AAA.key());
    Bench roaming = Bench.wishing(Wishes.USUAL, new OtherSecrets(chap, Map.of()));
    roaming.advertise(offering(CHALLENGE));
    roaming.register(CAFE);
    assertThat(kinds(roaming.request().extensions()))
        .containsExactly("UdpTunnelRequest", "RevocationSupport", "Authentication");
  }

  @Test
  void withAnAssociationTheChallengeIsAnsweredByTheMobileForeignExtensionAtTheEnd() {
    Bench known =
        Bench.wishing(Wishes.USUAL, new OtherSecrets(WITH_AAA, Map.of(FOREIGN_AGENT, WITH_AGENT)));
    known.advertise(offering(CHALLENGE));
    known.register(FOREIGN);
    assertThat(kinds(known.request().extensions()))
        .containsExactly("Authentication", "Challenge", "Authentication");
    assertThat(
            WITH_AGENT.verifies(
                known.request().authentications(Authentication.Kind.MOBILE_FOREIGN).getFirst()))
        .isTrue();
  }

  @Test
  void withAnAssociationRepliesWithoutItsExtensionAreDiscarded() {
    Bench known =
        Bench.wishing(Wishes.USUAL, new OtherSecrets(null, Map.of(FOREIGN_AGENT, WITH_AGENT)));
    known.register(FOREIGN);
    known.answer(0, 300);
    assertThat(known.node.boundTo()).isNull();
    known.refuse(65, 0);
    assertThat(known.said).isEmpty();
    assertThat(known.counter("replies-not-authentic")).isEqualTo(2);
  }

  @Test
  void deregistrationThroughTheAgentIsAuthenticatedJustTheSame() {
    Bench known =
        Bench.wishing(Wishes.USUAL, new OtherSecrets(null, Map.of(FOREIGN_AGENT, WITH_AGENT)));
    known.tell(new MobileNode.Input.Deregister(known.now(), FOREIGN, FOREIGN));
    assertThat(known.request().isDeregistration()).isTrue();
    assertThat(known.request().authentications(Authentication.Kind.MOBILE_FOREIGN)).hasSize(1);
    assertThat(known.lastSend().to().address()).isEqualTo(FOREIGN_AGENT);
  }

  @Test
  void aCoLocatedAddressIsRegisteredThroughAnAgentThatRequiresItWithTheDBitFromThatAddress() {
    CareOf required =
        new CareOf.ThroughAgent("wlan0", CAFE.address(), FOREIGN_AGENT, FOREIGN.mac(), true);
    bench.register(required);
    assertThat(bench.request().has(RegistrationRequest.CO_LOCATED)).isTrue();
    assertThat(bench.lastSend().source()).isEqualTo(CAFE.address());
    assertThat(bench.lastSend().to().address()).isEqualTo(FOREIGN_AGENT);
    assertThat(bench.request().extension(UdpTunnelRequest.class))
        .as("RFC 3519 §4.4: the agent has no U bit")
        .isEmpty();
  }

  @Test
  void behindANatTheRFlagIsSetAndAKeepaliveFollowsTheAcceptanceAtOncePastTheAgent() {
    CareOf.ThroughAgent required =
        new CareOf.ThroughAgent("wlan0", CAFE.address(), FOREIGN_AGENT, FOREIGN.mac(), true);
    bench.tell(
        new MobileNode.Input.Advertised(
            bench.now(), required, new AgentOffer(300, false, false, true, true, null)));
    bench.register(required);
    assertThat(bench.request().extension(UdpTunnelRequest.class))
        .contains(new UdpTunnelRequest(false, true, 0, 0));
    bench.answer(0, 300, new UdpTunnelReply(0, false, 110));
    assertThat(bench.keepalives()).isEqualTo(1);
    assertThat(bench.lastSend().via()).isEqualTo(CAFE);
    assertThat(bench.lastSend().to()).isEqualTo(new Endpoint(AGENT, 434));
    assertThat(bench.node.inUse()).containsExactlyInAnyOrder(required, CAFE);
  }

  @Test
  void registeringAgainThroughAnAgentThatRestartedRenewsAtOnceOrAfterItsSecond() {
    bench.register(FOREIGN);
    bench.answer(0, 300);
    bench.passMillis(5_000);
    bench.register(FOREIGN);
    assertThat(bench.requests()).hasSize(2);
    bench.answer(0, 300);
    bench.register(FOREIGN);
    assertThat(bench.requests()).hasSize(2);
    bench.pass(Duration.ofMillis(1_001));
    assertThat(bench.requests()).hasSize(3);
  }

  @Test
  void anAgentThatAddsItsErrorToAnAcceptanceIsNotUsed() {
    bench.register(FOREIGN);
    RegistrationReply accepted = bench.reply(ReplyCode.ACCEPTED, 300);
    ByteWriter out = new ByteWriter();
    accepted.write(out);
    bench.association.sign(Authentication.Kind.MOBILE_HOME, out);
    new ForeignAgentError(72).write(out);
    bench.receive(FOREIGN, out.toBytes());
    assertThat(bench.node.boundTo()).isNull();
    assertThat(bench.last()).isEqualTo(new MobileNode.Output.Denied(FOREIGN, new ReplyCode(72)));
  }

  private static List<String> kinds(List<Extension> extensions) {
    return extensions.stream().map(extension -> extension.getClass().getSimpleName()).toList();
  }
}
