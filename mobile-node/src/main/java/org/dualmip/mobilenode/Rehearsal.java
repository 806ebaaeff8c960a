package org.dualmip.mobilenode;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.dualmip.detector.DetectorConfig;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.agent.Subscriber;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.MobilitySystem;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.dualmip.mobilenode.DualNode.Input;
import org.dualmip.mobilenode.DualNode.Output;
import org.jspecify.annotations.Nullable;

/**
 * A day of moves played in memory before the first real one, so that no handover waits for classes
 * to be loaded and compiled. Touches nothing and leaves nothing.
 */
public final class Rehearsal {
  private static final int DAYS = 150;

  /** Fewer where the home agent is probed: public keys cost more, and nothing of it is ours. */
  private static final int PROBED_DAYS = 10;

  private static final Ip4 INNER_AGENT = Ip4.of("198.18.0.1");
  private static final Ip4 OUTER_AGENT = Ip4.of("198.19.0.1");
  private static final Ip4 HOME = Ip4.of("198.18.0.100");
  private static final Ip4 VPN = Ip4.of("198.18.9.1");
  private static final Prefix4 INSIDE = Prefix4.of("198.18.0.0/16");
  private static final String NAI = "rehearsal@example.org";
  private static final Link OFFICE =
      new Link("if0", Ip4.of("198.18.1.50"), 24, Ip4.of("198.18.1.1"));
  private static final Link CAFE =
      new Link("if0", Ip4.of("203.0.113.50"), 24, Ip4.of("203.0.113.1"));
  private static final Link CELL = new Link("if1", Ip4.of("100.64.0.50"), 24, Ip4.of("100.64.0.1"));

  private final RandomGenerator random = RandomGenerator.getDefault();
  private final SecurityAssociation association = association(random);
  private final DualNode node = new DualNode(config(), random);
  private final HomeAgent inner;
  private final HomeAgent outer;
  private final ArrayDeque<Input> inputs = new ArrayDeque<>();
  private Now now = new Now(new MonotonicTime(0), Instant.EPOCH);

  private Rehearsal(boolean discovery) {
    outer =
        agent(
            OUTER_AGENT,
            false,
            new Subscriber(null, NAI, List.of(association)),
            discovery ? DiscoverySecret.draw(random) : null);
    inner =
        agent(
            INNER_AGENT,
            true,
            new Subscriber(HOME, null, List.of(association)),
            discovery ? DiscoverySecret.draw(random) : null);
  }

  /** Plays; takes a few hundred milliseconds. */
  public static void play() {
    play(new Rehearsal(true), PROBED_DAYS);
    play(new Rehearsal(false), DAYS);
  }

  private static void play(Rehearsal rehearsal, int days) {
    for (int day = 0; day < days; day++) {
      rehearsal.day();
    }
  }

  /** Office, café, cell and back; once with both links. */
  private void day() {
    give(new Input.LinkUp(now, OFFICE));
    give(new Input.LinkDown(now, OFFICE.name(), "rehearsal"));
    give(new Input.LinkUp(now, CAFE));
    give(new Input.LinkUp(now, CELL));
    give(new Input.LinkDown(now, CAFE.name(), "rehearsal"));
    give(new Input.LinkUp(now, OFFICE));
    give(new Input.LinkDown(now, CELL.name(), "rehearsal"));
    give(new Input.LinkDown(now, OFFICE.name(), "rehearsal"));
  }

  private void give(Input first) {
    inputs.add(first);
    for (int step = 0; step < 8; step++) {
      for (Input input = inputs.poll(); input != null; input = inputs.poll()) {
        node.handle(input);
        for (Output out = node.poll(); out != null; out = node.poll()) {
          carryOut(out);
        }
      }
      now = now.plus(Duration.ofSeconds(1));
      inputs.add(new Input.Tick(now));
    }
    inputs.clear();
  }

  private void carryOut(Output out) {
    switch (out) {
      case Output.Send send -> {
        boolean behindNat = send.socket().careOf().address().equals(CELL.address());
        Endpoint from =
            new Endpoint(behindNat ? CAFE.gateway() : send.socket().careOf().address(), 1024);
        HomeAgent agent = send.to().address().equals(INNER_AGENT) ? inner : outer;
        agent.handle(new HomeAgent.Input.Datagram(now, from, send.to(), send.payload()));
        for (var reply = agent.poll(); reply != null; reply = agent.poll()) {
          if (reply instanceof HomeAgent.Output.Send answer) {
            inputs.add(new Input.Datagram(now, send.socket(), send.to(), answer.payload()));
          }
        }
      }
      case Output.ConnectVpn _ -> inputs.add(new Input.VpnUp(now, VPN));
      case Output.Observed _,
          Output.Offered _,
          Output.Judged _,
          Output.DisconnectVpn _,
          Output.Project _,
          Output.ToAgent _,
          Output.Solicit _,
          Output.Announce _,
          Output.Changed _ -> {}
    }
  }

  private DualNodeConfig config() {
    return new DualNodeConfig(
        List.of(new Access(OFFICE.name(), 10, 0), new Access(CELL.name(), 10, 0)),
        system("inner", INNER_AGENT, HOME),
        system("outer", OUTER_AGENT, Ip4.ANY),
        false,
        new DetectorConfig(
            INNER_AGENT,
            OUTER_AGENT,
            List.of(INSIDE),
            DetectorConfig.DEFAULT_MONITOR,
            DetectorConfig.Probe.HINTED,
            DetectorConfig.DEFAULT_OUTER_DELAY),
        DualNodeConfig.DEFAULT_DRAIN);
  }

  private MobilitySystem system(String name, Ip4 agent, Ip4 home) {
    return new MobilitySystem(
        name,
        agent,
        home,
        home.isAny() ? NAI : null,
        association,
        Duration.ofSeconds(600),
        Duration.ofSeconds(110));
  }

  private HomeAgent agent(
      Ip4 address, boolean isInner, Subscriber subscriber, @Nullable DiscoverySecret discovery) {
    return new HomeAgent(
        new HomeAgentConfig(
            address,
            Prefix4.around(address, 24),
            isInner,
            List.of(INSIDE),
            Duration.ofSeconds(600),
            Duration.ofSeconds(2),
            Duration.ofSeconds(20),
            List.of(subscriber)),
        random,
        List.of(),
        List.of(),
        null,
        discovery);
  }

  private static SecurityAssociation association(RandomGenerator random) {
    byte[] key = new byte[SecurityAssociation.MINIMUM_KEY];
    random.nextBytes(key);
    return new SecurityAssociation(
        256,
        Algorithm.HMAC_SHA_256,
        Octets.of(key),
        ReplayProtection.TIMESTAMPS,
        SecurityAssociation.DEFAULT_TOLERANCE);
  }
}
