package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobileip.node.Bench.AGENT;
import static org.dualmip.mobileip.node.Bench.CAFE;
import static org.dualmip.mobileip.node.Bench.CELL;
import static org.dualmip.mobileip.node.Bench.HOME;
import static org.dualmip.mobileip.node.Bench.MONITOR;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.ReplayProtection;
import org.junit.jupiter.api.Test;

/** Registering, keeping registered, taking back. */
class MobileNodeTest {
  private final Bench bench = Bench.withTimestamps();

  private List<Integer> sentSecondsAfterTheFirst(Duration time) {
    List<Integer> seconds = new java.util.ArrayList<>();
    for (int second = 0; second <= time.toSeconds(); second++) {
      int before = bench.requests().size();
      bench.passMillis(second == 0 ? 1 : 1000);
      for (int i = before; i < bench.requests().size(); i++) {
        seconds.add(second);
      }
    }
    return seconds;
  }

  @Test
  void aRequestHasTheFieldsOfACoLocatedNodeThatTunnelsBothWays() {
    bench.register(CAFE);
    assertThat(bench.sent).hasSize(1);
    assertThat(bench.sent.getFirst().via()).isEqualTo(CAFE);
    assertThat(bench.sent.getFirst().to()).isEqualTo(new Endpoint(AGENT, 434));
    RegistrationRequest request = bench.request();
    assertThat(request.flags())
        .isEqualTo(RegistrationRequest.CO_LOCATED | RegistrationRequest.REVERSE_TUNNEL);
    assertThat(request.lifetime()).isEqualTo(600);
    assertThat(request.home()).isEqualTo(HOME);
    assertThat(request.homeAgent()).isEqualTo(AGENT);
    assertThat(request.careOf()).isEqualTo(CAFE.address());
    assertThat(request.extension(MobileNodeNai.class)).isEmpty();
    List<Authentication> signed = request.authentications(Authentication.Kind.MOBILE_HOME);
    assertThat(signed).hasSize(1);
    assertThat(bench.association.verifies(signed.getFirst())).isTrue();
    assertThat(request.before(signed.getFirst())).first().isEqualTo(UdpTunnelRequest.IF_NEEDED);
  }

  @Test
  void withoutAHomeAddressItAsksForOneUnderItsNameAndKeepsWhatItGets() {
    Bench roaming = new Bench(ReplayProtection.TIMESTAMPS, Ip4.ANY, "mn@lab.example", 600);
    roaming.register(CAFE);
    assertThat(roaming.request().home()).isEqualTo(Ip4.ANY);
    assertThat(roaming.request().extension(MobileNodeNai.class))
        .contains(new MobileNodeNai("mn@lab.example"));
    roaming.receive(CAFE, roaming.reply(ReplyCode.ACCEPTED, 600));
    assertThat(roaming.node.home()).isEqualTo(HOME);
    roaming.passMillis(1000);
    roaming.register(CELL);
    assertThat(roaming.request().home()).isEqualTo(HOME);
  }

  @Test
  void anAssignedAddressThatIsRefusedLaterIsAskedForAnewAndUsedUntilThen() {
    Bench roaming = new Bench(ReplayProtection.TIMESTAMPS, Ip4.ANY, "mn@lab.example", 600);
    roaming.bind(CAFE, 600);
    roaming.passMillis(1000);
    roaming.register(CELL);
    roaming.receive(CELL, roaming.reply(ReplyCode.PROHIBITED, 600));
    assertThat(roaming.node.home()).isEqualTo(HOME);
    roaming.passMillis(1100);
    assertThat(roaming.request().home()).isEqualTo(Ip4.ANY);
    assertThat(roaming.request().careOf()).isEqualTo(CELL.address());
  }

  @Test
  void unansweredRequestsAreRepeatedAfterOneSecondThenEachTimeTwiceAsLateUpToThirtySeconds() {
    bench.register(CAFE);
    assertThat(sentSecondsAfterTheFirst(Duration.ofSeconds(125)))
        .containsExactly(1, 3, 7, 15, 31, 61, 91, 121);
    assertThat(bench.said.getFirst()).isEqualTo(new MobileNode.Output.Unanswered(CAFE, 1));
    assertThat(bench.counter("requests-unanswered")).isEqualTo(8);
  }

  @Test
  void triesAreNoFurtherApartThanTheLifetimeAskedFor() {
    Bench brief = new Bench(ReplayProtection.TIMESTAMPS, HOME, null, 5);
    brief.register(CAFE);
    brief.pass(Duration.ofSeconds(60));
    for (int i = 1; i < brief.sentAt.size(); i++) {
      assertThat(brief.sentAt.get(i).since(brief.sentAt.get(i - 1)))
          .isLessThanOrEqualTo(Duration.ofSeconds(5));
    }
    assertThat(brief.requests().size()).isGreaterThan(10);
  }

  @Test
  void askingForTheSameAddressAgainSendsNothingMore() {
    bench.register(CAFE);
    bench.register(CAFE);
    bench.passMillis(500);
    bench.register(CAFE);
    assertThat(bench.requests()).hasSize(1);
  }

  @Test
  void afterGivingUpTheSameAddressIsNotAskedForAgainWithinASecond() {
    bench.register(CAFE);
    bench.passMillis(300);
    bench.tell(new MobileNode.Input.GiveUp(bench.now(), CAFE));
    assertThat(bench.node.requesting()).isNull();
    bench.register(CAFE);
    bench.passMillis(699);
    assertThat(bench.requests()).hasSize(1);
    bench.passMillis(2);
    assertThat(bench.requests()).hasSize(2);
  }

  @Test
  void anAddressThatWasLostAndCameBackIsAskedForAtOnceBecauseTheNodeHasMoved() {
    bench.register(CAFE);
    bench.passMillis(300);
    bench.tell(new MobileNode.Input.CareOfLost(bench.now(), CAFE));
    bench.register(CAFE);
    assertThat(bench.requests()).hasSize(2);
  }

  @Test
  void theLifetimeCountsFromTheSendingOfTheRequest() {
    bench.register(CAFE);
    bench.passMillis(900);
    bench.receive(CAFE, bench.reply(ReplyCode.ACCEPTED, 30));
    assertThat(bench.node.boundUntil())
        .isEqualTo(bench.now().monotonic().plus(Duration.ofMillis(30_000 - 900)));
    assertThat(bench.last())
        .isEqualTo(
            new MobileNode.Output.Registered(
                CAFE,
                HOME,
                AGENT,
                Tunnel.ipInIp(AGENT),
                true,
                Duration.ofSeconds(30),
                false,
                false,
                Duration.ofMillis(900)));
  }

  @Test
  void theLifetimeCountsFromTheFirstSendingOfARequestThatIsRepeatedUnchanged() {
    Bench nonces = Bench.withNonces();
    nonces.register(CAFE);
    MonotonicTime first = nonces.now().monotonic();
    nonces.passMillis(1_100);
    assertThat(nonces.sent).hasSize(2);
    nonces.receive(CAFE, nonces.reply(ReplyCode.ACCEPTED, 30));
    assertThat(nonces.node.boundUntil()).isEqualTo(first.plus(Duration.ofSeconds(30)));
  }

  @Test
  void aRequestIsNotRepeatedUnchangedAnyMoreWhenTheLifetimeItAsksForWouldBeOver() {
    Bench brief = new Bench(ReplayProtection.NONCES, HOME, null, 5);
    brief.register(CAFE);
    brief.pass(Duration.ofSeconds(4));
    assertThat(brief.requests()).hasSize(3).containsOnly(brief.request());
    brief.pass(Duration.ofSeconds(4));
    assertThat(brief.requests().get(3)).isNotEqualTo(brief.requests().getFirst());
  }

  @Test
  void moreLifetimeThanAskedForCountsAsWhatWasAskedFor() {
    bench.bind(CAFE, 1800);
    assertThat(((MobileNode.Output.Registered) bench.last()).lifetime())
        .isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void theLifetimeOfADenialMeansNothing() {
    bench.bind(CAFE, 600);
    MonotonicTime until = Objects.requireNonNull(bench.node.boundUntil());
    bench.passMillis(5_000);
    bench.register(CAFE);
    bench.receive(CAFE, bench.reply(ReplyCode.INSUFFICIENT_RESOURCES, 3));
    assertThat(bench.node.boundUntil()).isEqualTo(until);
    bench.register(CELL);
    bench.receive(CELL, bench.reply(ReplyCode.INSUFFICIENT_RESOURCES, 600));
    assertThat(bench.node.bound()).containsExactly(CAFE);
  }

  @Test
  void acceptedWithoutAnyLifetimeIsARefusal() {
    bench.bind(CAFE, 0);
    assertThat(bench.node.boundTo()).isNull();
    assertThat(bench.last()).isEqualTo(new MobileNode.Output.Denied(CAFE, ReplyCode.ACCEPTED));
  }

  @Test
  void itIsRenewedAfterTwoThirdsOfItsLifetimeAndStaysBoundMeanwhile() {
    bench.bind(CAFE, 30);
    bench.passMillis(19_900);
    assertThat(bench.requests()).hasSize(1);
    bench.passMillis(200);
    assertThat(bench.requests()).hasSize(2);
    assertThat(bench.node.boundTo()).isEqualTo(CAFE);
    bench.receive(CAFE, bench.reply(ReplyCode.ACCEPTED, 30));
    assertThat(((MobileNode.Output.Registered) bench.last()).renewal()).isTrue();
  }

  @Test
  void aRegistrationThatCannotBeRenewedEndsInTimeAndIsTriedAgain() {
    bench.bind(CAFE, 30);
    bench.passMillis(29_970);
    assertThat(bench.node.boundTo()).isEqualTo(CAFE);
    bench.passMillis(20);
    assertThat(bench.node.boundTo()).isNull();
    assertThat(bench.said).anyMatch(MobileNode.Output.Lost.class::isInstance);
    assertThat(bench.node.requesting()).isEqualTo(CAFE);
  }

  @Test
  void underMonitoringItIsRenewedAndEndsByTheMonitorNotByTheLifetime() {
    bench.tell(new MobileNode.Input.Register(bench.now(), CAFE, MONITOR));
    bench.receive(CAFE, bench.reply(ReplyCode.ACCEPTED, 600));
    bench.passMillis(39_000);
    assertThat(bench.requests()).hasSize(1);
    bench.passMillis(1_500);
    assertThat(bench.requests()).hasSize(2);
    bench.passMillis(20_000);
    assertThat(bench.node.boundTo()).isNull();
    assertThat(bench.last())
        .isInstanceOfSatisfying(
            MobileNode.Output.Lost.class, lost -> assertThat(lost.why()).contains("T_MONITOR"));
    assertThat(bench.node.requesting()).as("what to try then is not decided here").isNull();
  }

  @Test
  void anotherAddressIsTriedWithoutLettingGoOfTheFirstWhichIsRenewedMeanwhile() {
    bench.bind(CAFE, 30);
    bench.passMillis(15_000);
    bench.register(CELL);
    assertThat(bench.node.boundTo()).isEqualTo(CAFE);
    assertThat(bench.node.requesting()).isEqualTo(CELL);
    assertThat(bench.node.inUse()).containsExactlyInAnyOrder(CAFE, CELL);
    int before = bench.requests().size();
    bench.passMillis(6_000);
    assertThat(bench.requests().subList(before, bench.requests().size()))
        .extracting(RegistrationRequest::careOf)
        .contains(CAFE.address());
  }

  @Test
  void onlyOneRequestAtATimeWaitsForItsAnswerWhenATryAndARenewalCoincide() {
    bench.bind(CAFE, 30);
    bench.passMillis(19_500);
    bench.register(CELL);
    bench.passMillis(700); // the renewal is due, but the try has its second
    assertThat(bench.request().careOf()).isEqualTo(CELL.address());
    bench.receive(CELL, bench.reply(ReplyCode.ACCEPTED, 30));
    assertThat(bench.node.boundTo()).isEqualTo(CELL);
  }

  @Test
  void aTryThatIsGivenUpMayHaveSucceededSoTheFirstAddressIsRegisteredAgain() {
    bench.bind(CAFE, 600);
    bench.passMillis(5_000);
    bench.register(CELL);
    bench.passMillis(200);
    bench.tell(new MobileNode.Input.GiveUp(bench.now(), CELL));
    assertThat(bench.requests()).hasSize(3);
    assertThat(bench.request().careOf()).isEqualTo(CAFE.address());
    bench.receive(CAFE, bench.reply(ReplyCode.ACCEPTED, 600));
    bench.passMillis(60_000);
    assertThat(bench.requests()).hasSize(3);
  }

  @Test
  void aRefusalLeavesTheFirstAddressBoundAndIsAskedAboutAgainLaterThanSilence() {
    bench.bind(CAFE, 600);
    bench.passMillis(5_000);
    bench.register(CELL);
    bench.receive(CELL, bench.reply(ReplyCode.INSUFFICIENT_RESOURCES, 0));
    assertThat(bench.last())
        .isEqualTo(new MobileNode.Output.Denied(CELL, ReplyCode.INSUFFICIENT_RESOURCES));
    assertThat(bench.node.boundTo()).isEqualTo(CAFE);
    int before = bench.requests().size();
    bench.passMillis(3_900);
    assertThat(bench.requests()).hasSize(before);
    bench.passMillis(200);
    assertThat(bench.requests()).hasSize(before + 1);
  }

  @Test
  void aChangedPathEndsTheBackOff() {
    bench.register(CAFE);
    bench.passMillis(20_000); // the next request is due at 31 s
    int before = bench.requests().size();
    bench.tell(new MobileNode.Input.PathChanged(bench.now(), CAFE));
    assertThat(bench.requests()).hasSize(before + 1);
    bench.tell(new MobileNode.Input.PathChanged(bench.now(), CELL));
    assertThat(bench.requests()).hasSize(before + 1);
  }

  @Test
  void takingBackAsksWithLifetimeZeroUpToThreeTimes() {
    bench.bind(CAFE, 600);
    bench.tell(new MobileNode.Input.Deregister(bench.now(), CAFE, CELL));
    assertThat(bench.node.boundTo()).isNull();
    assertThat(bench.request().lifetime()).isZero();
    assertThat(bench.request().careOf()).isEqualTo(CAFE.address());
    assertThat(bench.request().extension(UdpTunnelRequest.class)).isEmpty();
    assertThat(bench.sent.getLast().via()).isEqualTo(CELL);
    assertThat(bench.node.inUse()).containsExactly(CELL);
    bench.passMillis(60_000);
    assertThat(bench.requests()).hasSize(4);
    assertThat(bench.counter("deregistrations-unanswered")).isEqualTo(1);
    assertThat(bench.node.inUse()).isEmpty();
    assertThat(bench.node.wakeAt()).isNull();
  }

  @Test
  void takingBackIsConfirmed() {
    bench.bind(CAFE, 600);
    bench.tell(new MobileNode.Input.Deregister(bench.now(), CAFE, CAFE));
    bench.receive(CAFE, bench.reply(ReplyCode.ACCEPTED, 0));
    assertThat(bench.last()).isEqualTo(new MobileNode.Output.Deregistered(CAFE));
    assertThat(bench.node.wakeAt()).isNull();
  }

  @Test
  void whatIsRegisteredAgainIsNoLongerTakenBack() {
    bench.bind(CAFE, 600);
    bench.tell(new MobileNode.Input.Deregister(bench.now(), CAFE, CAFE));
    bench.passMillis(500);
    bench.bind(CAFE, 600);
    bench.passMillis(30_000);
    assertThat(bench.requests().stream().filter(RegistrationRequest::isDeregistration)).hasSize(1);
  }

  @Test
  void aLostAddressIsForgottenAltogetherAndNothingIsSentFromIt() {
    bench.bind(CAFE, 600);
    bench.tell(new MobileNode.Input.CareOfLost(bench.now(), CAFE));
    assertThat(bench.node.boundTo()).isNull();
    assertThat(bench.node.inUse()).isEmpty();
    assertThat(bench.node.wakeAt()).isNull();
  }

  @Test
  void trustedNetworksAreReportedAsTheReplySays() {
    bench.bind(CAFE, 600, new TrustedNetworksConfigured());
    assertThat(((MobileNode.Output.Registered) bench.last()).trustedNetworks()).isTrue();
    bench.passMillis(1000);
    bench.bind(CELL, 600);
    assertThat(((MobileNode.Output.Registered) bench.last()).trustedNetworks()).isFalse();
  }
}
