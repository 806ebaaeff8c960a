package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.dualmip.mobileip.agent.HomeAgent.Input;
import org.dualmip.mobileip.agent.HomeAgent.Memory;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/** A home agent on a desk, with a clock to turn and four mobile nodes that it serves. */
final class Desk {
  static final Ip4 AGENT = Ip4.of("203.0.113.2");
  static final Prefix4 HOME_NETWORK = Prefix4.of("203.0.113.128/26");

  /** The home address of the node that uses timestamps. */
  static final Ip4 HOME = Ip4.of("203.0.113.140");

  /** The home address of the node that uses nonces. */
  static final Ip4 NONCE_HOME = Ip4.of("203.0.113.141");

  static final String NAI = "mn@lab.example";
  static final String OTHER_NAI = "other@lab.example";

  static final Ip4 CAFE = Ip4.of("198.51.100.50");
  static final Ip4 OFFICE = Ip4.of("198.51.100.77");

  /** An address behind a NAT, and how the NAT shows it. */
  static final Ip4 CELL = Ip4.of("100.64.7.50");

  static final Ip4 NAT = Ip4.of("198.18.0.20");

  static final SecurityAssociation TIMESTAMPS = association(256, 1, ReplayProtection.TIMESTAMPS);
  static final SecurityAssociation NONCES = association(257, 2, ReplayProtection.NONCES);
  static final SecurityAssociation BY_NAI = association(258, 3, ReplayProtection.TIMESTAMPS);
  static final SecurityAssociation BY_OTHER_NAI = association(259, 4, ReplayProtection.TIMESTAMPS);

  /** A foreign agent that shares a secret with the home agent, and one that does not. */
  static final Ip4 FOREIGN_AGENT = Ip4.of("192.0.2.1");

  static final Ip4 STRANGE_AGENT = Ip4.of("192.0.2.200");
  static final SecurityAssociation FOREIGN_HOME = association(400, 9, ReplayProtection.TIMESTAMPS);

  static final List<Subscriber> SUBSCRIBERS =
      List.of(
          new Subscriber(HOME, null, List.of(TIMESTAMPS)),
          new Subscriber(NONCE_HOME, null, List.of(NONCES)),
          new Subscriber(null, NAI, List.of(BY_NAI)),
          new Subscriber(null, OTHER_NAI, List.of(BY_OTHER_NAI)));

  static final HomeAgentConfig OUTER = outer(HOME_NETWORK, false, SUBSCRIBERS);

  /** An agent that does all it can. */
  static final HomeAgentConfig EVERYTHING =
      OUTER
          .with(TunnelOffer.EVERYTHING)
          .with(Limits.DEFAULT.withSimultaneousBindings(3))
          .with(Services.ALL, new ForeignAgentPeer(FOREIGN_AGENT, List.of(FOREIGN_HOME)));

  private final HomeAgent agent;
  private Now now = new Now(new MonotonicTime(1_000_000), Instant.parse("2026-03-01T10:00:00Z"));
  private List<Output> outputs = List.of();

  Desk() {
    this(OUTER);
  }

  Desk(HomeAgentConfig config) {
    this(config, List.of(), List.of());
  }

  Desk(HomeAgentConfig config, List<Memory> memories, List<Binding> bindings) {
    this(new HomeAgent(config, new SplittableRandom(42), memories, bindings));
  }

  Desk(HomeAgent agent) {
    this.agent = agent;
  }

  static HomeAgentConfig outer(
      Prefix4 homeNetwork, boolean reverseTunnelMandatory, List<Subscriber> subscribers) {
    HomeAgentConfig config =
        new HomeAgentConfig(
            AGENT,
            homeNetwork,
            false,
            List.of(),
            Duration.ofMinutes(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            subscribers);
    return reverseTunnelMandatory
        ? config.with(config.tunnels().with(TunnelOffer.Reverse.MANDATORY))
        : config;
  }

  static HomeAgentConfig inner(Prefix4... trusted) {
    return new HomeAgentConfig(
        AGENT,
        HOME_NETWORK,
        true,
        List.of(trusted),
        Duration.ofMinutes(10),
        Duration.ofSeconds(2),
        Duration.ofSeconds(20),
        SUBSCRIBERS);
  }

  static SecurityAssociation association(int spi, int key, ReplayProtection replay) {
    return new SecurityAssociation(
        spi,
        spi % 2 == 0 ? Algorithm.HMAC_SHA_256 : Algorithm.HMAC_MD5,
        Octets.ofHex("%032x".formatted(key)),
        replay,
        SecurityAssociation.DEFAULT_TOLERANCE);
  }

  HomeAgent agent() {
    return agent;
  }

  Now now() {
    return now;
  }

  /** Time passes without a call. */
  Desk pass(Duration duration) {
    now = now.plus(duration);
    return this;
  }

  /** Only the time of day is set. */
  Desk setClock(Duration ahead) {
    now = new Now(now.monotonic(), now.wall().plus(ahead));
    return this;
  }

  /** Time passes, then a call. */
  List<Output> tickAfter(Duration duration) {
    pass(duration);
    return handle(new Input.Tick(now));
  }

  /** A timestamp of now; a nanosecond of virtual time passes, so that the next one is newer. */
  long timestamp() {
    long timestamp = NtpTimestamp.of(now.wall());
    pass(Duration.ofNanos(1000));
    return timestamp;
  }

  Ask ask() {
    return new Ask(timestamp());
  }

  /** Sent by the first node from its care-of address, as it should be. */
  List<Output> send(Ask ask) {
    return send(ask, TIMESTAMPS, CAFE);
  }

  List<Output> send(Ask ask, SecurityAssociation association, Ip4 source) {
    return send(ask.signed(association), source);
  }

  /** By the first node through the foreign agent that shares a secret. */
  List<Output> sendThroughAgent(Ask ask) {
    return send(ask.through(FOREIGN_AGENT, FOREIGN_HOME), TIMESTAMPS, FOREIGN_AGENT);
  }

  List<Output> send(byte[] payload, Ip4 source) {
    return send(payload, new Endpoint(source, 40434), new Endpoint(AGENT, 434));
  }

  List<Output> send(byte[] payload, Endpoint from, Endpoint to) {
    return handle(new Input.Datagram(now, from, to, Octets.of(payload)));
  }

  List<Output> handle(Input input) {
    agent.handle(input);
    outputs = new ArrayList<>();
    for (Output output = agent.poll(); output != null; output = agent.poll()) {
      outputs.add(output);
    }
    return outputs;
  }

  /** What the last call gave. */
  List<Output> outputs() {
    return outputs;
  }

  <O extends Output> List<O> outputs(Class<O> kind) {
    return outputs.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The only reply of the last call, unread. */
  Output.Send sent() {
    assertThat(outputs(Output.Send.class)).as("replies in %s", outputs).hasSize(1);
    return outputs(Output.Send.class).getFirst();
  }

  /** The only reply of the last call, which the association must have signed. */
  RegistrationReply reply(SecurityAssociation association) {
    RegistrationReply reply = read(sent().payload());
    assertThat(reply.authentications(Kind.MOBILE_HOME)).hasSize(1);
    assertThat(reply.extensions().getLast())
        .isEqualTo(reply.authentications(Kind.MOBILE_HOME).getFirst());
    assertThat(association.verifies(reply.authentications(Kind.MOBILE_HOME).getFirst())).isTrue();
    return reply;
  }

  RegistrationReply reply() {
    return reply(TIMESTAMPS);
  }

  /** The only reply of the last call, which went through the foreign agent: both have signed. */
  RegistrationReply replyThroughAgent() {
    RegistrationReply reply = read(sent().payload());
    assertThat(sent().to().address()).isEqualTo(FOREIGN_AGENT);
    assertThat(reply.authentications(Kind.MOBILE_HOME))
        .singleElement()
        .matches(TIMESTAMPS::verifies);
    assertThat(reply.authentications(Kind.FOREIGN_HOME))
        .singleElement()
        .matches(FOREIGN_HOME::verifies)
        .isEqualTo(reply.extensions().getLast());
    return reply;
  }

  /** The bindings of the first node, the newest last. */
  List<Binding> allBound() {
    return agent.bindings().stream().filter(b -> b.home().equals(HOME)).toList();
  }

  static RegistrationReply read(Octets payload) {
    try {
      return RegistrationReply.read(payload.toBytes());
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  @Nullable Binding binding(Ip4 home) {
    return agent.bindings().stream()
        .filter(binding -> binding.home().equals(home))
        .findFirst()
        .orElse(null);
  }

  /** The first node's binding, which must be there. */
  Binding bound() {
    Binding binding = binding(HOME);
    if (binding == null) {
      throw new AssertionError("there is no binding");
    }
    return binding;
  }

  long counter(String name) {
    assertThat(agent.counters()).containsKey(name);
    return agent.counters().getOrDefault(name, 0L);
  }
}
