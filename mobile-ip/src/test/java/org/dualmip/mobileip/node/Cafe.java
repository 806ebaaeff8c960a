package org.dualmip.mobileip.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.agent.Permissions;
import org.dualmip.mobileip.agent.Services;
import org.dualmip.mobileip.agent.Subscriber;
import org.dualmip.mobileip.extension.DynamicHomeAgent;
import org.dualmip.mobileip.foreign.ForeignAgent;
import org.dualmip.mobileip.foreign.ForeignAgentConfig;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Policy;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.ReverseTunnels;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.Trust;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.UdpTunnels;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * Mobile nodes in a café with their home agent behind it, a foreign agent between where one is
 * wanted, and somebody who writes down all that passes.
 */
final class Cafe {
  static final Ip4 HOME_AGENT = Ip4.of("203.0.113.2");
  static final Prefix4 HOME_NETWORK = Prefix4.of("203.0.113.128/25");
  static final CareOf.ThroughAgent THROUGH =
      new CareOf.ThroughAgent(
          "wlan0",
          Ip4.of("198.51.100.1"),
          Ip4.of("198.51.100.1"),
          MacAddress.of("02:00:00:00:00:fa"));
  private static final MacAddress STATION = MacAddress.of("02:00:00:00:00:07");

  /** Made with this key, all that is concealed. */
  final DiscoverySecret key = DiscoverySecret.draw(new SplittableRandom(5));

  final List<Subscriber> subscribers = new ArrayList<>();
  final List<Octets> seen = new ArrayList<>();
  private final SplittableRandom chance = new SplittableRandom(99);
  private @Nullable HomeAgent agent;
  private @Nullable DiscoverySecret agentsKey = key;
  private final ForeignAgent foreign =
      new ForeignAgent(
          new ForeignAgentConfig(
              Map.of("lan0", THROUGH.agent()),
              List.of(THROUGH.address()),
              Set.of(THROUGH.agent()),
              false,
              new ForeignAgentConfig.Limits(Duration.ofMinutes(10), 8, 8, 8),
              new ForeignAgentConfig.Service(
                  EnumSet.allOf(Tunnel.Kind.class),
                  false,
                  ReverseTunnels.OFFERED,
                  true,
                  true,
                  UdpTunnels.NEVER,
                  false,
                  false,
                  null),
              new Trust(List.of(), Map.of(), false),
              Policy.USUAL),
          Map.of(),
          null,
          chance.split());

  /** Whether no request passes. */
  boolean dropsRequests;

  /** Whether no reply does. */
  boolean dropsReplies;

  private Now now =
      new Now(new MonotonicTime(9_000_000_000L), Instant.parse("2026-11-22T08:00:00Z"));

  Now now() {
    return now;
  }

  HomeAgent agent() {
    if (agent == null) {
      agent =
          new HomeAgent(
              new HomeAgentConfig(
                      HOME_AGENT,
                      HOME_NETWORK,
                      false,
                      List.of(),
                      Duration.ofMinutes(10),
                      Duration.ofSeconds(2),
                      Duration.ofSeconds(20),
                      subscribers)
                  .with(Services.ALL),
              chance.split(),
              List.of(),
              List.of(),
              null,
              agentsKey);
    }
    return agent;
  }

  /** Another home agent in its place, which has forgotten everything. */
  void replaceAgent(@Nullable DiscoverySecret itsKey) {
    agent = null;
    agentsKey = itsKey;
  }

  /** A mobile node with its home agent's key, before anybody looks into the café. */
  Guest guest(String nai, int spi, Concealment concealment) {
    return guest(nai, spi, concealment, ReplayProtection.TIMESTAMPS);
  }

  Guest guest(String nai, int spi, Concealment concealment, ReplayProtection replay) {
    SecurityAssociation own = association(spi, replay);
    subscribers.add(new Subscriber(null, nai, List.of(own)));
    return new Guest(node(nai, own, HOME_AGENT, Wishes.USUAL, concealment));
  }

  private static SecurityAssociation association(int spi, ReplayProtection replay) {
    return new SecurityAssociation(
        spi,
        Algorithm.HMAC_SHA_256,
        Octets.ofHex("%032x".formatted(0x7000 + spi)),
        replay,
        SecurityAssociation.DEFAULT_TOLERANCE);
  }

  /** One that is served already, and leaves it to the network which home agent serves it. */
  Guest roaming(String nai, int spi) {
    Wishes wishes =
        Wishes.USUAL.with(
            List.of(new DynamicHomeAgent(DynamicHomeAgent.Subtype.REQUESTED, HOME_AGENT)));
    SecurityAssociation own = association(spi, ReplayProtection.TIMESTAMPS);
    return new Guest(node(nai, own, Ip4.ANY, wishes, Concealment.PREFERRED));
  }

  private MobileNode node(
      String nai, SecurityAssociation own, Ip4 agent, Wishes wishes, Concealment concealment) {
    return new MobileNode(
        new MobilitySystem(
            "outer", agent, Ip4.ANY, nai, own, Duration.ofSeconds(600), Duration.ofSeconds(110)),
        wishes,
        OtherSecrets.NONE,
        concealment,
        chance.split());
  }

  /** A node of that name is to be served by another home agent. */
  void redirect(String nai, Ip4 other) {
    subscribers.replaceAll(one ->
        nai.equals(one.nai()) ? one.with(new Permissions(List.of(), 0, Set.of(), other)) : one);
  }

  /** One of the nodes. */
  final class Guest {
    final MobileNode node;
    final List<MobileNode.Output> said = new ArrayList<>();

    Guest(MobileNode node) {
      this.node = node;
    }

    void knowsKey() {
      tell(new MobileNode.Input.OfferKnown(now, HOME_AGENT, key.offer()));
    }

    void register(CareOf careOf) {
      tell(new MobileNode.Input.Register(now, careOf, null));
    }

    /** Somewhere else from now on, and inside long enough that nothing is left of the visit. */
    void leaves(CareOf careOf) {
      tell(new MobileNode.Input.Deregister(now, careOf, careOf));
      tell(new MobileNode.Input.Rest(now));
      tell(new MobileNode.Input.CareOfLost(now, careOf));
    }

    void tell(MobileNode.Input input) {
      node.handle(input);
      for (MobileNode.Output out = node.poll(); out != null; out = node.poll()) {
        if (out instanceof MobileNode.Output.Send send) {
          carry(send, this);
        } else {
          said.add(out);
        }
      }
    }

    /** Lets time pass, waking node and home agent as they wish. */
    void pass(Duration time) {
      MonotonicTime end = now.monotonic().plus(time);
      for (MonotonicTime wake = node.wakeAt();
          wake != null && wake.isBefore(end);
          wake = node.wakeAt()) {
        now = now.plus(wake.since(now.monotonic()));
        tell(new MobileNode.Input.Tick(now));
        fromAgent(new HomeAgent.Input.Tick(now), this);
      }
      now = now.plus(end.since(now.monotonic()));
      tell(new MobileNode.Input.Tick(now));
    }

    <T> List<T> said(Class<T> kind) {
      return said.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    MobileNode.Output.Registered registered() {
      return said(MobileNode.Output.Registered.class).getLast();
    }
  }

  private void carry(MobileNode.Output.Send send, Guest guest) {
    seen.add(send.payload());
    if (dropsRequests) {
      return;
    }
    Endpoint from = new Endpoint(send.source(), 434);
    if (send.via() instanceof CareOf.ThroughAgent) {
      foreign.handle(
          new ForeignAgent.Input.FromNode(
              now, "lan0", STATION, from, send.to(), 255, send.payload()));
      for (ForeignAgent.Output out = foreign.poll(); out != null; out = foreign.poll()) {
        switch (out) {
          case ForeignAgent.Output.ToHomeAgent(var source, var to, var payload) ->
              fromAgent(new HomeAgent.Input.Datagram(now, source, to, payload), guest);
          case ForeignAgent.Output.ToNode(_, _, var source, _, var payload) ->
              guest.tell(new MobileNode.Input.Datagram(now, send.via(), source, payload));
          default -> {}
        }
      }
    } else {
      fromAgent(new HomeAgent.Input.Datagram(now, from, send.to(), send.payload()), guest);
    }
  }

  /** What the home agent says goes back to whoever is there. */
  void fromAgent(HomeAgent.Input input, Guest guest) {
    agent().handle(input);
    for (HomeAgent.Output out = agent().poll(); out != null; out = agent().poll()) {
      if (out instanceof HomeAgent.Output.Send(var from, var to, var payload)) {
        if (to.address().equals(THROUGH.address())) {
          foreign.handle(new ForeignAgent.Input.FromNetwork(now, from, to, payload));
        } else {
          seen.add(payload);
          if (!dropsReplies) {
            guest.tell(
                new MobileNode.Input.Datagram(
                    now, new CareOf.CoLocated("wlan0", to.address()), from, payload));
          }
        }
      }
    }
    for (ForeignAgent.Output out = foreign.poll(); out != null; out = foreign.poll()) {
      if (out instanceof ForeignAgent.Output.ToNode(_, _, var from, _, var payload)) {
        seen.add(payload);
        guest.tell(new MobileNode.Input.Datagram(now, THROUGH, from, payload));
      }
    }
  }

  /** All that was seen since this was called last. */
  List<Octets> seen() {
    List<Octets> all = List.copyOf(seen);
    seen.clear();
    return all;
  }

  /** Every four octets in a row of these. */
  static Set<Octets> fours(List<Octets> messages) {
    Set<Octets> all = new HashSet<>();
    for (Octets message : messages) {
      for (int i = 0; i + 4 <= message.size(); i++) {
        all.add(message.slice(i, i + 4));
      }
    }
    return all;
  }

  long counter(String name) {
    return agent().counters().getOrDefault(name, -1L);
  }
}
