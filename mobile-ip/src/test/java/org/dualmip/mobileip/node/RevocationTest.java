package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobileip.node.Bench.AGENT;
import static org.dualmip.mobileip.node.Bench.CAFE;
import static org.dualmip.mobileip.node.Bench.CELL;
import static org.dualmip.mobileip.node.Bench.FOREIGN;
import static org.dualmip.mobileip.node.Bench.HOME;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.agent.Services;
import org.dualmip.mobileip.agent.Subscriber;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.message.RevocationAcknowledgment;
import org.dualmip.mobileip.message.RevocationMessage;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.MobileNode.Input;
import org.dualmip.mobileip.node.MobileNode.Output;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.Test;

/** A home agent that revokes tells the node (RFC 3543 §4.2.1, §4.2.2.3). */
class RevocationTest {
  /** The home agent's clock at the registration: just before it begins again at zero. */
  private static final int THEIRS = -3;

  private final Bench bench = Bench.withTimestamps();

  /** How many of the node's datagrams have reached the home agent. */
  private int delivered;

  private void bind() {
    bench.bind(CAFE, 600, new RevocationSupport(true, THEIRS));
    bench.pass(Duration.ofSeconds(10));
  }

  private static RevocationMessage revocation(int identifier) {
    return new RevocationMessage(true, true, HOME, AGENT, CAFE.address(), identifier, List.of());
  }

  private void receive(RevocationMessage message) {
    bench.receive(CAFE, message.signed(Kind.MOBILE_HOME, bench.association));
  }

  private List<RevocationAcknowledgment> acknowledgments() {
    return bench.sent.stream()
        .filter(send -> send.payload().at(0) == RevocationAcknowledgment.TYPE)
        .map(send -> {
          try {
            return RevocationAcknowledgment.read(send.payload().toBytes());
          } catch (MalformedException malformed) {
            throw new AssertionError(malformed);
          }
        })
        .toList();
  }

  @Test
  void aDirectRequestAsksWithTheIBitAndTheNodesClockUnderTheAuthenticator() {
    bench.register(CAFE);
    var asked = bench.request().extension(RevocationSupport.class).orElseThrow();
    assertThat(asked.inform()).isTrue();
    assertThat(asked.timestamp())
        .isEqualTo(NtpTimestamp.seconds(NtpTimestamp.of(bench.now().wall())));
    assertThat(bench.request().before(bench.request().authentications(Kind.MOBILE_HOME).getFirst()))
        .contains(asked);
  }

  @Test
  void throughAForeignAgentAtHomeAndWhereItIsNotWishedNothingIsAsked() {
    bench.register(FOREIGN);
    assertThat(bench.request().extension(RevocationSupport.class)).isEmpty();
    CareOf ownAddress =
        new CareOf.ThroughAgent(
            FOREIGN.link(), CAFE.address(), FOREIGN.agent(), FOREIGN.mac(), true);
    bench.register(ownAddress);
    assertThat(bench.request().extension(RevocationSupport.class)).isEmpty();
    bench.register(new CareOf.AtHome("lan0", HOME));
    assertThat(bench.request().extension(RevocationSupport.class)).isEmpty();
    Bench silent = Bench.wishing(Wishes.USUAL.withRevocation(false), OtherSecrets.NONE);
    silent.register(CAFE);
    assertThat(silent.request().extension(RevocationSupport.class)).isEmpty();
  }

  @Test
  void aRevocationIsAcknowledgedEndsTheRegistrationAndLeadsToANewOne() {
    bind();
    int requests = bench.requests().size();
    receive(revocation(2));
    RevocationAcknowledgment answer = acknowledgments().getFirst();
    assertThat(answer.home()).isEqualTo(HOME);
    assertThat(answer.identifier()).isEqualTo(2);
    assertThat(answer.inform()).isTrue();
    assertThat(answer.verifiedBy(Kind.MOBILE_HOME, List.of(bench.association))).isNotNull();
    Output.Send sent = bench.sent.get(bench.sent.size() - 2);
    assertThat(sent.source()).isEqualTo(CAFE.address());
    assertThat(sent.to()).isEqualTo(new Endpoint(AGENT, 434));
    assertThat(bench.said(Output.Lost.class))
        .singleElement()
        .satisfies(lost -> assertThat(lost.careOf()).isEqualTo(CAFE))
        .satisfies(lost -> assertThat(lost.why()).contains("RFC 3543"));
    assertThat(bench.node.bound()).isEmpty();
    assertThat(bench.requests()).hasSize(requests + 1);
    bench.answer(0, 600, new RevocationSupport(true, 3));
    assertThat(bench.node.boundTo()).isEqualTo(CAFE);
  }

  @Test
  void onlyTheRevokedOneOfSeveralEnds() {
    bind();
    bench.registerBeside(CELL);
    bench.answer(0, 600, new RevocationSupport(true, THEIRS + 1));
    receive(revocation(0));
    assertThat(bench.node.bound()).containsExactly(CELL);
    bench.passMillis(1_000);
    assertThat(bench.request().careOf()).isEqualTo(CAFE.address());
  }

  @Test
  void whatIsForgedOldReflectedOrOfAnotherBindingIsSilentlyDiscarded() {
    bind();
    SecurityAssociation other =
        Bench.association(300, "ffffffffffffffffffffffffffffffff", ReplayProtection.TIMESTAMPS);
    Ip4 stranger = Ip4.of("203.0.113.131");
    Ip4 here = CAFE.address();
    bench.receive(CAFE, revocation(2).signed(Kind.MOBILE_HOME, other));
    bench.receive(CAFE, revocation(2).signed(Kind.FOREIGN_HOME, bench.association));
    bench.receive(CAFE, revocation(2).toBytes());
    assertThat(bench.counter("revocations-not-authentic")).isEqualTo(3);
    List<RevocationMessage> wrong =
        List.of(
            revocation(THEIRS),
            revocation(THEIRS - 1),
            new RevocationMessage(false, true, HOME, AGENT, here, 2, List.of()),
            new RevocationMessage(true, true, stranger, AGENT, here, 2, List.of()),
            new RevocationMessage(true, true, HOME, stranger, here, 2, List.of()),
            new RevocationMessage(true, true, HOME, AGENT, CELL.address(), 2, List.of()));
    wrong.forEach(this::receive);
    assertThat(bench.counter("revocations-discarded")).isEqualTo(wrong.size());
    assertThat(acknowledgments()).isEmpty();
    assertThat(bench.node.bound()).containsExactly(CAFE);
  }

  @Test
  void withoutTheHomeAgentsConsentThereIsNothingToRevoke() {
    bench.bind(CAFE, 600);
    receive(revocation(2));
    assertThat(bench.node.bound()).containsExactly(CAFE);
    assertThat(acknowledgments()).isEmpty();
    Bench silent = Bench.wishing(Wishes.USUAL.withRevocation(false), OtherSecrets.NONE);
    silent.bind(CAFE, 600, new RevocationSupport(true, THEIRS));
    silent.receive(CAFE, revocation(2).signed(Kind.MOBILE_HOME, silent.association));
    assertThat(silent.node.bound()).as("what nobody asked for").containsExactly(CAFE);
  }

  @Test
  void aLostAcknowledgmentIsGivenAgainToANewerRevocationAndNotToAReplay() {
    bind();
    receive(revocation(2));
    receive(revocation(2));
    assertThat(acknowledgments()).hasSize(1);
    receive(revocation(3));
    assertThat(acknowledgments()).hasSize(2);
    assertThat(bench.said(Output.Lost.class)).as("it ends once").hasSize(1);
  }

  @Test
  void aRevocationOfBeforeDoesNotEndTheNewRegistration() {
    bind();
    receive(revocation(2));
    bench.answer(0, 600, new RevocationSupport(true, 4));
    receive(revocation(4));
    assertThat(bench.node.bound()).containsExactly(CAFE);
    receive(revocation(5));
    assertThat(bench.node.bound()).isEmpty();
  }

  @Test
  void aReplyThatItsRevocationOvertookGrantsNothing() {
    bind();
    bench.register(CAFE);
    var late = bench.reply(ReplyCode.ACCEPTED, 600, new RevocationSupport(true, 1));
    receive(revocation(2));
    bench.receive(CAFE, late);
    assertThat(bench.node.bound()).isEmpty();
    bench.passMillis(1_000);
    bench.answer(0, 600, new RevocationSupport(true, 2));
    assertThat(bench.node.bound()).containsExactly(CAFE);
  }

  @Test
  void theHomeAgentEngineTellsUntilTheNodesEngineHasAnswered() {
    HomeAgent agent =
        new HomeAgent(
            new HomeAgentConfig(
                    AGENT,
                    Prefix4.around(HOME, 24),
                    false,
                    List.of(),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(20),
                    List.of(new Subscriber(HOME, null, List.of(bench.association))))
                .with(Services.ALL),
            new SplittableRandom(5),
            List.of(),
            List.of());
    bench.register(CAFE);
    exchange(agent, true);
    assertThat(bench.node.bound()).containsExactly(CAFE);
    assertThat(agent.bindings()).singleElement().matches(binding -> binding.revocable());

    bench.pass(Duration.ofSeconds(10));
    agent.handle(new HomeAgent.Input.Revoke(bench.now(), HOME.toString(), null));
    exchange(agent, false); // the network loses the first
    assertThat(bench.node.bound()).containsExactly(CAFE);
    bench.pass(Duration.ofSeconds(1));
    agent.handle(new HomeAgent.Input.Tick(bench.now()));
    exchange(agent, true);
    assertThat(bench.said(Output.Lost.class)).hasSize(1);
    assertThat(agent.counters()).containsEntry("revocations-acknowledged", 1L);
    assertThat(bench.node.bound()).as("registered anew").containsExactly(CAFE);
    assertThat(agent.bindings()).hasSize(1);
  }

  /** Carries what each side has said to the other, until nobody says anything more. */
  private void exchange(HomeAgent agent, boolean arrives) {
    boolean said = true;
    while (said) {
      said = false;
      for (; delivered < bench.sent.size(); delivered++) {
        Output.Send send = bench.sent.get(delivered);
        agent.handle(
            new HomeAgent.Input.Datagram(
                bench.now(), new Endpoint(CAFE.address(), 434), send.to(), send.payload()));
      }
      for (HomeAgent.Output output = agent.poll(); output != null; output = agent.poll()) {
        if (output instanceof HomeAgent.Output.Send send && arrives) {
          bench.tell(new Input.Datagram(bench.now(), CAFE, send.from(), send.payload()));
          said = true;
        }
      }
    }
  }
}
