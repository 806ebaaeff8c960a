package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dualmip.homeagent.Dispatch.Reader;
import org.dualmip.mobileip.message.GenericNotification;
import org.dualmip.mobileip.message.MessageDirection;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.RevocationMessage;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;

class DispatchTest {
  private static final Ip4 HOME_AGENT = Ip4.of("10.1.0.2");
  private static final Ip4 CARE_OF = Ip4.of("10.2.0.1");
  private static final Endpoint NODE = new Endpoint(Ip4.of("10.1.0.100"), 1024);
  private static final Dispatch BOTH = new Dispatch(true, true, CARE_OF);
  private static final Dispatch HOME = new Dispatch(true, false, HOME_AGENT);
  private static final Dispatch FOREIGN = new Dispatch(false, true, CARE_OF);

  private static Octets request(Ip4 careOf) {
    var out = new ByteWriter();
    new RegistrationRequest(0, 60, NODE.address(), HOME_AGENT, careOf, 1, List.of()).write(out);
    return Octets.of(out.toBytes());
  }

  private static Octets revocation(boolean fromHomeAgent) {
    var out = new ByteWriter();
    new RevocationMessage(fromHomeAgent, false, NODE.address(), HOME_AGENT, CARE_OF, 7, List.of())
        .write(out);
    return Octets.of(out.toBytes());
  }

  @Test
  void aHomeAgentAloneReadsAll() {
    assertThat(HOME.reader(NODE, request(CARE_OF))).isEqualTo(Reader.HOME);
    assertThat(HOME.reader(NODE, Octets.of(new byte[] {3}))).isEqualTo(Reader.HOME);
  }

  @Test
  void requestsOfVisitorsAreHeardOnTheirLinkWhereTheirStationIsSeen() {
    assertThat(FOREIGN.reader(NODE, request(CARE_OF))).isEqualTo(Reader.ON_LINK);
    assertThat(BOTH.reader(NODE, request(CARE_OF))).isEqualTo(Reader.ON_LINK);
    assertThat(BOTH.passesBy(request(CARE_OF), HOME_AGENT, HOME_AGENT)).isFalse();
  }

  @Test
  void whatTheForeignAgentRelaysToTheHomeAgentBesideIsForIt() {
    assertThat(BOTH.reader(new Endpoint(CARE_OF, 434), request(CARE_OF))).isEqualTo(Reader.HOME);
  }

  @Test
  void othersRequestsAreForTheHomeAgent() {
    Ip4 elsewhere = Ip4.of("198.51.100.50");
    assertThat(BOTH.reader(NODE, request(elsewhere))).isEqualTo(Reader.HOME);
    assertThat(BOTH.passesBy(request(elsewhere), CARE_OF, HOME_AGENT)).isTrue();
  }

  @Test
  void whatOnlyPassesOnItsWayToAHomeAgentIsNotTheForeignAgentsBusiness() {
    Ip4 ownAddress = Ip4.of("10.2.0.50");
    assertThat(FOREIGN.passesBy(request(ownAddress), HOME_AGENT, CARE_OF)).isTrue();
    assertThat(FOREIGN.passesBy(request(ownAddress), CARE_OF, CARE_OF))
        .as("sent to the foreign agent, as its R bit demands")
        .isFalse();
    assertThat(FOREIGN.passesBy(Octets.of(new byte[0]), HOME_AGENT, CARE_OF)).isFalse();
  }

  @Test
  void revocationsGoToTheOtherRoleThanTheirSenders() {
    assertThat(BOTH.reader(NODE, revocation(true))).isEqualTo(Reader.FOREIGN);
    assertThat(BOTH.reader(NODE, revocation(false))).isEqualTo(Reader.HOME);
    assertThat(BOTH.reader(NODE, Octets.of(new byte[] {15}))).isEqualTo(Reader.BOTH);
    assertThat(FOREIGN.reader(NODE, revocation(false))).isEqualTo(Reader.FOREIGN);
  }

  private static Octets notification(MessageDirection direction, Ip4 careOf) {
    var out = new ByteWriter();
    new GenericNotification(direction, true, NODE.address(), HOME_AGENT, careOf, 7, List.of())
        .write(out);
    return Octets.of(out.toBytes());
  }

  @Test
  void notificationsGoOnTheirWayBetweenNodeAndHomeAgent() {
    Octets down = notification(MessageDirection.HOME_AGENT_TO_NODE, CARE_OF);
    Octets up = notification(MessageDirection.NODE_TO_HOME_AGENT, CARE_OF);
    assertThat(BOTH.reader(new Endpoint(HOME_AGENT, 434), down)).isEqualTo(Reader.FOREIGN);
    assertThat(BOTH.reader(NODE, up)).isEqualTo(Reader.ON_LINK);
    assertThat(FOREIGN.reader(NODE, up)).isEqualTo(Reader.ON_LINK);
    assertThat(BOTH.reader(new Endpoint(CARE_OF, 434), up)).isEqualTo(Reader.HOME);
    Octets coLocated = notification(MessageDirection.NODE_TO_HOME_AGENT, NODE.address());
    assertThat(BOTH.reader(NODE, coLocated)).isEqualTo(Reader.HOME);
    Octets toAgent = notification(MessageDirection.NODE_TO_FOREIGN_AGENT, CARE_OF);
    assertThat(BOTH.reader(NODE, toAgent)).isEqualTo(Reader.ON_LINK);
    Octets ofAgent = notification(MessageDirection.FOREIGN_AGENT_TO_HOME_AGENT, CARE_OF);
    assertThat(BOTH.reader(NODE, ofAgent)).isEqualTo(Reader.HOME);
    assertThat(BOTH.reader(NODE, Octets.of(new byte[] {22}))).isEqualTo(Reader.HOME);
    assertThat(BOTH.reader(NODE, Octets.of(new byte[] {23, 9}))).isEqualTo(Reader.HOME);
  }

  @Test
  void repliesAreForTheForeignAgentAndCutMessagesHarmNobody() {
    assertThat(BOTH.reader(NODE, Octets.of(new byte[] {3}))).isEqualTo(Reader.FOREIGN);
    assertThat(BOTH.reader(NODE, Octets.of(new byte[] {1}))).isEqualTo(Reader.HOME);
    assertThat(BOTH.reader(NODE, Octets.of(new byte[] {7}))).isEqualTo(Reader.HOME);
    assertThat(BOTH.reader(NODE, Octets.of(new byte[0]))).isEqualTo(Reader.HOME);
  }
}
