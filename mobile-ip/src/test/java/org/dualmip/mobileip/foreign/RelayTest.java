package org.dualmip.mobileip.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.extension.DynamicHomeAgent;
import org.dualmip.mobileip.extension.EncapsulatingDelivery;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.GeneralizedAuthentication;
import org.dualmip.mobileip.extension.GreKey;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.NormalVendor;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Policy;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.UdpTunnels;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.Tunnel.GreKeys;
import org.junit.jupiter.api.Test;

/** What is sent on in both directions, and what is taken out and put in (RFC 5944 §3.7.2.2). */
class RelayTest {
  private static final EnumSet<Tunnel.Kind> ALL = EnumSet.allOf(Tunnel.Kind.class);

  @Test
  void the_nodes_part_is_relayed_octet_by_octet_and_what_follows_is_taken_out() {
    Lobby lobby = new Lobby().sharedWithNode();
    Question question =
        lobby
            .ask()
            .flags(RegistrationRequest.REVERSE_TUNNEL)
            .with(new MobileNodeNai("x@y"))
            .also(new EncapsulatingDelivery())
            .also(new NormalVendor(9, 1, Octets.EMPTY));
    // Its secret goes by the home address, which an NAI hides.
    byte[] sent = question.octets();
    question.send();
    Octets relayed = lobby.relayed().payload();
    assertThat(relayed).isEqualTo(Octets.of(sent).slice(0, relayed.size()));
    assertThat(Lobby.readRequest(relayed).extensions().getLast())
        .isInstanceOfSatisfying(
            Authentication.class, end -> assertThat(end.kind()).isEqualTo(Kind.MOBILE_HOME));
  }

  @Test
  void it_goes_from_the_care_of_address_to_the_home_agent() {
    Lobby lobby = new Lobby();
    lobby.ask().send();
    assertThat(lobby.relayed().from()).isEqualTo(new Endpoint(Lobby.CARE_OF, 434));
    lobby.ask().lifetime(0).careOf(Lobby.HOME).send();
    assertThat(lobby.relayed().from().address()).isEqualTo(Lobby.CARE_OF);
  }

  @Test
  void it_goes_to_the_home_agent_that_is_requested_whichever_is_named() {
    Ip4 requested = Ip4.of("203.0.113.3");
    for (Ip4 named : List.of(Ip4.ANY, Ip4.BROADCAST, Lobby.HOME_AGENT)) {
      Lobby lobby = new Lobby();
      lobby
          .ask()
          .homeAgent(named)
          .with(new DynamicHomeAgent(DynamicHomeAgent.Subtype.REQUESTED, requested))
          .send();
      assertThat(lobby.relayed().to()).as("RFC 4433 §5.2").isEqualTo(new Endpoint(requested, 434));
    }
  }

  @Test
  void what_the_agent_adds_stands_between_the_nodes_part_and_its_own_signature() {
    Lobby lobby =
        new Lobby()
            .sharedWithHomeAgent()
            .challenging()
            .service(s -> Lobby.with(s, ALL, true, UdpTunnels.BEHIND_NAT))
            .service(s -> Lobby.revoking(s, false));
    Octets challenge = lobby.challenges().advertise();
    lobby
        .ask()
        .flags(RegistrationRequest.GRE)
        .also(new Challenge(challenge))
        .proved(Lobby.AAA, challenge)
        .send();
    assertThat(Lobby.readRequest(lobby.relayed().payload()).extensions())
        .<Object>map(Extension::getClass)
        .containsExactly(
            Authentication.class,
            Challenge.class,
            GeneralizedAuthentication.class,
            GreKey.class,
            UdpTunnelRequest.class,
            RevocationSupport.class,
            Authentication.class);
    assertThat(lobby.relayed().from()).isEqualTo(new Endpoint(Lobby.CARE_OF, 434));
  }

  @Test
  void mobile_aaa_and_the_challenge_stay_for_the_home_agent() {
    Lobby lobby = new Lobby().sharedWithNode().challenging().authenticating();
    Octets challenge = lobby.challenges().advertise();
    lobby
        .ask()
        .also(new Challenge(challenge))
        .proved(Lobby.AAA, challenge)
        .signedForAgent(Lobby.MN_FA)
        .send();
    List<Extension> relayed = Lobby.readRequest(lobby.relayed().payload()).extensions();
    assertThat(relayed).hasSize(3);
    assertThat(relayed.get(1)).isEqualTo(new Challenge(challenge));
    assertThat(relayed.get(2)).isInstanceOf(GeneralizedAuthentication.class);
  }

  @Test
  void a_foreign_home_extension_is_added_where_a_secret_is_shared() {
    Lobby lobby = new Lobby().sharedWithHomeAgent();
    lobby.ask().send();
    RegistrationRequest relayed = Lobby.readRequest(lobby.relayed().payload());
    assertThat(Lobby.FA_HA.verifies(relayed.authentications(Kind.FOREIGN_HOME).getFirst()))
        .isTrue();
    assertThat(relayed.extensions().getLast())
        .isEqualTo(relayed.authentications(Kind.FOREIGN_HOME).getFirst());
  }

  @Test
  void no_foreign_home_extension_is_added_to_a_deregistration_or_for_a_nodes_own_address() {
    Lobby lobby = new Lobby().sharedWithHomeAgent().service(s -> Lobby.revoking(s, true));
    for (Question question :
        List.of(
            lobby.ask().lifetime(0),
            lobby.ask().lifetime(0).careOf(Lobby.HOME),
            lobby.ask().flags(RegistrationRequest.CO_LOCATED).careOf(Ip4.of("10.2.0.9")))) {
      byte[] sent = question.octets();
      question.send();
      assertThat(lobby.relayed().payload()).isEqualTo(Octets.of(sent));
    }
  }

  @Test
  void revocation_support_is_added_where_it_can_be_protected() {
    Lobby lobby = new Lobby().sharedWithHomeAgent().service(s -> Lobby.revoking(s, true));
    lobby.ask().send();
    RegistrationRequest relayed = Lobby.readRequest(lobby.relayed().payload());
    assertThat(relayed.extension(RevocationSupport.class).orElseThrow().inform()).isTrue();
    lobby.ask().flags(RegistrationRequest.CO_LOCATED).careOf(Ip4.of("10.2.0.9")).send();
    assertThat(Lobby.readRequest(lobby.relayed().payload()).extension(RevocationSupport.class))
        .isEmpty();
    Lobby alone = new Lobby().service(s -> Lobby.revoking(s, true));
    alone.ask().send();
    assertThat(Lobby.readRequest(alone.relayed().payload()).extension(RevocationSupport.class))
        .isEmpty();
  }

  @Test
  void a_udp_tunnel_is_asked_for_but_not_for_co_located_addresses() {
    Lobby lobby = new Lobby().service(s -> Lobby.with(s, ALL, false, UdpTunnels.BEHIND_NAT));
    Question question = lobby.ask();
    question.send();
    assertThat(Lobby.readRequest(lobby.relayed().payload()).extension(UdpTunnelRequest.class))
        .contains(new UdpTunnelRequest(false, false, 0, 0));
    lobby.fromNetwork(
        lobby.answer(question, 0, 300, new UdpTunnelReply(0, false, 25)), Lobby.HOME_AGENT);
    assertThat(lobby.visitor().tunnel())
        .isEqualTo(Tunnel.inUdp(new Endpoint(Lobby.HOME_AGENT, 434)));
    assertThat(lobby.visitor().keepaliveSeconds()).isEqualTo(25);
    lobby.ask().flags(RegistrationRequest.CO_LOCATED).careOf(Ip4.of("10.2.0.9")).send();
    assertThat(Lobby.readRequest(lobby.relayed().payload()).extension(UdpTunnelRequest.class))
        .isEmpty();
  }

  @Test
  void a_keepalive_interval_that_is_left_to_us_is_the_default_and_none_is_short() {
    for (int[] toldAndUsed : new int[][] {{0, 110}, {3, 10}, {10, 10}, {110, 110}}) {
      Lobby lobby = new Lobby().service(s -> Lobby.with(s, ALL, false, UdpTunnels.BEHIND_NAT));
      Question question = lobby.ask();
      question.send();
      lobby.fromNetwork(
          lobby.answer(question, 0, 300, new UdpTunnelReply(0, false, toldAndUsed[0])),
          Lobby.HOME_AGENT);
      assertThat(lobby.visitor().keepaliveSeconds()).isEqualTo(toldAndUsed[1]);
    }
  }

  @Test
  void in_udp_ip_in_ip_is_asked_for_in_the_place_of_minimal_encapsulation() {
    for (int code : new int[] {0, 64}) {
      Lobby lobby = new Lobby().service(s -> Lobby.with(s, ALL, false, UdpTunnels.BEHIND_NAT));
      Question question = lobby.ask().flags(RegistrationRequest.MINIMAL);
      question.send();
      assertThat(Lobby.readRequest(lobby.relayed().payload()).extension(UdpTunnelRequest.class))
          .contains(new UdpTunnelRequest(false, false, 4, 0));
      lobby.fromNetwork(
          lobby.answer(question, 0, 300, new UdpTunnelReply(code, false, 0)), Lobby.HOME_AGENT);
      assertThat(lobby.visitor().tunnel())
          .isEqualTo(
              code == 0
                  ? Tunnel.inUdp(new Endpoint(Lobby.HOME_AGENT, 434))
                  : new Tunnel(Tunnel.Kind.MINIMAL, Lobby.HOME_AGENT, 0, null));
    }
  }

  @Test
  void a_declined_udp_tunnel_leaves_a_native_one() {
    Lobby lobby = new Lobby().service(s -> Lobby.with(s, ALL, false, UdpTunnels.BEHIND_NAT));
    Question question = lobby.ask();
    question.send();
    lobby.fromNetwork(
        lobby.answer(question, 0, 300, new UdpTunnelReply(64, false, 0)), Lobby.HOME_AGENT);
    assertThat(lobby.visitor().tunnel()).isEqualTo(Tunnel.ipInIp(Lobby.HOME_AGENT));
  }

  @Test
  void gre_gets_a_key_each_way_that_stays_with_the_visitor() {
    Lobby lobby = new Lobby().service(s -> Lobby.with(s, ALL, true, UdpTunnels.NEVER));
    Question question = lobby.ask().flags(RegistrationRequest.GRE);
    question.send();
    int ours =
        Lobby.readRequest(lobby.relayed().payload()).extension(GreKey.class).orElseThrow().key();
    lobby.fromNetwork(lobby.answer(question, 0, 300, new GreKey(77)), Lobby.HOME_AGENT);
    assertThat(lobby.visitor().tunnel())
        .isEqualTo(new Tunnel(Tunnel.Kind.GRE, Lobby.HOME_AGENT, 0, new GreKeys(77, ours)));
    lobby.ask().flags(RegistrationRequest.GRE).send();
    assertThat(Lobby.readRequest(lobby.relayed().payload()).extension(GreKey.class))
        .contains(new GreKey(ours));
    lobby.ask().send();
    assertThat(Lobby.readRequest(lobby.relayed().payload()).extension(GreKey.class)).isEmpty();
  }

  @Test
  void where_the_operator_wants_gre_for_all_the_key_extension_asks_for_it_and_the_bits_stay() {
    Lobby lobby =
        new Lobby()
            .service(s -> Lobby.with(s, ALL, true, UdpTunnels.NEVER))
            .policy(new Policy(List.of(), true, false));
    for (int flags : new int[] {0, RegistrationRequest.MINIMAL}) {
      Question question = lobby.ask().flags(flags);
      question.send();
      RegistrationRequest relayed = Lobby.readRequest(lobby.relayed().payload());
      assertThat(relayed.flags()).as("what the node has signed").isEqualTo(flags);
      int ours = relayed.extension(GreKey.class).orElseThrow().key();
      lobby.fromNetwork(lobby.answer(question, 0, 300, new GreKey(77)), Lobby.HOME_AGENT);
      assertThat(lobby.visitor().tunnel())
          .isEqualTo(new Tunnel(Tunnel.Kind.GRE, Lobby.HOME_AGENT, 0, new GreKeys(77, ours)));
    }
    lobby.ask().lifetime(0).send();
    assertThat(Lobby.readRequest(lobby.relayed().payload()).extension(GreKey.class))
        .as("also to deregister")
        .isPresent();
    lobby.ask().flags(RegistrationRequest.CO_LOCATED).careOf(Ip4.of("10.2.0.55")).send();
    assertThat(Lobby.readRequest(lobby.relayed().payload()).extension(GreKey.class))
        .as("never for a tunnel that ends at the node")
        .isEmpty();
    assertThatThrownBy(() -> new Lobby().policy(new Policy(List.of(), true, false)).ask().send())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("RFC 6245");
  }

  @Test
  void a_reply_is_relayed_up_to_the_home_agents_signature_and_signed_anew() {
    Lobby lobby = new Lobby().sharedWithNode().sharedWithHomeAgent();
    Question question = lobby.ask().signedForAgent(Lobby.MN_FA);
    question.send();
    byte[] answer = lobby.answer(question, 0, 300, new RevocationSupport(false, 1));
    lobby.fromNetwork(answer, Lobby.HOME_AGENT);
    RegistrationReply reply = lobby.reply();
    assertThat(reply.extensions()).hasSize(2);
    assertThat(lobby.sent().payload().slice(0, 42)).isEqualTo(Octets.of(answer).slice(0, 42));
    assertThat(Lobby.MN_FA.verifies(reply.authentications(Kind.MOBILE_FOREIGN).getFirst()))
        .isTrue();
    assertThat(lobby.sent().to()).isEqualTo(new Endpoint(Lobby.HOME, 40434));
    assertThat(lobby.sent().from()).isEqualTo(new Endpoint(Lobby.AGENT, 434));
  }

  @Test
  void a_node_without_home_address_is_found_by_its_nai_and_answered_at_its_new_address() {
    Lobby lobby = new Lobby();
    Question question = lobby.ask().home(Ip4.ANY).with(new MobileNodeNai(Lobby.NAI));
    question.send();
    Question other =
        lobby
            .ask()
            .home(Ip4.ANY)
            .from(Lobby.OTHER_MAC)
            .with(new MobileNodeNai("other@lab.example"));
    other.identification(question.identification).send();
    question.home(Lobby.HOME);
    lobby.fromNetwork(
        lobby.answer(question, 0, 300, List.of(new MobileNodeNai(Lobby.NAI)), List.of(), false),
        Lobby.HOME_AGENT);
    assertThat(lobby.sent().to().address()).isEqualTo(Lobby.HOME);
    assertThat(lobby.sent().mac()).isEqualTo(Lobby.MAC);
    assertThat(lobby.visitor().nai()).isEqualTo(Lobby.NAI);
    assertThat(lobby.visitor().home()).isEqualTo(Lobby.HOME);
  }

  @Test
  void a_denial_without_home_address_goes_to_everybody_at_that_station() {
    Lobby lobby = new Lobby();
    Question question = lobby.ask().home(Ip4.ANY).with(new MobileNodeNai(Lobby.NAI));
    question.send();
    lobby.fromNetwork(lobby.answer(question, 133, 300), Lobby.HOME_AGENT);
    assertThat(lobby.sent().to().address()).isEqualTo(Ip4.BROADCAST);
    assertThat(lobby.sent().mac()).isEqualTo(Lobby.MAC);
  }
}
