package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.agent.HomeAgent.Input;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.agent.HomeAgent.Output.Notice;
import org.dualmip.mobileip.agent.HomeAgent.Output.Remember;
import org.dualmip.mobileip.agent.HomeAgent.Output.Send;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MessageString;
import org.dualmip.mobileip.extension.ServiceSelection;
import org.dualmip.mobileip.message.GenericNotification;
import org.dualmip.mobileip.message.GenericNotificationAcknowledgment;
import org.dualmip.mobileip.message.MessageDirection;
import org.dualmip.mobileip.message.NotificationCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.Test;

/** RFC 6098 §4.7: words to mobile nodes and from them. */
class NotificationTest {
  private static final Endpoint AGENT = new Endpoint(Desk.AGENT, 434);
  private static final String WORDS = "Maintenance begins at 22:00.";

  private final Desk desk = new Desk(Desk.EVERYTHING);

  private void tell() {
    desk.handle(new Input.Notify(desk.now(), Desk.HOME.toString(), WORDS));
  }

  private static GenericNotification read(Send send) {
    try {
      return GenericNotification.read(send.payload().toBytes());
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  private void answer(GenericNotification told, int code, long identification) {
    desk.send(
        new GenericNotificationAcknowledgment(
                MessageDirection.NODE_TO_HOME_AGENT,
                new NotificationCode(code),
                told.home(),
                told.homeAgent(),
                told.careOf(),
                identification,
                List.of())
            .signed(Desk.TIMESTAMPS),
        new Endpoint(Desk.CAFE, 434),
        AGENT);
  }

  private byte[] words(
      MessageDirection direction, Ip4 careOf, long identification, Extension... extensions) {
    GenericNotification message =
        new GenericNotification(
            direction, true, Desk.HOME, Desk.AGENT, careOf, identification, List.of(extensions));
    return message.signed(
        direction == MessageDirection.NODE_TO_HOME_AGENT ? Desk.TIMESTAMPS : Desk.FOREIGN_HOME);
  }

  private GenericNotificationAcknowledgment acknowledgment(Kind kind, SecurityAssociation by) {
    try {
      var answer = GenericNotificationAcknowledgment.read(desk.sent().payload().toBytes());
      assertThat(answer.authentications(kind)).singleElement().matches(by::verifies);
      return answer;
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  @Test
  void words_go_to_the_node_and_their_acknowledgement_is_told() {
    desk.send(desk.ask());
    tell();
    assertThat(desk.sent().to()).isEqualTo(new Endpoint(Desk.CAFE, 434));
    GenericNotification told = read(desk.sent());
    assertThat(told.direction()).isEqualTo(MessageDirection.HOME_AGENT_TO_NODE);
    assertThat(told.acknowledge()).isTrue();
    assertThat(told.careOf()).isEqualTo(Desk.CAFE);
    assertThat(told.extensions().getFirst())
        .isEqualTo(new MessageString(MessageString.Subtype.HOME_AGENT, WORDS));
    assertThat(told.authentications(Kind.MOBILE_HOME))
        .singleElement()
        .matches(Desk.TIMESTAMPS::verifies);
    answer(told, 0, told.identification());
    assertThat(desk.outputs(Notice.class))
        .singleElement()
        .extracting(Notice::level)
        .isEqualTo(Level.INFO);
    assertThat(desk.tickAfter(Duration.ofMinutes(1))).isEmpty();
  }

  @Test
  void through_a_foreign_agent_they_are_signed_for_both() {
    desk.sendThroughAgent(desk.ask());
    tell();
    assertThat(desk.sent().to()).isEqualTo(new Endpoint(Desk.FOREIGN_AGENT, 434));
    assertThat(read(desk.sent()).authentications(Kind.FOREIGN_HOME))
        .singleElement()
        .matches(Desk.FOREIGN_HOME::verifies);
  }

  @Test
  void they_are_repeated_with_new_identifications_and_given_up_at_last() {
    desk.send(desk.ask());
    tell();
    long before = read(desk.sent()).identification();
    for (int seconds : List.of(1, 2, 4, 8, 16)) {
      desk.tickAfter(Duration.ofSeconds(seconds));
      long again = read(desk.sent()).identification();
      assertThat(again - before).isPositive();
      before = again;
    }
    desk.tickAfter(Duration.ofSeconds(32));
    assertThat(desk.outputs(Send.class)).isEmpty();
    assertThat(desk.counter("notifications-undelivered")).isEqualTo(1);
  }

  @Test
  void a_node_whose_clock_differs_is_met_at_its_own() {
    desk.send(desk.ask());
    tell();
    GenericNotification told = read(desk.sent());
    long theirs = 77L << 32 | (told.identification() & 0xffff_ffffL);
    answer(told, 197, theirs);
    desk.tickAfter(Duration.ofSeconds(1));
    assertThat(read(desk.sent()).identification()).isEqualTo(theirs + 1);
  }

  @Test
  void an_acknowledgement_that_is_forged_or_of_something_else_is_discarded() {
    desk.send(desk.ask());
    tell();
    GenericNotification told = read(desk.sent());
    answer(told, 0, told.identification() + 1);
    desk.send(
        new GenericNotificationAcknowledgment(
                MessageDirection.NODE_TO_HOME_AGENT,
                NotificationCode.ACCEPTED,
                told.home(),
                told.homeAgent(),
                told.careOf(),
                told.identification(),
                List.of())
            .signed(Desk.NONCES),
        Desk.CAFE);
    assertThat(desk.counter("notifications-discarded")).isEqualTo(2);
    assertThat(desk.agent().wakeAt()).isNotNull();
  }

  @Test
  void who_is_not_registered_cannot_be_told() {
    tell();
    assertThat(desk.outputs()).hasSize(1).allMatch(Notice.class::isInstance);
    assertThat(desk.counter("notifications-undelivered")).isEqualTo(1);
  }

  @Test
  void words_of_a_node_are_told_and_acknowledged_once() {
    desk.send(desk.ask());
    byte[] words =
        words(
            MessageDirection.NODE_TO_HOME_AGENT,
            Desk.CAFE,
            desk.timestamp(),
            new MessageString(MessageString.Subtype.FOREIGN_AGENT, "low battery"));
    desk.send(words, Desk.CAFE);
    assertThat(acknowledgment(Kind.MOBILE_HOME, Desk.TIMESTAMPS).code().value()).isZero();
    assertThat(desk.outputs(Notice.class).getFirst().evidence()).containsExactly("low battery");
    assertThat(desk.outputs(Remember.class)).hasSize(1);
    desk.send(words, Desk.CAFE);
    assertThat(acknowledgment(Kind.MOBILE_HOME, Desk.TIMESTAMPS).code().value()).isEqualTo(133);
    assertThat(desk.outputs(Notice.class)).isEmpty();
  }

  @Test
  void words_of_a_foreign_agent_need_a_binding_there() {
    byte[] early =
        words(MessageDirection.FOREIGN_AGENT_TO_HOME_AGENT, Desk.FOREIGN_AGENT, desk.timestamp());
    desk.send(early, Desk.FOREIGN_AGENT);
    assertThat(desk.outputs()).isEmpty();
    desk.sendThroughAgent(desk.ask());
    desk.send(
        words(MessageDirection.FOREIGN_AGENT_TO_HOME_AGENT, Desk.FOREIGN_AGENT, desk.timestamp()),
        Desk.FOREIGN_AGENT);
    var answer = acknowledgment(Kind.FOREIGN_HOME, Desk.FOREIGN_HOME);
    assertThat(answer.code().accepted()).isTrue();
    assertThat(answer.direction()).isEqualTo(MessageDirection.HOME_AGENT_TO_FOREIGN_AGENT);
  }

  @Test
  void words_that_nobody_signed_or_with_other_extensions_are_silently_discarded() {
    desk.send(desk.ask());
    ByteWriter unsigned = new ByteWriter();
    new GenericNotification(
            MessageDirection.NODE_TO_HOME_AGENT,
            true,
            Desk.HOME,
            Desk.AGENT,
            Desk.CAFE,
            desk.timestamp(),
            List.of())
        .write(unsigned);
    desk.send(unsigned.toBytes(), Desk.CAFE);
    assertThat(desk.outputs(Send.class)).isEmpty();
    assertThat(desk.counter("notifications-unauthenticated")).isEqualTo(1);
    desk.send(
        words(
            MessageDirection.NODE_TO_HOME_AGENT,
            Desk.CAFE,
            desk.timestamp(),
            new ServiceSelection("ims")),
        Desk.CAFE);
    assertThat(desk.outputs()).isEmpty();
    assertThat(desk.counter("notifications-discarded")).isEqualTo(1);
  }
}
