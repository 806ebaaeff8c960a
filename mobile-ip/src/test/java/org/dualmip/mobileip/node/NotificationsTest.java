package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobileip.node.Bench.AGENT;
import static org.dualmip.mobileip.node.Bench.CAFE;
import static org.dualmip.mobileip.node.Bench.FOREIGN;
import static org.dualmip.mobileip.node.Bench.FOREIGN_AGENT;
import static org.dualmip.mobileip.node.Bench.HOME;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MessageString;
import org.dualmip.mobileip.extension.Unrecognized;
import org.dualmip.mobileip.message.GenericNotification;
import org.dualmip.mobileip.message.GenericNotificationAcknowledgment;
import org.dualmip.mobileip.message.MessageDirection;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.MobileNode.Output;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.Test;

/** Generic notifications received and acknowledged (RFC 6098 §4.5). */
class NotificationsTest {
  private static final Extension WORDS =
      new MessageString(MessageString.Subtype.HOME_AGENT, "maintenance at noon");

  private final Bench bench = Bench.withTimestamps();

  private GenericNotification notice(boolean acknowledge, long identification, Ip4 home) {
    return new GenericNotification(
        MessageDirection.HOME_AGENT_TO_NODE,
        acknowledge,
        home,
        AGENT,
        CAFE.address(),
        identification,
        List.of(WORDS));
  }

  private long time() {
    return NtpTimestamp.of(bench.now().wall());
  }

  private GenericNotificationAcknowledgment acknowledged() throws MalformedException {
    return GenericNotificationAcknowledgment.read(bench.lastSend().payload().toBytes());
  }

  @Test
  void anAuthenticNotificationIsToldAndAcknowledgedOnRequest() throws MalformedException {
    bench.bind(CAFE, 600);
    GenericNotification notice = notice(true, time(), HOME);
    bench.receive(CAFE, notice.signed(bench.association));
    assertThat(bench.said(Output.Notified.class)).hasSize(1);
    assertThat(acknowledged().code().accepted()).isTrue();
    assertThat(acknowledged().direction()).isEqualTo(MessageDirection.NODE_TO_HOME_AGENT);
    assertThat(acknowledged().identification()).isEqualTo(notice.identification());
    assertThat(
            bench.association.verifies(
                acknowledged()
                    .authentications(MessageDirection.NODE_TO_HOME_AGENT.authentication())
                    .getFirst()))
        .isTrue();
  }

  @Test
  void withoutTheABitNothingIsSent() {
    bench.receive(CAFE, notice(false, time(), HOME).signed(bench.association));
    assertThat(bench.said(Output.Notified.class)).hasSize(1);
    assertThat(bench.sent).isEmpty();
  }

  @Test
  void aReplayIsRefusedWithCode197AndOurTime() throws MalformedException {
    byte[] notice = notice(true, time(), HOME).signed(bench.association);
    bench.receive(CAFE, notice);
    bench.receive(CAFE, notice);
    assertThat(bench.said(Output.Notified.class)).hasSize(1);
    assertThat(acknowledged().code().value()).isEqualTo(197);
    assertThat(bench.counter("notifications-replayed")).isEqualTo(1);
  }

  @Test
  void anOldOneIsRefusedEvenIfItIsTheFirst() throws MalformedException {
    byte[] notice = notice(true, time(), HOME).signed(bench.association);
    bench.pass(Duration.ofSeconds(8));
    bench.receive(CAFE, notice);
    assertThat(bench.said).isEmpty();
    assertThat(acknowledged().code().value()).isEqualTo(197);
  }

  @Test
  void withNoncesTheFirstIsRefusedWithTheNonceForTheNext() throws MalformedException {
    Bench nonces = Bench.withNonces();
    nonces.receive(CAFE, notice(true, 5, HOME).signed(nonces.association));
    var refused = GenericNotificationAcknowledgment.read(nonces.lastSend().payload().toBytes());
    assertThat(refused.code().value()).isEqualTo(197);
    assertThat((int) refused.identification()).isEqualTo(5);
    long next = (refused.identification() & 0xffff_ffff_0000_0000L) | 6;
    nonces.receive(CAFE, notice(true, next, HOME).signed(nonces.association));
    assertThat(nonces.said(Output.Notified.class)).hasSize(1);
    nonces.receive(CAFE, notice(true, next, HOME).signed(nonces.association));
    assertThat(nonces.said(Output.Notified.class)).as("a nonce serves once").hasSize(1);
  }

  @Test
  void forgedOnesAndThoseForOthersAreDiscardedInSilence() {
    SecurityAssociation other =
        Bench.association(300, "ffffffffffffffffffffffffffffffff", ReplayProtection.TIMESTAMPS);
    bench.receive(CAFE, notice(true, time(), HOME).signed(other));
    bench.receive(CAFE, notice(true, time(), Ip4.of("203.0.113.131")).signed(bench.association));
    assertThat(bench.said).isEmpty();
    assertThat(bench.sent).isEmpty();
    assertThat(bench.counter("notifications-not-authentic")).isEqualTo(1);
    assertThat(bench.counter("notifications-discarded")).isEqualTo(1);
  }

  @Test
  void unknownExtensionsThatMustNotBeSkippedDiscardIt() {
    GenericNotification strange =
        new GenericNotification(
            MessageDirection.HOME_AGENT_TO_NODE,
            true,
            HOME,
            AGENT,
            CAFE.address(),
            time(),
            List.of(new Unrecognized(99, Octets.of((byte) 0))));
    bench.receive(CAFE, strange.signed(bench.association));
    assertThat(bench.said).isEmpty();
    assertThat(bench.sent).isEmpty();
  }

  @Test
  void aForeignAgentNeedsASharedSecretToNotify() throws MalformedException {
    SecurityAssociation shared =
        Bench.association(777, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", ReplayProtection.TIMESTAMPS);
    GenericNotification notice =
        new GenericNotification(
            MessageDirection.FOREIGN_AGENT_TO_NODE,
            true,
            HOME,
            AGENT,
            FOREIGN.address(),
            time(),
            List.of());
    bench.receive(FOREIGN, notice.signed(shared));
    assertThat(bench.said).isEmpty();
    Bench known =
        Bench.wishing(Wishes.USUAL, new OtherSecrets(null, Map.of(FOREIGN_AGENT, shared)));
    known.receive(FOREIGN, notice.signed(shared));
    assertThat(known.said(Output.Notified.class)).hasSize(1);
    assertThat(known.lastSend().source()).isEqualTo(HOME);
    assertThat(
            GenericNotificationAcknowledgment.read(known.lastSend().payload().toBytes())
                .direction())
        .isEqualTo(MessageDirection.NODE_TO_FOREIGN_AGENT);
  }
}
