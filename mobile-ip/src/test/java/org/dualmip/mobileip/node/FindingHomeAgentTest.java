package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.dualmip.mobileip.node.Bench.CAFE;
import static org.dualmip.mobileip.node.Bench.CELL;
import static org.dualmip.mobileip.node.Bench.FOREIGN;
import static org.dualmip.mobileip.node.Bench.FOREIGN_AGENT;
import static org.dualmip.mobileip.node.Bench.HOME;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.extension.DynamicHomeAgent;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.node.MobileNode.Output;
import org.dualmip.mobileip.node.Wishes.ReverseTunnel;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.Test;

/** Which home agent is asked (RFC 5944 §3.6.1.2 and §3.6.2.3, RFC 4433 §4 and §5.1). */
class FindingHomeAgentTest {
  private static final Ip4 DIRECTED = Ip4.of("203.0.113.191");
  private static final Ip4 ONE = Ip4.of("203.0.113.2");
  private static final Ip4 TWO = Ip4.of("203.0.113.3");
  private static final Ip4 THREE = Ip4.of("203.0.113.4");

  private static Bench looking(Ip4 homeAgent, Extension... wishes) {
    return new Bench(
        ReplayProtection.TIMESTAMPS,
        homeAgent,
        homeAgent.isAny() || homeAgent.equals(Ip4.BROADCAST) ? Ip4.ANY : HOME,
        "mn@lab.example",
        600,
        new Wishes(
            ReverseTunnel.REQUIRED,
            false,
            Tunnel.Kind.IP_IN_IP,
            null,
            false,
            UdpTunnelRequest.IF_NEEDED,
            List.of(wishes)),
        OtherSecrets.NONE);
  }

  private static DynamicHomeAgent requested(Ip4 address) {
    return new DynamicHomeAgent(DynamicHomeAgent.Subtype.REQUESTED, address);
  }

  private static DynamicHomeAgent redirected(Ip4 address) {
    return new DynamicHomeAgent(DynamicHomeAgent.Subtype.REDIRECTED, address);
  }

  private static void answerFrom(Bench bench, Ip4 homeAgent, int code, Extension... extensions) {
    RegistrationReply reply = bench.reply(new ReplyCode(code), 600, extensions);
    bench.receive(
        bench.lastSend().via(),
        new RegistrationReply(
            reply.code(),
            reply.lifetime(),
            reply.home(),
            homeAgent,
            reply.identification(),
            reply.extensions()));
  }

  @Test
  void theHomeNetworksBroadcastAddressIsAskedAndWhoAnswersWith136IsAskedThen() {
    Bench bench = looking(DIRECTED);
    bench.register(CAFE);
    assertThat(bench.lastSend().to().address()).isEqualTo(DIRECTED);
    assertThat(bench.request().homeAgent()).isEqualTo(DIRECTED);
    answerFrom(bench, TWO, 136);
    assertThat(bench.said)
        .anySatisfy(out ->
            assertThat(out)
                .isInstanceOfSatisfying(
                    Output.HomeAgentChanged.class,
                    changed -> assertThat(changed.after()).isEqualTo(TWO)));
    bench.passMillis(1_001);
    assertThat(bench.lastSend().to().address()).isEqualTo(TWO);
    assertThat(bench.request().homeAgent()).isEqualTo(TWO);
    answerFrom(bench, TWO, 0);
    assertThat(bench.node.homeAgent()).isEqualTo(TWO);
    assertThat(bench.said(Output.Registered.class).getLast().tunnel())
        .isEqualTo(Tunnel.ipInIp(TWO));
  }

  @Test
  void comingHomeWithoutKnowingAHomeAgentItFindsOneAndTakesItsBindingsBackThere() {
    Bench bench = looking(DIRECTED);
    CareOf.AtHome home = new CareOf.AtHome("home0", HOME);
    bench.register(home);
    assertThat(bench.lastSend().to().address()).isEqualTo(DIRECTED);
    answerFrom(bench, TWO, 136);
    bench.passMillis(1_001);
    assertThat(bench.lastSend().to().address()).isEqualTo(TWO);
    answerFrom(bench, TWO, 0);
    assertThat(bench.last()).isEqualTo(new Output.Deregistered(home));
  }

  @Test
  void theFirstOfSeveralAnswersCounts() {
    Bench bench = looking(DIRECTED);
    bench.register(CAFE);
    answerFrom(bench, TWO, 136);
    answerFrom(bench, THREE, 136);
    assertThat(bench.node.homeAgent()).isEqualTo(TWO);
  }

  @Test
  void throughAForeignAgentTheBroadcastAddressStandsInTheFieldOnly() {
    Bench bench = looking(DIRECTED);
    bench.register(FOREIGN);
    assertThat(bench.lastSend().to().address()).isEqualTo(FOREIGN_AGENT);
    assertThat(bench.request().homeAgent()).isEqualTo(DIRECTED);
  }

  @Test
  void theClockOfWhoAnsweredIsTakenOver() {
    Bench bench = looking(DIRECTED);
    bench.register(CAFE);
    RegistrationReply reply = bench.reply(ReplyCode.UNKNOWN_HOME_AGENT, 0);
    long theirs = reply.identification() + (3600L << 32);
    bench.receive(CAFE, Bench.with(reply, theirs));
    bench.passMillis(1_001);
    assertThat((bench.request().identification() - theirs) >>> 32).isBetween(0L, 3L);
  }

  @Test
  void anAssignmentIsAskedForWithAllZeroAndTheWishAndTheAssignedAgentIsKept() {
    Bench bench = looking(Ip4.ANY, requested(ONE));
    bench.register(CAFE);
    assertThat(bench.request().homeAgent()).isEqualTo(Ip4.ANY);
    assertThat(bench.request().extension(DynamicHomeAgent.class)).contains(requested(ONE));
    assertThat(bench.lastSend().to().address()).as("RFC 4433 §5.1.2").isEqualTo(ONE);
    answerFrom(bench, ONE, 0);
    assertThat(bench.node.homeAgent()).isEqualTo(ONE);
    bench.passMillis(401_000);
    assertThat(bench.request().homeAgent()).isEqualTo(ONE);
    assertThat(bench.request().extension(DynamicHomeAgent.class)).isEmpty();
  }

  @Test
  void theAssignedAgentIsNamedInTheDeregistrationToo() {
    Bench bench = looking(Ip4.ANY, requested(ONE));
    bench.register(CAFE);
    answerFrom(bench, ONE, 0);
    bench.tell(new MobileNode.Input.Deregister(bench.now(), CAFE, CAFE));
    assertThat(bench.request().isDeregistration()).isTrue();
    assertThat(bench.request().homeAgent()).isEqualTo(ONE);
    assertThat(bench.lastSend().to().address()).isEqualTo(ONE);
  }

  @Test
  void allOnesAsksForAnAgentInTheHomeDomain() {
    Bench bench = looking(Ip4.BROADCAST, requested(ONE));
    bench.register(CAFE);
    assertThat(bench.request().homeAgent()).isEqualTo(Ip4.BROADCAST);
    assertThat(bench.lastSend().to().address()).isEqualTo(ONE);
  }

  @Test
  void withoutAWishOnlyAForeignAgentCanBeAsked() {
    Bench bench = looking(Ip4.ANY);
    bench.register(CAFE);
    assertThat(bench.sent).isEmpty();
    assertThat(bench.counter("home-agent-unknown")).isEqualTo(1);
    assertThat(bench.node.requesting()).isNull();
    bench.register(FOREIGN);
    assertThat(bench.request().homeAgent()).isEqualTo(Ip4.ANY);
    answerFrom(bench, TWO, 0);
    assertThat(bench.node.homeAgent()).isEqualTo(TWO);
    bench.register(CELL);
    assertThat(bench.lastSend().to().address()).isEqualTo(TWO);
  }

  @Test
  void aRedirectionIsFollowedAndNamedAsTheWish() {
    Bench bench = looking(Ip4.ANY, requested(ONE));
    bench.register(CAFE);
    answerFrom(bench, ONE, 143, redirected(TWO));
    bench.passMillis(1_001);
    assertThat(bench.lastSend().to().address()).isEqualTo(TWO);
    assertThat(bench.request().extension(DynamicHomeAgent.class)).contains(requested(TWO));
    assertThat(bench.request().homeAgent()).isEqualTo(Ip4.ANY);
    answerFrom(bench, TWO, 0);
    assertThat(bench.node.homeAgent()).isEqualTo(TWO);
  }

  @Test
  void aConfiguredAgentMaySendElsewhereToo() {
    Bench bench = looking(ONE);
    bench.register(CAFE);
    answerFrom(bench, ONE, 143, redirected(TWO));
    bench.passMillis(1_001);
    assertThat(bench.lastSend().to().address()).isEqualTo(TWO);
    assertThat(bench.request().homeAgent()).isEqualTo(TWO);
    assertThat(bench.request().extension(DynamicHomeAgent.class)).contains(requested(TWO));
    answerFrom(bench, TWO, 0);
    assertThat(bench.said(Output.Registered.class).getLast().homeAgent()).isEqualTo(TWO);
  }

  @Test
  void redirectionsInACircleAreNotFollowed() {
    Bench bench = looking(Ip4.ANY, requested(ONE));
    bench.register(CAFE);
    answerFrom(bench, ONE, 143, redirected(TWO));
    bench.passMillis(1_001);
    answerFrom(bench, TWO, 143, redirected(ONE));
    int before = bench.requests().size();
    bench.passMillis(1_500);
    assertThat(bench.requests()).hasSize(before);
    assertThat(bench.counter("redirections-in-a-circle")).isEqualTo(1);
  }

  @Test
  void aRedirectionWithoutAnAddressIsNone() {
    Bench bench = looking(ONE);
    bench.register(CAFE);
    answerFrom(bench, ONE, 143);
    bench.passMillis(1_500);
    assertThat(bench.requests()).hasSize(1);
  }

  @Test
  void aRedirectionToNobodysAddressIsNotFollowed() {
    for (Ip4 nobody : List.of(Ip4.ANY, Ip4.BROADCAST, Ip4.of("224.0.0.11"))) {
      Bench bench = looking(ONE);
      bench.register(CAFE);
      answerFrom(bench, ONE, 143, redirected(nobody));
      answerFrom(bench, nobody, 136);
      assertThat(bench.node.homeAgent()).isEqualTo(ONE);
    }
  }

  @Test
  void assignmentNeedsAnNai() {
    SecurityAssociation shared = Bench.withTimestamps().association;
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new MobilitySystem(
                "outer",
                Ip4.ANY,
                HOME,
                null,
                shared,
                Duration.ofMinutes(10),
                Duration.ofSeconds(110)))
        .withMessageContaining("NAI");
  }

  @Test
  void anUnsignedRedirectionIsNotFollowed() {
    Bench bench = looking(ONE);
    bench.register(FOREIGN);
    bench.refuse(143, 0, redirected(TWO));
    assertThat(bench.node.homeAgent()).isEqualTo(ONE);
    assertThat(bench.said).isEmpty();
  }

  @Test
  void aForeignAgentThatDoesNotKnowAssignmentIsGivenTheAddressInTheField() {
    for (int code : new int[] {70, 90, 98}) {
      Bench bench = looking(Ip4.ANY, requested(ONE));
      bench.register(FOREIGN);
      bench.refuse(code, 0);
      bench.passMillis(1_001);
      assertThat(bench.request().homeAgent()).as("code " + code).isEqualTo(ONE);
      assertThat(bench.request().extension(DynamicHomeAgent.class)).contains(requested(ONE));
    }
  }

  @Test
  void orIfItIsSilentAfterAFewRequests() {
    Bench bench = looking(Ip4.ANY, requested(ONE));
    bench.register(FOREIGN);
    bench.passMillis(10_000);
    assertThat(bench.requests().stream().map(RegistrationRequest::homeAgent))
        .containsExactly(Ip4.ANY, Ip4.ANY, Ip4.ANY, ONE);
  }

  @Test
  void whenTheSessionIsOverTheNextOneBeginsAsConfigured() {
    Bench bench = looking(Ip4.ANY, requested(ONE));
    bench.register(CAFE);
    answerFrom(bench, TWO, 0);
    assertThat(bench.node.homeAgent()).isEqualTo(TWO);
    bench.passMillis(601_000);
    assertThat(bench.node.boundTo()).isNull();
    assertThat(bench.node.homeAgent()).isEqualTo(Ip4.ANY);
    assertThat(bench.lastSend().to().address()).isEqualTo(ONE);
  }
}
