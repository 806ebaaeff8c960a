package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobileip.node.Bench.CAFE;
import static org.dualmip.mobileip.node.Bench.FOREIGN;
import static org.dualmip.mobileip.node.Bench.FOREIGN_AGENT;
import static org.dualmip.mobileip.node.Bench.OFFER;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.ForeignAgentError;
import org.dualmip.mobileip.extension.MobileNetwork;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.Test;

/**
 * Somebody on the link who hears every request and answers first. A foreign agent's refusal is
 * seldom signed (RFC 5944 §3.6.2.1), so it may delay, but never decide.
 */
class ForgedRefusalsTest {
  private final Bench bench = Bench.withTimestamps();

  @Test
  void aForgedRefusalDoesNotKeepTheTrueAcceptanceOut() {
    bench.register(FOREIGN);
    bench.refuse(65, 0);
    bench.passMillis(80);
    bench.answer(0, 300);
    assertThat(bench.node.boundTo()).isEqualTo(FOREIGN);
  }

  @Test
  void aFloodOfRefusalsDelaysTheNextRequestByOneBackOffOnly() {
    bench.register(FOREIGN);
    int before = bench.requests().size();
    for (int i = 0; i < 300; i++) {
      bench.refuse(66, 0);
      bench.passMillis(100);
    }
    assertThat(bench.requests().size() - before).as("in 30 s").isGreaterThanOrEqualTo(3);
    assertThat(bench.counter("replies-repeated")).isGreaterThan(200);
  }

  @Test
  void refusalsOfEveryRequestNeverStopTheRequests() {
    bench.register(FOREIGN);
    for (int i = 0; i < 20; i++) {
      int before = bench.requests().size();
      bench.refuse(64 + i % 40, 1);
      bench.pass(Duration.ofSeconds(31));
      assertThat(bench.requests().size()).isGreaterThan(before);
    }
    bench.answer(0, 300);
    assertThat(bench.node.boundTo()).isEqualTo(FOREIGN);
  }

  @Test
  void aForgedShortLifetimeHoldsForOneRegistrationOnly() {
    bench.advertise(OFFER);
    bench.register(FOREIGN);
    bench.refuse(69, 5);
    bench.passMillis(1_001);
    assertThat(bench.request().lifetime()).isEqualTo(5);
    bench.answer(0, 5);
    bench.passMillis(3_400);
    assertThat(bench.request().lifetime()).as("the renewal asks for all again").isEqualTo(300);
  }

  @Test
  void aForgedRefusalDoesNotTalkTheNodeOutOfARequiredReverseTunnel() {
    bench.register(FOREIGN);
    for (int code : new int[] {70, 74, 74, 70}) {
      bench.refuse(code, 0);
      bench.pass(Duration.ofSeconds(31));
    }
    assertThat(bench.requests())
        .allMatch(request -> request.has(RegistrationRequest.REVERSE_TUNNEL));
  }

  @Test
  void anErrorThatIsAddedToAnAcceptanceTakesNoMobileNetworkAway() {
    MobileNetwork network = MobileNetwork.request(Prefix4.of("10.9.1.0/24"));
    Bench router =
        Bench.wishing(
            new Wishes(
                Wishes.ReverseTunnel.REQUIRED,
                false,
                Tunnel.Kind.IP_IN_IP,
                null,
                false,
                null,
                List.of(network)),
            OtherSecrets.NONE);
    router.register(FOREIGN);
    ByteWriter out = new ByteWriter();
    router.reply(ReplyCode.ACCEPTED, 300).write(out);
    router.association.sign(Authentication.Kind.MOBILE_HOME, out);
    new ForeignAgentError(148).write(out);
    router.receive(FOREIGN, out.toBytes());
    router.pass(Duration.ofSeconds(31));
    assertThat(router.requests()).hasSizeGreaterThan(1);
    assertThat(router.request().extensions()).contains(network);
  }

  @Test
  void aRefusalOfARenewalLeavesTheBindingAlone() {
    bench.register(FOREIGN);
    bench.answer(0, 300);
    bench.passMillis(201_000);
    bench.refuse(65, 0);
    assertThat(bench.node.boundTo()).isEqualTo(FOREIGN);
  }

  @Test
  void aRefusalWithoutTheLowHalfOfTheIdentificationIsNoRefusal() {
    bench.register(FOREIGN);
    RegistrationReply reply = bench.reply(new ReplyCode(65), 0);
    ByteWriter out = new ByteWriter();
    Bench.with(reply, reply.identification() ^ 1).write(out);
    bench.receive(FOREIGN, out.toBytes());
    assertThat(bench.said).isEmpty();
    assertThat(bench.counter("replies-unmatched")).isEqualTo(1);
  }

  @Test
  void aHomeAgentsCodeWithoutItsSignatureIsDiscardedEvenThroughAForeignAgent() {
    bench.register(FOREIGN);
    for (int code = 128; code < 192; code++) {
      bench.refuse(code, 0);
    }
    bench.refuse(0, 300);
    bench.refuse(1, 300);
    assertThat(bench.said).isEmpty();
    assertThat(bench.counter("replies-not-authentic")).isEqualTo(66);
  }

  @Test
  void whereTheAgentSharesASecretItsRefusalClosesTheRequestAndNobodyElsesDoes() {
    SecurityAssociation shared =
        Bench.association(777, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ReplayProtection.TIMESTAMPS);
    Bench known =
        Bench.wishing(Wishes.USUAL, new OtherSecrets(null, Map.of(FOREIGN_AGENT, shared)));
    known.register(FOREIGN);
    known.refuse(65, 0);
    assertThat(known.said).isEmpty();
    ByteWriter out = new ByteWriter();
    known.reply(new ReplyCode(65), 0).write(out);
    shared.sign(Authentication.Kind.MOBILE_FOREIGN, out);
    known.receive(FOREIGN, out.toBytes());
    assertThat(known.said)
        .containsExactly(new MobileNode.Output.Denied(FOREIGN, new ReplyCode(65)));
  }

  @Test
  void theAnswerThatWasRecordedForOneCareOfAddressDoesNotServeForAnother() {
    bench.register(FOREIGN);
    byte[] recorded = bench.reply(ReplyCode.ACCEPTED, 300).signed(bench.association);
    bench.register(CAFE);
    bench.receive(CAFE, recorded);
    bench.receive(FOREIGN, recorded);
    assertThat(bench.node.boundTo()).isNull();
    assertThat(bench.counter("replies-unmatched")).isEqualTo(2);
  }

  @Test
  void aForgedRefusalOfADeregistrationDoesNotEndIt() {
    bench.tell(new MobileNode.Input.Deregister(bench.now(), FOREIGN, FOREIGN));
    bench.refuse(65, 0);
    bench.pass(Duration.ofSeconds(2));
    assertThat(bench.requests()).hasSize(2);
  }

  @Test
  void octetsOfAllKindsAreCountedAndNothingElse() {
    bench.register(FOREIGN);
    var random = new SplittableRandom(5);
    List<Integer> types = List.of(1, 3, 4, 7, 15, 22, 23, 255);
    for (int i = 0; i < 5_000; i++) {
      byte[] octets = new byte[random.nextInt(80)];
      random.nextBytes(octets);
      if (octets.length > 0) {
        octets[0] = types.get(i % types.size()).byteValue();
      }
      bench.receive(FOREIGN, octets);
    }
    assertThat(bench.said).isEmpty();
    assertThat(bench.requests()).hasSize(1);
    assertThat(bench.node.counters().values().stream().mapToLong(n -> n).sum()).isEqualTo(5_001);
  }
}
