package org.dualmip.mobileip.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.dualmip.mobileip.agent.ForeignAgentPeer;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.agent.Services;
import org.dualmip.mobileip.agent.Subscriber;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.MessageString;
import org.dualmip.mobileip.extension.Unrecognized;
import org.dualmip.mobileip.foreign.ForeignAgent.Input;
import org.dualmip.mobileip.foreign.ForeignAgent.Output;
import org.dualmip.mobileip.message.ControlMessage;
import org.dualmip.mobileip.message.GenericNotification;
import org.dualmip.mobileip.message.GenericNotificationAcknowledgment;
import org.dualmip.mobileip.message.MessageDirection;
import org.dualmip.mobileip.message.NotificationCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.AgentOffer;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.mobileip.node.MobilitySystem;
import org.dualmip.mobileip.node.OtherSecrets;
import org.dualmip.mobileip.node.Wishes;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.Test;

/** Notifications and acknowledgements through a foreign agent (RFC 6098 §4.6). */
class NotificationRelayTest {
  private static final Extension WORDS =
      new MessageString(MessageString.Subtype.HOME_AGENT, "maintenance at noon");
  private static final Endpoint NODE = new Endpoint(Lobby.HOME, 434);

  private final Lobby lobby = new Lobby().sharedWithHomeAgent();

  private static GenericNotification words(MessageDirection direction, Extension... extensions) {
    return new GenericNotification(
        direction, true, Lobby.HOME, Lobby.HOME_AGENT, Lobby.CARE_OF, 7, List.of(extensions));
  }

  private static GenericNotificationAcknowledgment answer() {
    return new GenericNotificationAcknowledgment(
        MessageDirection.NODE_TO_HOME_AGENT,
        NotificationCode.ACCEPTED,
        Lobby.HOME,
        Lobby.HOME_AGENT,
        Lobby.CARE_OF,
        7,
        List.of());
  }

  /** What a node or home agent signed, and then these secrets and extensions for the agent. */
  private static byte[] sealed(
      ControlMessage message, Extension behind, Kind kind, SecurityAssociation association) {
    ByteWriter out = new ByteWriter();
    out.bytes(message.signed(Kind.MOBILE_HOME, Lobby.MN_HA));
    behind.write(out);
    association.sign(kind, out);
    return out.toBytes();
  }

  private void fromNode(byte[] payload, MacAddress mac) {
    lobby.handle(fromStation(lobby, mac, payload));
  }

  private static Input fromStation(Lobby lobby, MacAddress mac, byte[] payload) {
    return new Input.FromNode(
        lobby.now(),
        Lobby.LINK,
        mac,
        NODE,
        new Endpoint(Lobby.AGENT, 434),
        255,
        Octets.of(payload));
  }

  @Test
  void what_a_home_agent_says_reaches_the_visitors_station_as_it_was_signed() {
    lobby.registered();
    GenericNotification words = words(MessageDirection.HOME_AGENT_TO_NODE, WORDS);
    Octets signed = Octets.of(words.signed(Lobby.MN_HA));
    for (SecurityAssociation secret : List.of(Lobby.FA_HA, Lobby.MN_FA)) {
      lobby.fromNetwork(
          sealed(words, new Unrecognized(200, Octets.EMPTY), Kind.FOREIGN_HOME, secret),
          Lobby.HOME_AGENT);
      assertThat(lobby.sent().payload())
          .as("the node judges it, whatever the agents think of each other")
          .isEqualTo(signed);
      assertThat(lobby.sent().mac()).isEqualTo(Lobby.MAC);
      assertThat(lobby.sent().to()).isEqualTo(NODE);
      assertThat(lobby.sent().from()).isEqualTo(new Endpoint(Lobby.AGENT, 434));
    }
    assertThat(lobby.counter("notifications-relayed")).isEqualTo(2);
  }

  @Test
  void what_a_visitor_says_reaches_its_home_agent_signed_by_this_agent() throws MalformedException {
    lobby.registered();
    for (ControlMessage message :
        List.of(words(MessageDirection.NODE_TO_HOME_AGENT, WORDS), answer())) {
      Octets signed = Octets.of(message.signed(Kind.MOBILE_HOME, Lobby.MN_HA));
      fromNode(signed.toBytes(), Lobby.MAC);
      Output.ToHomeAgent relayed = lobby.relayed();
      assertThat(relayed.from()).isEqualTo(new Endpoint(Lobby.CARE_OF, 434));
      assertThat(relayed.to()).isEqualTo(new Endpoint(Lobby.HOME_AGENT, 434));
      assertThat(relayed.payload().slice(0, signed.size())).isEqualTo(signed);
      assertThat(
              ControlMessage.read(relayed.payload().toBytes())
                  .verifiedBy(Kind.FOREIGN_HOME, List.of(Lobby.FA_HA)))
          .isNotNull();
    }
  }

  @Test
  void a_node_that_shares_a_secret_must_use_it_and_others_must_not() {
    Lobby shared = new Lobby().sharedWithNode();
    shared.registered(shared.ask().signedForAgent(Lobby.MN_FA));
    Unrecognized behind = new Unrecognized(200, Octets.EMPTY);
    byte[] right = sealed(answer(), behind, Kind.MOBILE_FOREIGN, Lobby.MN_FA);
    byte[] wrong = sealed(answer(), behind, Kind.MOBILE_FOREIGN, Lobby.FA_HA);
    byte[] missing = answer().signed(Lobby.MN_HA);
    for (byte[] bad : List.of(wrong, missing)) {
      shared.handle(fromStation(shared, Lobby.MAC, bad));
      shared.silent();
    }
    shared.handle(fromStation(shared, Lobby.MAC, right));
    assertThat(shared.relayed().payload()).isEqualTo(Octets.of(missing));
    assertThat(shared.counter("notifications-discarded")).isEqualTo(2);
    lobby.registered();
    fromNode(right, Lobby.MAC);
    lobby.silent();
  }

  @Test
  void without_a_visitor_a_signature_or_the_right_sender_nothing_is_relayed() {
    byte[] toNode = words(MessageDirection.HOME_AGENT_TO_NODE, WORDS).signed(Lobby.MN_HA);
    byte[] toHomeAgent = answer().signed(Lobby.MN_HA);
    lobby.fromNetwork(toNode, Lobby.HOME_AGENT);
    lobby.silent();
    fromNode(toHomeAgent, Lobby.MAC);
    lobby.silent();
    lobby.registered();
    lobby.fromNetwork(toNode, Ip4.of("203.0.113.3"));
    lobby.silent();
    lobby.fromNetwork(toHomeAgent, Lobby.HOME_AGENT);
    lobby.silent();
    lobby.fromNetwork(words(MessageDirection.HOME_AGENT_TO_NODE).toBytes(), Lobby.HOME_AGENT);
    lobby.silent();
    fromNode(toHomeAgent, Lobby.OTHER_MAC);
    lobby.silent();
    fromNode(toNode, Lobby.MAC);
    lobby.silent();
    fromNode(answer().toBytes(), Lobby.MAC);
    lobby.silent();
    fromNode(new byte[] {23, 2, 0}, Lobby.MAC);
    lobby.silent();
    lobby.fromNetwork(
        words(MessageDirection.HOME_AGENT_TO_NODE, new Unrecognized(99, Octets.of((byte) 0)))
            .signed(Lobby.MN_HA),
        Lobby.HOME_AGENT);
    lobby.silent();
    assertThat(lobby.counter("notifications-discarded")).isEqualTo(10);
  }

  @Test
  void words_to_the_agent_itself_are_refused_if_they_are_authentic() throws MalformedException {
    Lobby both = new Lobby().sharedWithNode().sharedWithHomeAgent();
    both.registered(both.ask().signedForAgent(Lobby.MN_FA));
    GenericNotification fromHome = words(MessageDirection.HOME_AGENT_TO_FOREIGN_AGENT);
    both.fromNetwork(fromHome.signed(Lobby.MN_HA), Lobby.HOME_AGENT);
    both.silent();
    both.fromNetwork(fromHome.signed(Lobby.FA_HA), Lobby.HOME_AGENT);
    var answer = GenericNotificationAcknowledgment.read(both.relayed().payload().toBytes());
    assertThat(answer.code().value()).isEqualTo(65);
    assertThat(answer.direction()).isEqualTo(MessageDirection.FOREIGN_AGENT_TO_HOME_AGENT);
    assertThat(answer.verifiedBy(Kind.FOREIGN_HOME, List.of(Lobby.FA_HA))).isNotNull();
    GenericNotification fromNode = words(MessageDirection.NODE_TO_FOREIGN_AGENT);
    both.handle(fromStation(both, Lobby.MAC, fromNode.signed(Lobby.FA_HA)));
    both.silent();
    both.handle(fromStation(both, Lobby.MAC, fromNode.signed(Lobby.MN_FA)));
    assertThat(GenericNotificationAcknowledgment.read(both.sent().payload().toBytes()).code())
        .isEqualTo(answer.code());
    assertThat(both.sent().to()).isEqualTo(NODE);
    assertThat(both.counter("notifications-refused")).isEqualTo(2);
  }

  @Test
  void all_three_engines_together_carry_words_to_the_node_and_its_acknowledgement_back() {
    Lobby middle = new Lobby().sharedWithNode().sharedWithHomeAgent();
    HomeAgent homeAgent =
        new HomeAgent(
            new HomeAgentConfig(
                    Lobby.HOME_AGENT,
                    Prefix4.around(Lobby.HOME, 24),
                    false,
                    List.of(),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(20),
                    List.of(new Subscriber(Lobby.HOME, null, List.of(Lobby.MN_HA))))
                .with(Services.ALL, new ForeignAgentPeer(Lobby.CARE_OF, List.of(Lobby.FA_HA))),
            new SplittableRandom(5),
            List.of(),
            List.of());
    MobileNode node =
        new MobileNode(
            new MobilitySystem(
                "outer",
                Lobby.HOME_AGENT,
                Lobby.HOME,
                null,
                Lobby.MN_HA,
                Duration.ofMinutes(5),
                Duration.ofSeconds(110)),
            Wishes.USUAL,
            new OtherSecrets(null, Map.of(Lobby.AGENT, Lobby.MN_FA)),
            new SplittableRandom(6));
    CareOf.ThroughAgent via =
        new CareOf.ThroughAgent(
            Lobby.LINK, Lobby.CARE_OF, Lobby.AGENT, MacAddress.of("02:00:00:00:00:fa"));
    AgentOffer offer = new AgentOffer(300, true, true, true, false, null);
    node.handle(new MobileNode.Input.Advertised(middle.now(), via, offer));
    node.handle(new MobileNode.Input.Register(middle.now(), via, null));
    carry(middle, homeAgent, node, via);
    assertThat(node.boundTo()).isEqualTo(via);
    middle.pass(Duration.ofSeconds(1));
    homeAgent.handle(
        new HomeAgent.Input.Notify(middle.now(), Lobby.HOME.toString(), "maintenance at noon"));
    carry(middle, homeAgent, node, via);
    assertThat(homeAgent.counters()).containsEntry("notifications-acknowledged", 1L);
    assertThat(middle.counter("notifications-relayed")).isEqualTo(2);
  }

  private static void carry(
      Lobby middle, HomeAgent homeAgent, MobileNode node, CareOf.ThroughAgent via) {
    boolean said = true;
    while (said) {
      said = false;
      for (MobileNode.Output output = node.poll(); output != null; output = node.poll()) {
        if (output instanceof MobileNode.Output.Send send) {
          middle.handle(
              new Input.FromNode(
                  middle.now(),
                  via.link(),
                  Lobby.MAC,
                  new Endpoint(send.source(), 434),
                  send.to(),
                  send.timeToLive(),
                  send.payload()));
          said = true;
          for (Output.ToHomeAgent relayed : middle.outputs(Output.ToHomeAgent.class)) {
            homeAgent.handle(
                new HomeAgent.Input.Datagram(
                    middle.now(), relayed.from(), relayed.to(), relayed.payload()));
          }
        }
      }
      for (HomeAgent.Output output = homeAgent.poll(); output != null; output = homeAgent.poll()) {
        if (output instanceof HomeAgent.Output.Send send) {
          middle.handle(
              new Input.FromNetwork(middle.now(), send.from(), send.to(), send.payload()));
          said = true;
          for (Output.ToNode heard : middle.outputs(Output.ToNode.class)) {
            node.handle(
                new MobileNode.Input.Datagram(middle.now(), via, heard.from(), heard.payload()));
          }
        }
      }
    }
  }
}
