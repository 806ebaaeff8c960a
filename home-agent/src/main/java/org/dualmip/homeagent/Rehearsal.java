package org.dualmip.homeagent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.agent.Subscriber;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.mobileip.node.MobilitySystem;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.probe.ProbeRequest;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.h2.mvstore.MVStoreException;

/**
 * Registrations played in memory before the first real one, so that no mobile node's handover waits
 * for classes to be loaded and compiled: the first registration of a fresh process otherwise takes
 * some hundred milliseconds. Touches nothing and leaves nothing.
 */
public final class Rehearsal {
  private static final int TIMES = 400;
  private static final int STORED = 60;
  private static final int PROBES = 5;
  private static final Endpoint AGENT = new Endpoint(Ip4.of("198.18.0.1"), 434);
  private static final Prefix4 HOME_NETWORK = Prefix4.of("198.18.1.0/24");
  private static final String NAI = "rehearsal@example.org";

  private Rehearsal() {}

  /** Plays; takes some hundred milliseconds. */
  public static void play() {
    try {
      playStore();
    } catch (IOException | UncheckedIOException | MVStoreException noSpace) {
      // A rehearsal that cannot be is no reason not to serve: the first node waits a little longer.
    }
    RandomGenerator random = RandomGenerator.getDefault();
    for (Algorithm algorithm : Algorithm.values()) {
      byte[] key = new byte[SecurityAssociation.MINIMUM_KEY];
      random.nextBytes(key);
      var association =
          new SecurityAssociation(
              256,
              algorithm,
              Octets.of(key),
              ReplayProtection.TIMESTAMPS,
              SecurityAssociation.DEFAULT_TOLERANCE);
      var system =
          new MobilitySystem(
              "rehearsal",
              AGENT.address(),
              Ip4.ANY,
              NAI,
              association,
              Duration.ofSeconds(60),
              Duration.ofSeconds(20));
      var config =
          new HomeAgentConfig(
              AGENT.address(),
              HOME_NETWORK,
              false,
              List.of(),
              Duration.ofSeconds(60),
              Duration.ofSeconds(2),
              Duration.ofSeconds(20),
              List.of(new Subscriber(null, NAI, List.of(association))));
      play(new MobileNode(system, random), new HomeAgent(config, random, List.of(), List.of()));
      playProbes(config, random);
    }
  }

  /** Few, because each costs a hundred times what a registration costs. */
  private static void playProbes(HomeAgentConfig config, RandomGenerator random) {
    DiscoverySecret secret = DiscoverySecret.draw(random);
    var agent = new HomeAgent(config, random, List.of(), List.of(), null, secret);
    Endpoint from = new Endpoint(Ip4.of("198.18.2.1"), 1024);
    Now now = new Now(new MonotonicTime(0), Instant.EPOCH);
    for (int time = 0; time < PROBES; time++) {
      now = now.plus(Duration.ofSeconds(2));
      ProbeRequest probe =
          ProbeRequest.draw(
              random, from.address(), true, AGENT.address(), secret.offer(), now.monotonic());
      agent.handle(new HomeAgent.Input.Datagram(now, from, AGENT, probe.payload()));
    }
  }

  /** Bindings written and forgotten, in a store of its own that goes with it. */
  private static void playStore() throws IOException {
    Path folder = Files.createTempDirectory("dualmip-rehearsal");
    try (BindingStore store = BindingStore.open(folder, _ -> {})) {
      Now now = new Now(new MonotonicTime(0), Instant.EPOCH);
      for (int time = 0; time < STORED; time++) {
        Ip4 home = new Ip4(HOME_NETWORK.network().bits() + 1 + time % 200);
        Binding binding =
            new Binding(
                home,
                NAI,
                home,
                Tunnel.ipInIp(home),
                true,
                time,
                60,
                now.monotonic().plus(Duration.ofSeconds(60)),
                null,
                null);
        store.remember(new HomeAgent.Memory(NAI, home, time, time));
        store.put(binding, now);
        store.remove(binding);
      }
    } finally {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(folder);
    }
  }

  private static void play(MobileNode node, HomeAgent agent) {
    Now now = new Now(new MonotonicTime(0), Instant.EPOCH);
    for (int time = 0; time < TIMES; time++) {
      now = now.plus(Duration.ofSeconds(2));
      // Every other one behind a NAT.
      CareOf careOf = new CareOf.CoLocated("if" + time % 2, Ip4.of("198.18.2." + (1 + time % 200)));
      Endpoint from =
          new Endpoint(time % 2 == 0 ? careOf.address() : Ip4.of("198.18.3.1"), 1024 + time);
      node.handle(new MobileNode.Input.Register(now, careOf, null));
      for (var out = node.poll(); out != null; out = node.poll()) {
        if (out instanceof MobileNode.Output.Send send) {
          agent.handle(new HomeAgent.Input.Datagram(now, from, AGENT, send.payload()));
        }
      }
      for (var out = agent.poll(); out != null; out = agent.poll()) {
        if (out instanceof HomeAgent.Output.Send send) {
          node.handle(new MobileNode.Input.Datagram(now, careOf, AGENT, send.payload()));
        }
      }
    }
  }
}
