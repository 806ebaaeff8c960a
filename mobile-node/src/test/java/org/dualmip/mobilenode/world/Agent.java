package org.dualmip.mobilenode.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.IcmpEcho;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.TunnelData;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.dualmip.mobilenode.Tier;
import org.dualmip.mobilenode.world.Packet.InUdp;
import org.dualmip.mobilenode.world.Packet.IpIp;
import org.dualmip.mobilenode.world.Packet.Signal;
import org.jspecify.annotations.Nullable;

/** A home agent's host: the real engine, and tunnels exactly as its bindings say. */
final class Agent {
  private static final int REMEMBERED = 8;
  private static final Instant BEGIN = Instant.parse("2026-11-21T22:00:00Z");

  private final Timeline time;
  private final Fabric fabric;
  private final Tier tier;
  private final Plan plan;
  private final Map<String, HomeAgent.Memory> memories = new HashMap<>();
  private final ArrayDeque<HomeAgent.Input.Datagram> requests = new ArrayDeque<>();
  private final DiscoverySecret secret;
  private HomeAgent engine;
  private @Nullable Binding current;
  private boolean up = true;
  private int strangers;
  private Duration clock = Duration.ZERO;

  Agent(Timeline time, Fabric fabric, Tier tier, Plan plan) {
    this.time = time;
    this.fabric = fabric;
    this.tier = tier;
    this.plan = plan;
    this.secret = DiscoverySecret.draw(time.random());
    this.engine = start(List.of());
  }

  private HomeAgent start(Collection<Binding> bindings) {
    HomeAgentConfig config = tier == Tier.INNER ? plan.innerAgent() : plan.outerAgent(strangers);
    return new HomeAgent(
        config,
        time.random().split(),
        List.copyOf(memories.values()),
        bindings,
        null,
        plan.discovery() ? secret : null);
  }

  Collection<Binding> bindings() {
    return engine.bindings();
  }

  private @Nullable Binding binding(Ip4 home) {
    Binding only = current;
    return only != null && only.home().equals(home) ? only : null;
  }

  boolean isUp() {
    return up;
  }

  void stop() {
    up = false;
  }

  /** Starts again with what was stored; what ran out meanwhile goes. */
  void restart() {
    up = true;
    engine = start(engine.bindings());
    handle(new HomeAgent.Input.Tick(now()));
  }

  /** Starts again without anything, and with one address less to give. */
  void loseEverything() {
    up = true;
    strangers++;
    memories.clear();
    engine = start(List.of());
    current = null;
  }

  void stepClock(Duration step) {
    clock = clock.plus(step);
  }

  private Now now() {
    return new Now(
        new MonotonicTime(time.now() + 1_000_000_000_000L),
        BEGIN.plusNanos(time.now()).plus(clock));
  }

  void receive(Packet packet) {
    if (!up) {
      return;
    }
    switch (packet) {
      case Signal signal -> {
        if (signal.payload().size() > 0 && signal.payload().at(0) == TunnelData.TYPE) {
          keepalive(signal);
        } else {
          var request =
              new HomeAgent.Input.Datagram(
                  now(), signal.source(), signal.destination(), signal.payload());
          long early = refusedForItsTime();
          handle(request);
          if (refusedForItsTime() == early
              && (tier == Tier.OUTER || Plan.INSIDE.contains(signal.from()))) {
            // What was dropped as untrusted, or came before its time, may still be fresh: its nonce
            // or timestamp was not used up.
            requests.add(request);
            if (requests.size() > REMEMBERED) {
              requests.removeFirst();
            }
          }
        }
      }
      case IpIp tunnelled -> fromTunnel(Tunnel.ipInIp(tunnelled.from()), tunnelled.inner());
      case InUdp tunnelled -> fromTunnel(Tunnel.inUdp(tunnelled.source()), tunnelled.inner());
      default -> {}
    }
  }

  private long refusedForItsTime() {
    return engine.counters().getOrDefault("requests-clock-differs", 0L);
  }

  /** Everything heard lately is sent again by somebody else: nothing may come of it. */
  void replay() {
    if (!up) {
      return;
    }
    List<Binding> before = List.copyOf(bindings());
    for (HomeAgent.Input.Datagram heard : List.copyOf(requests)) {
      Ip4 attacker = tier == Tier.INNER ? Place.OFFICE_A.host(66) : Place.CAFE.host(66);
      handle(
          new HomeAgent.Input.Datagram(
              now(), Fabric.port434(attacker), heard.to(), heard.payload()));
    }
    if (!before.equals(List.copyOf(bindings()))) {
      throw new Failure("a replay changed the bindings from " + before + " to " + bindings());
    }
  }

  private void handle(HomeAgent.Input input) {
    Collection<Binding> before = bindings();
    engine.handle(input);
    if (input instanceof HomeAgent.Input.Tick) {
      for (Binding after : bindings()) {
        before.stream()
            .filter(one -> one.home().equals(after.home()))
            .filter(one -> longer(one.expires(), after.expires()))
            .forEach(one -> {
              throw new Failure("a lifetime grew by itself: " + one + " to " + after);
            });
      }
    }
    if (bindings().size() > 1) {
      throw new Failure("one node has more than one binding: " + bindings());
    }
    current = bindings().stream().findFirst().orElse(null);
    for (HomeAgent.Output out = engine.poll(); out != null; out = engine.poll()) {
      switch (out) {
        case HomeAgent.Output.Send send ->
            fabric.fromAgent(tier, new Signal(send.from(), send.to(), send.payload()));
        case HomeAgent.Output.BindingChanged changed ->
            time.note(
                "  "
                    + tier
                    + " agent: "
                    + changed.why()
                    + ": "
                    + (changed.after() == null ? "none" : changed.after().tunnel()));
        case HomeAgent.Output.Remember remember ->
            memories.put(remember.memory().subscriber(), remember.memory());
        case HomeAgent.Output.Notice notice ->
            time.note("  " + tier + " agent: " + notice.what() + ": " + notice.why());
      }
    }
    MonotonicTime wake = engine.wakeAt();
    if (wake != null) {
      HomeAgent current = engine;
      time.after(
          Math.max(0, wake.since(now().monotonic()).toNanos()),
          () -> {
            MonotonicTime due = engine.wakeAt();
            if (engine == current && due != null && !now().monotonic().isBefore(due)) {
              handle(new HomeAgent.Input.Tick(now()));
            }
          });
    }
  }

  private static boolean longer(@Nullable MonotonicTime before, @Nullable MonotonicTime after) {
    return before != null && (after == null || before.isBefore(after));
  }

  /** RFC 3519 §4.9: an echo request inside the tunnel is answered through it. */
  private void keepalive(Signal signal) {
    try {
      Ip4Packet packet =
          Ip4Packet.read(TunnelData.read(signal.payload().toBytes()).payload().toBytes());
      if (!accepts(packet.source(), Tunnel.inUdp(signal.source()))) {
        return;
      }
      IcmpEcho echo = IcmpEcho.read(packet.payload());
      Ip4 self = packet.destination();
      Octets content = new IcmpEcho(true, echo.identifier(), echo.sequence()).toOctets();
      Ip4Packet answer = Ip4Packet.of(Ip4Packet.ICMP, self, packet.source(), content);
      fabric.fromAgent(tier, signal.answer(Octets.of(TunnelData.of(answer).toBytes())));
    } catch (MalformedException malformed) {
      throw new Failure("the node sent a malformed keepalive: " + malformed.getMessage());
    }
  }

  private void fromTunnel(Tunnel tunnel, Packet inner) {
    if (accepts(inner.from(), tunnel)) {
      fabric.fromTunnel(tier, inner);
    }
  }

  private boolean accepts(Ip4 home, Tunnel tunnel) {
    Binding binding = binding(home);
    return binding != null
        && (binding.tunnel().equals(tunnel)
            || (tunnel.equals(binding.previous())
                && binding.previousUntil() != null
                && now().monotonic().isBefore(binding.previousUntil())));
  }

  /** A packet for a home address arrives at the home link. */
  void toHome(Packet packet) {
    Binding binding = binding(packet.to());
    if (!up || binding == null) {
      return;
    }
    Ip4 own = tier == Tier.INNER ? Plan.IHA : Plan.XHA;
    Tunnel tunnel = binding.tunnel();
    fabric.fromAgent(
        tier,
        tunnel.isInUdp()
            ? new InUdp(new Endpoint(own, 434), tunnel.end(), packet)
            : new IpIp(own, tunnel.remote(), packet));
  }
}
