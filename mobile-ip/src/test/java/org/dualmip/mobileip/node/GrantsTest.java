package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.dualmip.mobileip.node.Bench.AGENT;
import static org.dualmip.mobileip.node.Bench.CAFE;
import static org.dualmip.mobileip.node.Bench.FOREIGN;

import java.util.List;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.CriticalVendor;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.GreKey;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.HostConfiguration;
import org.dualmip.mobileip.extension.MobileNetwork;
import org.dualmip.mobileip.extension.NormalVendor;
import org.dualmip.mobileip.extension.ServiceSelection;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.MobileNode.Output;
import org.dualmip.mobileip.node.Wishes.ReverseTunnel;
import org.dualmip.mobileip.packet.Tunnel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is asked for beyond a binding, and what is made of what comes back. */
class GrantsTest {
  private static Bench wishing(
      Tunnel.Kind kind,
      @Nullable Integer greKey,
      @Nullable UdpTunnelRequest udp,
      Extension... extensions) {
    return Bench.wishing(
        new Wishes(ReverseTunnel.REQUIRED, false, kind, greKey, true, udp, List.of(extensions)),
        OtherSecrets.NONE);
  }

  private static @Nullable Tunnel tunnel(Bench bench) {
    return bench.said(Output.Registered.class).getLast().tunnel();
  }

  @Test
  void broadcastsAreAskedForWithTheBBit() {
    Bench bench = wishing(Tunnel.Kind.IP_IN_IP, null, null);
    bench.register(CAFE);
    assertThat(bench.request().has(RegistrationRequest.BROADCASTS)).isTrue();
    assertThat(bench.request().extension(UdpTunnelRequest.class)).isEmpty();
  }

  @Test
  void mobileNetworksAreInEveryRegistrationButInNoDeregistration() {
    MobileNetwork explicit = MobileNetwork.request(Prefix4.of("10.9.1.0/24"));
    MobileNetwork dynamic = MobileNetwork.request(new Prefix4(Ip4.ANY, 0));
    Bench bench =
        wishing(Tunnel.Kind.IP_IN_IP, null, null, explicit, dynamic, new ServiceSelection("mr"));
    bench.register(CAFE);
    assertThat(bench.request().extensions()).contains(explicit, dynamic);
    MobileNetwork granted =
        new MobileNetwork(MobileNetwork.Subtype.EXPLICIT_ACK, 0, Prefix4.of("10.9.1.0/24"));
    MobileNetwork assigned =
        new MobileNetwork(MobileNetwork.Subtype.EXPLICIT_ACK, 0, Prefix4.of("10.9.8.0/24"));
    bench.answer(0, 600, granted, assigned);
    assertThat(bench.last()).isEqualTo(new Output.Granted(CAFE, List.of(granted, assigned)));
    bench.passMillis(401_000);
    assertThat(bench.request().extensions()).contains(explicit, dynamic);
    bench.tell(new MobileNode.Input.Deregister(bench.now(), CAFE, CAFE));
    assertThat(bench.request().extension(MobileNetwork.class)).as("RFC 5177 §5").isEmpty();
    assertThat(bench.request().extension(ServiceSelection.class)).as("RFC 5446 §4.1").isPresent();
  }

  @Test
  void networksThatTheHomeAgentKnowsByItselfAreReportedInImplicitMode() {
    Bench bench = wishing(Tunnel.Kind.IP_IN_IP, null, null);
    bench.register(CAFE);
    MobileNetwork known =
        new MobileNetwork(MobileNetwork.Subtype.IMPLICIT_ACK, 0, Prefix4.of("10.9.1.0/24"));
    bench.answer(0, 600, known);
    assertThat(bench.last()).isEqualTo(new Output.Granted(CAFE, List.of(known)));
  }

  @Test
  void hostConfigurationAndVendorExtensionsAreReported() {
    Extension request = new HostConfiguration(HostConfiguration.Request.ALL);
    Bench bench = wishing(Tunnel.Kind.IP_IN_IP, null, null, request);
    bench.register(CAFE);
    assertThat(bench.request().extensions()).contains(request);
    Extension prefix = new HostConfiguration(new HostConfiguration.PrefixLength(26));
    Extension vendor = new NormalVendor(311, 5, Octets.ofHex("0102"));
    bench.answer(0, 600, prefix, vendor);
    assertThat(bench.last()).isEqualTo(new Output.Granted(CAFE, List.of(prefix, vendor)));
  }

  @Test
  void theKeyForFindingTheHomeAgentIsReported() {
    HomeAgentDiscovery.Offer offer = new HomeAgentDiscovery.Offer(Octets.ofHex("ab".repeat(32)));
    Bench bench = Bench.withTimestamps();
    bench.register(CAFE);
    bench.answer(0, 600, new NormalVendor(311, 5, Octets.EMPTY), new HomeAgentDiscovery(offer));
    assertThat(bench.said(Output.Offered.class))
        .containsExactly(new Output.Offered(CAFE, Bench.AGENT, offer));
    bench.said.clear();
    CareOf home = new CareOf.AtHome("eth0", Bench.HOME);
    bench.register(home);
    bench.answer(0, 0, new HomeAgentDiscovery(offer));
    assertThat(bench.said)
        .as("the same once more is nothing new")
        .containsExactly(new Output.Deregistered(home));
    Bench other = Bench.withTimestamps();
    other.register(home);
    other.answer(0, 0, new HomeAgentDiscovery(offer));
    assertThat(other.said)
        .as("also at home, where nothing else is registered")
        .containsExactly(
            new Output.Deregistered(home), new Output.Offered(home, Bench.AGENT, offer));
  }

  @Test
  void aKeyThatIsNotOfferedAnyMoreIsWithdrawn() {
    HomeAgentDiscovery.Offer offer = new HomeAgentDiscovery.Offer(Octets.ofHex("ab".repeat(32)));
    Bench bench = Bench.withTimestamps();
    bench.tell(new MobileNode.Input.OfferKnown(bench.now(), Bench.AGENT, offer));
    bench.register(CAFE);
    bench.answer(128, 600);
    assertThat(bench.said(Output.Offered.class)).as("a refusal offers nothing anyway").isEmpty();
    bench.passMillis(60_000);
    bench.answer(0, 600);
    assertThat(bench.said(Output.Offered.class))
        .containsExactly(new Output.Offered(CAFE, Bench.AGENT, null));
  }

  @Test
  void aCriticalExtensionOfAVendorThatTheNodeDoesNotKnowRefusesTheReply() {
    Extension theirs = new CriticalVendor(311, 7, Octets.ofHex("00"));
    Bench strange = Bench.withTimestamps();
    strange.register(CAFE);
    strange.answer(0, 600, theirs);
    assertThat(strange.node.boundTo()).isNull();
    assertThat(strange.last()).isEqualTo(new Output.Denied(CAFE, new ReplyCode(101)));
    Bench knowing = wishing(Tunnel.Kind.IP_IN_IP, null, null, theirs);
    knowing.register(CAFE);
    knowing.answer(0, 600, theirs);
    assertThat(knowing.last()).isEqualTo(new Output.Granted(CAFE, List.of(theirs)));
  }

  @Test
  void whatStandsBehindTheAuthenticatorIsNotGranted() {
    Bench bench = Bench.withTimestamps();
    bench.register(CAFE);
    ByteWriter out = new ByteWriter();
    bench.reply(ReplyCode.ACCEPTED, 600).write(out);
    bench.association.sign(Authentication.Kind.MOBILE_HOME, out);
    new MobileNetwork(MobileNetwork.Subtype.IMPLICIT_ACK, 0, Prefix4.of("10.0.0.0/8")).write(out);
    bench.receive(CAFE, out.toBytes());
    assertThat(bench.said(Output.Registered.class)).hasSize(1);
    assertThat(bench.said(Output.Granted.class)).isEmpty();
  }

  @Test
  void minimalEncapsulationAndGreMakeTunnelsOfTheirKind() {
    Bench minimal = wishing(Tunnel.Kind.MINIMAL, null, null);
    minimal.bind(CAFE, 600);
    assertThat(tunnel(minimal)).isEqualTo(new Tunnel(Tunnel.Kind.MINIMAL, AGENT, 0, null));
    Bench gre = wishing(Tunnel.Kind.GRE, null, null);
    gre.bind(CAFE, 600);
    assertThat(gre.request().has(RegistrationRequest.GRE)).isTrue();
    assertThat(tunnel(gre)).isEqualTo(new Tunnel(Tunnel.Kind.GRE, AGENT, 0, null));
  }

  @Test
  void eachEndTellsTheGreKeyItWantsToReceive() {
    Bench bench = wishing(Tunnel.Kind.GRE, 1111, null);
    bench.register(CAFE);
    assertThat(bench.request().extension(GreKey.class)).contains(new GreKey(1111));
    bench.answer(0, 600, new GreKey(2222));
    assertThat(tunnel(bench))
        .isEqualTo(new Tunnel(Tunnel.Kind.GRE, AGENT, 0, new Tunnel.GreKeys(2222, 1111)));
  }

  @Test
  void askedWithKeyZeroTheHomeAgentChoosesForBoth() {
    Bench bench = wishing(Tunnel.Kind.GRE, 0, null);
    bench.bind(CAFE, 600, new GreKey(3333));
    assertThat(tunnel(bench))
        .isEqualTo(new Tunnel(Tunnel.Kind.GRE, AGENT, 0, new Tunnel.GreKeys(3333, 3333)));
  }

  @Test
  void throughAForeignAgentTheKeyIsTheAgentsBusiness() {
    Bench bench = wishing(Tunnel.Kind.GRE, 1111, null);
    bench.advertise(Bench.OFFER);
    bench.register(FOREIGN);
    assertThat(bench.request().extension(GreKey.class)).isEmpty();
    assertThat(bench.request().has(RegistrationRequest.GRE)).isTrue();
  }

  @Test
  void inUdpTheRequestedEncapsulationCountsAndOtherwiseTheBits() {
    Bench asked = wishing(Tunnel.Kind.IP_IN_IP, null, new UdpTunnelRequest(true, false, 55, 0));
    asked.bind(CAFE, 600, new UdpTunnelReply(0, true, 110));
    assertThat(tunnel(asked)).isEqualTo(new Tunnel(Tunnel.Kind.MINIMAL, AGENT, 434, null));
    Bench bits = wishing(Tunnel.Kind.GRE, null, UdpTunnelRequest.IF_NEEDED);
    bits.bind(CAFE, 600, new UdpTunnelReply(0, false, 110));
    assertThat(tunnel(bits)).isEqualTo(new Tunnel(Tunnel.Kind.GRE, AGENT, 434, null));
    Bench native0 = wishing(Tunnel.Kind.GRE, null, new UdpTunnelRequest(false, false, 4, 0));
    native0.bind(CAFE, 600);
    assertThat(tunnel(native0))
        .as("without the reply's extension the bits count")
        .isEqualTo(new Tunnel(Tunnel.Kind.GRE, AGENT, 0, null));
  }

  @Test
  void wishesThatContradictThemselvesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> wishing(Tunnel.Kind.IP_IN_IP, 5, null))
        .withMessageContaining("GRE");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new Wishes(
                ReverseTunnel.IF_DEMANDED,
                true,
                Tunnel.Kind.IP_IN_IP,
                null,
                false,
                null,
                List.of()))
        .withMessageContaining("3024");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            wishing(
                Tunnel.Kind.IP_IN_IP,
                null,
                null,
                new Authentication(
                    Authentication.Kind.MOBILE_HOME, 300, Octets.EMPTY, Octets.EMPTY)));
  }
}
