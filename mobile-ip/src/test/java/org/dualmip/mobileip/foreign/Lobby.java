package org.dualmip.mobileip.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.dualmip.mobileip.discovery.Challenges;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.GeneralizedAuthentication;
import org.dualmip.mobileip.foreign.ForeignAgent.Input;
import org.dualmip.mobileip.foreign.ForeignAgent.Output;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Limits;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.NodeSecret;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Policy;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.ReverseTunnels;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Service;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Trust;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.UdpTunnels;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.Authenticator;
import org.dualmip.mobileip.security.KnownNodes;
import org.dualmip.mobileip.security.MobileAaaKey;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/** A foreign agent with a clock to turn, a node that asks and a home agent that answers. */
final class Lobby {
  static final String LINK = "lan0";
  static final Ip4 AGENT = Ip4.of("10.2.0.1");
  static final Ip4 CARE_OF = Ip4.of("198.51.100.1");
  static final Ip4 HOME = Ip4.of("203.0.113.140");
  static final Ip4 HOME_AGENT = Ip4.of("203.0.113.2");
  static final MacAddress MAC = MacAddress.of("02:00:00:00:00:07");
  static final MacAddress OTHER_MAC = MacAddress.of("02:66:66:66:66:66");
  static final String NAI = "mn@lab.example";
  static final SecurityAssociation MN_HA = association(256, 1);
  static final SecurityAssociation MN_FA = association(300, 2);
  static final SecurityAssociation FA_HA = association(400, 3);
  static final MobileAaaKey AAA =
      new MobileAaaKey(500, Algorithm.HMAC_MD5, Octets.ofHex("%032x".formatted(4)));
  static final Authenticator KNOWN = new KnownNodes(Map.of(HOME.toString(), List.of(AAA)));
  static final int FULL =
      RegistrationRequest.REVERSE_TUNNEL; // what a modern node asks for with a foreign agent

  private Limits limits = new Limits(Duration.ofMinutes(10), 3, 3, 2);
  private Service service =
      new Service(
          EnumSet.allOf(Tunnel.Kind.class),
          false,
          ReverseTunnels.OFFERED,
          true,
          true,
          UdpTunnels.NEVER,
          false,
          false,
          null);
  private Policy policy = Policy.USUAL;
  private Trust trust = new Trust(List.of(), Map.of(), false);
  private boolean homeAgentHere;
  private @Nullable Authenticator authenticator;
  private final Challenges challenges = new Challenges(new SplittableRandom(8), 100);

  private @Nullable ForeignAgent agent;
  private Now now = new Now(new MonotonicTime(1_000_000), Instant.parse("2026-03-01T10:00:00Z"));
  private List<Output> outputs = List.of();
  private long identification = 0xed00_0000_0000_0001L;

  static SecurityAssociation association(int spi, int key) {
    return new SecurityAssociation(
        spi,
        Algorithm.HMAC_MD5,
        Octets.ofHex("%032x".formatted(key)),
        ReplayProtection.TIMESTAMPS,
        SecurityAssociation.DEFAULT_TOLERANCE);
  }

  // What is configured; all of it before the first use.

  Lobby limits(Duration longest, int visitors, int pending, int ofStation) {
    limits = new Limits(longest, visitors, pending, ofStation);
    return this;
  }

  Lobby service(UnaryOperator<Service> change) {
    service = change.apply(service);
    return this;
  }

  Lobby policy(Policy other) {
    policy = other;
    return this;
  }

  Lobby sharedWithNode() {
    trust = new Trust(List.of(new NodeSecret(HOME, null, MN_FA)), trust.homeAgents(), challenged());
    return this;
  }

  Lobby sharedWithHomeAgent() {
    trust = new Trust(trust.nodes(), Map.of(HOME_AGENT, List.of(FA_HA)), challenged());
    return this;
  }

  Lobby challenging() {
    trust = new Trust(trust.nodes(), trust.homeAgents(), true);
    return this;
  }

  Lobby authenticating() {
    authenticator = KNOWN;
    return this;
  }

  Lobby homeAgentHere() {
    homeAgentHere = true;
    return this;
  }

  private boolean challenged() {
    return trust.challenges();
  }

  static Service with(Service s, ReverseTunnels reverse, boolean encapsulating, boolean coLocated) {
    return new Service(
        s.encapsulations(),
        s.greKeys(),
        reverse,
        encapsulating,
        coLocated,
        s.udpTunnels(),
        s.revocation(),
        s.homeAgentInforms(),
        s.message());
  }

  static Service with(Service s, Set<Tunnel.Kind> kinds, boolean greKeys, UdpTunnels udp) {
    return new Service(
        kinds,
        greKeys,
        s.reverseTunnels(),
        s.encapsulatingDelivery(),
        s.coLocated(),
        udp,
        s.revocation(),
        s.homeAgentInforms(),
        s.message());
  }

  static Service revoking(Service s, boolean homeAgentInforms) {
    return new Service(
        s.encapsulations(),
        s.greKeys(),
        s.reverseTunnels(),
        s.encapsulatingDelivery(),
        s.coLocated(),
        s.udpTunnels(),
        true,
        homeAgentInforms,
        s.message());
  }

  static Service saying(Service s, String message) {
    return new Service(
        s.encapsulations(),
        s.greKeys(),
        s.reverseTunnels(),
        s.encapsulatingDelivery(),
        s.coLocated(),
        s.udpTunnels(),
        s.revocation(),
        s.homeAgentInforms(),
        message);
  }

  // What happens.

  ForeignAgentConfig config() {
    return new ForeignAgentConfig(
        Map.of(LINK, AGENT, "lan1", Ip4.of("10.3.0.1")),
        List.of(CARE_OF),
        Set.of(AGENT, CARE_OF, Ip4.of("10.3.0.1")),
        homeAgentHere,
        limits,
        service,
        trust,
        policy);
  }

  ForeignAgent agent() {
    if (agent == null) {
      agent =
          new ForeignAgent(
              config(), Map.of(LINK, challenges), authenticator, new SplittableRandom(4));
    }
    return agent;
  }

  Challenges challenges() {
    return challenges;
  }

  Now now() {
    return now;
  }

  long nextIdentification() {
    return identification += 0x1_0000_0001L;
  }

  Question ask() {
    return new Question(this);
  }

  /** Time passes, then a call. */
  List<Output> pass(Duration duration) {
    now = now.plus(duration);
    return handle(new Input.Tick(now));
  }

  /** Only the time of day is set. */
  void setClock(Duration ahead) {
    now = new Now(now.monotonic(), now.wall().plus(ahead));
  }

  List<Output> fromNetwork(byte[] payload, Ip4 from) {
    return handle(
        new Input.FromNetwork(
            now, new Endpoint(from, 434), new Endpoint(CARE_OF, 434), Octets.of(payload)));
  }

  List<Output> handle(Input input) {
    agent().handle(input);
    outputs = new ArrayList<>();
    for (Output output = agent().poll(); output != null; output = agent().poll()) {
      outputs.add(output);
    }
    return outputs;
  }

  // What came of it.

  <O extends Output> List<O> outputs(Class<O> kind) {
    return outputs.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  Output.ToHomeAgent relayed() {
    assertThat(outputs(Output.ToHomeAgent.class)).as("relayed in %s", outputs).hasSize(1);
    return outputs(Output.ToHomeAgent.class).getFirst();
  }

  Output.ToNode sent() {
    assertThat(outputs(Output.ToNode.class)).as("sent to nodes in %s", outputs).hasSize(1);
    return outputs(Output.ToNode.class).getFirst();
  }

  int code() {
    return reply().code().value();
  }

  RegistrationReply reply() {
    return readReply(sent().payload());
  }

  static RegistrationReply readReply(Octets payload) {
    try {
      return RegistrationReply.read(payload.toBytes());
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  static RegistrationRequest readRequest(Octets payload) {
    try {
      return RegistrationRequest.read(payload.toBytes());
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  void silent() {
    assertThat(outputs(Output.ToNode.class)).isEmpty();
    assertThat(outputs(Output.ToHomeAgent.class)).isEmpty();
  }

  Visitor visitor() {
    assertThat(agent().visitors()).hasSize(1);
    return agent().visitors().getFirst();
  }

  long counter(String name) {
    assertThat(agent().counters()).containsKey(name);
    return agent().counters().getOrDefault(name, 0L);
  }

  /** The home agent's answer to what was relayed last; extensions behind its signature. */
  byte[] answer(Question question, int code, int lifetime, Extension... forAgent) {
    return answer(question, code, lifetime, List.of(), List.of(forAgent), true);
  }

  byte[] answer(
      Question question,
      int code,
      int lifetime,
      List<Extension> forNode,
      List<Extension> forAgent,
      boolean signed) {
    ByteWriter out = new ByteWriter();
    new RegistrationReply(
            new ReplyCode(code),
            lifetime,
            question.home,
            question.homeAgent,
            question.identification,
            forNode)
        .write(out);
    MN_HA.sign(Kind.MOBILE_HOME, out);
    forAgent.forEach(extension -> extension.write(out));
    if (signed && !trust.homeAgents().isEmpty()) {
      FA_HA.sign(Kind.FOREIGN_HOME, out);
    }
    return out.toBytes();
  }

  /** A node that is registered for as long as it asked. */
  Question registered() {
    return registered(ask());
  }

  Question registered(Question question) {
    question.send();
    fromNetwork(answer(question, 0, question.lifetime), question.homeAgent);
    assertThat(code()).isZero();
    return question;
  }

  static void aaa(ByteWriter out, Octets challenge, MobileAaaKey key) {
    out.u8(36).u8(GeneralizedAuthentication.MOBILE_AAA).u16(4 + 16).i32(key.spi());
    out.bytes(key.authenticate(Octets.of(out.toBytes()), challenge).toBytes());
  }
}
