package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.agent.Subscriber;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ends with clocks of their own that are set, stand or wrap (RFC 5944 §5.7). */
class ClocksTest {
  private static final Ip4 AGENT = Bench.AGENT;
  private static final Ip4 HOME = Bench.HOME;
  private static final Duration STEP = Duration.ofMillis(100);

  private final List<Integer> codes = new ArrayList<>();
  private final List<Octets> requests = new ArrayList<>();
  private MonotonicTime time = new MonotonicTime(0);
  private Instant nodeClock = Instant.parse("2026-11-21T22:00:00.25Z");
  private Instant agentClock = nodeClock;
  private boolean deaf;
  private MobileNode node;
  private HomeAgent agent;

  @BeforeEach
  void begin() {
    begin(ReplayProtection.TIMESTAMPS);
  }

  private void begin(ReplayProtection replay) {
    SecurityAssociation shared = Bench.association(300, "00112233445566778899aabbccddeeff", replay);
    MobilitySystem system =
        new MobilitySystem(
            "outer", AGENT, HOME, null, shared, Duration.ofSeconds(60), Duration.ofSeconds(110));
    node = new MobileNode(system, new SplittableRandom(1));
    agent =
        new HomeAgent(
            new HomeAgentConfig(
                AGENT,
                Prefix4.of("203.0.113.128/26"),
                false,
                List.of(),
                Duration.ofMinutes(10),
                Duration.ofSeconds(2),
                Duration.ofSeconds(20),
                List.of(new Subscriber(HOME, null, List.of(shared)))),
            new SplittableRandom(2),
            List.of(),
            List.of());
  }

  private Now atNode() {
    return new Now(time, nodeClock);
  }

  private Now atAgent() {
    return new Now(time, agentClock);
  }

  private void register(CareOf careOf) {
    tell(new MobileNode.Input.Register(atNode(), careOf, null));
  }

  private void tell(MobileNode.Input input) {
    node.handle(input);
    for (MobileNode.Output out = node.poll(); out != null; out = node.poll()) {
      if (out instanceof MobileNode.Output.Send send) {
        requests.add(send.payload());
        deliver(send.payload(), send.via());
      }
    }
  }

  private void deliver(Octets payload, CareOf via) {
    Endpoint to = new Endpoint(AGENT, 434);
    agent.handle(
        new HomeAgent.Input.Datagram(atAgent(), new Endpoint(via.address(), 434), to, payload));
    for (HomeAgent.Output out = agent.poll(); out != null; out = agent.poll()) {
      if (out instanceof HomeAgent.Output.Send reply) {
        codes.add(code(reply.payload()));
        if (!deaf) {
          tell(new MobileNode.Input.Datagram(atNode(), via, to, reply.payload()));
        }
      }
    }
  }

  private static int code(Octets payload) {
    try {
      return RegistrationReply.read(payload.toBytes()).code().value();
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  private void pass(Duration duration) {
    for (Duration left = duration; left.isPositive(); left = left.minus(STEP)) {
      time = time.plus(STEP);
      nodeClock = nodeClock.plus(STEP);
      agentClock = agentClock.plus(STEP);
      agent.handle(new HomeAgent.Input.Tick(atAgent()));
      tell(new MobileNode.Input.Tick(atNode()));
    }
  }

  private void assertStaysBound(Duration duration) {
    for (Duration left = duration; left.isPositive(); left = left.minus(STEP)) {
      pass(STEP);
      assertThat(node.boundTo()).as("at %s, codes %s", time, codes).isNotNull();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-240H", "PT-1H", "PT-8S", "PT-5S", "PT5S", "PT8S", "PT1H", "PT240H"})
  void theNodesClockIsSetWhileItIsBound(String by) {
    register(Bench.CAFE);
    assertStaysBound(Duration.ofSeconds(50));
    nodeClock = nodeClock.plus(Duration.parse(by));
    assertStaysBound(Duration.ofMinutes(5));
    nodeClock = nodeClock.minus(Duration.parse(by));
    assertStaysBound(Duration.ofMinutes(5));
    assertThat(codes.stream().filter(code -> code == 133).count()).isLessThanOrEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-5S", "PT5S", "PT8S", "PT1H", "PT240H"})
  void theAgentsClockIsSetWhileTheNodeIsBound(String by) {
    register(Bench.CAFE);
    assertStaysBound(Duration.ofSeconds(50));
    agentClock = agentClock.plus(Duration.parse(by));
    assertStaysBound(Duration.ofMinutes(5));
  }

  @Test
  void anAgentWhoseClockWentFarBackRefusesForThatLongAndTheNodeAsksEverMoreSeldomThenIsBound() {
    register(Bench.CAFE);
    pass(Duration.ofSeconds(1));
    agentClock = agentClock.minus(Duration.ofMinutes(10));
    pass(Duration.ofMinutes(9));
    assertThat(node.boundTo()).as("the agent wants more than it accepted before").isNull();
    assertThat(codes.size()).as("requests in 9 min").isLessThan(40);
    pass(Duration.ofMinutes(3));
    assertThat(node.boundTo()).isEqualTo(Bench.CAFE);
  }

  @ParameterizedTest
  @CsvSource({"-3600,7200", "7200,-3600", "86400,1", "-1,-86400"})
  void bothClocksAreSetAgainAndAgain(int first, int second) {
    register(Bench.CAFE);
    for (int i = 0; i < 10; i++) {
      nodeClock = nodeClock.plusSeconds(i % 2 == 0 ? first : -second);
      assertStaysBound(Duration.ofSeconds(70));
      nodeClock = nodeClock.plusSeconds(second);
      agentClock = agentClock.plusSeconds(11); // forth only
      assertStaysBound(Duration.ofSeconds(70));
    }
  }

  @Test
  void theEraOfTheTimestampsEndsWhileTheNodeIsBound() {
    nodeClock = Instant.parse("2036-02-07T06:27:00Z");
    agentClock = nodeClock;
    register(Bench.CAFE);
    assertStaysBound(Duration.ofMinutes(5));
    assertThat(codes).containsOnly(0);
  }

  @Test
  void theEraEndsForOneBeforeTheOtherAndAStepLeadsBackAcross() {
    nodeClock = Instant.parse("2036-02-07T06:28:14Z");
    agentClock = nodeClock.plusSeconds(4);
    register(Bench.CAFE);
    assertStaysBound(Duration.ofMinutes(2));
    nodeClock = nodeClock.minusSeconds(3600);
    assertStaysBound(Duration.ofMinutes(2));
  }

  @Test
  void aClockThatStandsStillStillGivesEveryRequestATimestampOfItsOwn() {
    for (int i = 0; i < 40; i++) {
      register(i % 2 == 0 ? Bench.CAFE : Bench.CELL);
      time = time.plus(Duration.ofSeconds(1));
      agentClock = agentClock.plusMillis(100);
    }
    assertThat(codes).containsOnly(0);
    assertThat(identifications()).doesNotHaveDuplicates();
  }

  @Test
  void recordedRequestsAreNotAcceptedAgainAfterAnyStepOfTheNodesClock() {
    register(Bench.CAFE);
    pass(Duration.ofMinutes(2));
    nodeClock = nodeClock.minusSeconds(300);
    pass(Duration.ofMinutes(2));
    nodeClock = nodeClock.plusSeconds(600);
    pass(Duration.ofMinutes(2));
    List<Octets> recorded = List.copyOf(requests);
    codes.clear();
    deaf = true;
    for (Octets request : recorded) {
      deliver(request, Bench.CAFE);
    }
    assertThat(codes).containsOnly(133);
  }

  @Test
  void aRequestFromAClockThatWasAheadIsNoUseOnceItsTimeHasComeIfTheNodeHasRegisteredSince() {
    nodeClock = nodeClock.plusSeconds(40);
    register(Bench.CAFE);
    Octets ahead = requests.getFirst();
    assertThat(codes).containsExactly(133);
    pass(Duration.ofSeconds(2));
    assertThat(node.boundTo()).isEqualTo(Bench.CAFE);
    pass(Duration.ofSeconds(46)); // renewed at 40 s, with a later timestamp
    codes.clear();
    deaf = true;
    deliver(ahead, Bench.CAFE);
    assertThat(codes).containsExactly(ReplyCode.IDENTIFICATION_MISMATCH.value());
  }

  @Test
  void withNoncesTheClocksDoNotMatterAndNoRequestRepeatsAHalf() {
    begin(ReplayProtection.NONCES);
    register(Bench.CAFE);
    for (int i = 0; i < 20; i++) {
      nodeClock = nodeClock.plusSeconds(i % 2 == 0 ? 4000 : -9000);
      agentClock = agentClock.minusSeconds(100);
      pass(Duration.ofSeconds(45));
    }
    assertThat(node.boundTo()).isEqualTo(Bench.CAFE);
    assertThat(codes.stream().filter(code -> code != 0)).hasSize(1);
    Set<Integer> low = new HashSet<>();
    Set<Integer> high = new HashSet<>();
    for (long identification : identifications()) {
      assertThat(low.add((int) identification)).isTrue();
      assertThat(high.add((int) (identification >>> 32))).isTrue();
    }
  }

  @Test
  void withNoncesALostReplyCostsOneRefusalAndRecordedRequestsAreOfNoUse() {
    begin(ReplayProtection.NONCES);
    register(Bench.CAFE);
    pass(Duration.ofSeconds(5));
    deaf = true;
    pass(Duration.ofSeconds(37));
    deaf = false;
    assertStaysBound(Duration.ofMinutes(3));
    List<Octets> recorded = List.copyOf(requests);
    codes.clear();
    deaf = true;
    recorded.forEach(request -> deliver(request, Bench.CELL));
    assertThat(codes).containsOnly(133);
  }

  @Test
  void withNoncesAMoveBeforeTheAnswerDoesNotMakeTheFirstRequestGoodAgain() {
    begin(ReplayProtection.NONCES);
    register(Bench.CAFE);
    pass(Duration.ofSeconds(5));
    deaf = true; // the answer is lost
    register(Bench.CAFE);
    Octets held = requests.getLast();
    deaf = false;
    register(Bench.CELL);
    pass(Duration.ofSeconds(3));
    assertThat(node.boundTo()).isEqualTo(Bench.CELL);
    codes.clear();
    deaf = true;
    deliver(held, Bench.CAFE);
    assertThat(codes).containsExactly(133);
  }

  private List<Long> identifications() {
    List<Long> all = new ArrayList<>();
    for (Octets request : new HashSet<>(requests)) {
      try {
        all.add(RegistrationRequest.read(request.toBytes()).identification());
      } catch (MalformedException malformed) {
        throw new AssertionError(malformed);
      }
    }
    return all;
  }
}
