package org.dualmip.mobileip.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;

/** A link that nodes come to and leave, with or without an agent on it. Keeps the order. */
final class Link {
  private static final Duration LATENCY = Duration.ofMillis(1);

  final String name;
  private final World world;
  private final double loss;
  private final Set<Walker> nodes = new LinkedHashSet<>();
  private @Nullable Agent agent;
  private Consumer<Heard> listener = _ -> {};

  /** What was sent to the agent, for the intruder. */
  final List<Heard> overheard = new ArrayList<>();

  /** A request on the link. */
  record Heard(MacAddress mac, Endpoint from, Endpoint to, Octets payload) {}

  /** What an agent takes from its link. */
  interface Agent {
    MacAddress mac();

    void solicited(MacAddress from, Ip4 source, Octets icmp);

    void request(Heard request, int ttl);
  }

  Link(World world, String name) {
    this.world = world;
    this.name = name;
    this.loss = world.random.nextDouble(0.1);
  }

  void agent(Agent there) {
    agent = there;
  }

  /** Somebody hears all requests. */
  void listen(Consumer<Heard> who) {
    listener = who;
  }

  void join(Walker node) {
    nodes.add(node);
  }

  void leave(Walker node) {
    nodes.remove(node);
  }

  /** To one station, or all. */
  void toNodes(MacAddress to, MacAddress from, Ip4 source, int ttl, Octets icmp) {
    carry(() -> {
      for (Walker node : List.copyOf(nodes)) {
        if (to.equals(MacAddress.BROADCAST) || to.equals(node.mac())) {
          node.advertised(this, from, source, ttl, icmp);
        }
      }
    });
  }

  /** A datagram to a station. */
  void toNode(MacAddress to, Endpoint from, Octets payload) {
    carry(() -> {
      for (Walker node : List.copyOf(nodes)) {
        if (to.equals(node.mac())) {
          node.received(this, from, payload);
        }
      }
    });
  }

  void solicit(MacAddress from, Ip4 source, Octets icmp) {
    carry(() -> {
      if (agent != null) {
        agent.solicited(from, source, icmp);
      }
    });
  }

  /** To the agent, if it is its station. */
  void toAgent(MacAddress to, Heard request, int ttl) {
    overheard.add(request);
    listener.accept(request);
    if (overheard.size() > 40) {
      overheard.removeFirst();
    }
    carry(() -> {
      if (agent != null && agent.mac().equals(to)) {
        agent.request(request, ttl);
      }
    });
  }

  private void carry(Runnable delivery) {
    if (world.isCalm() || !world.chance(loss)) {
      world.after(LATENCY, delivery);
    }
  }
}
