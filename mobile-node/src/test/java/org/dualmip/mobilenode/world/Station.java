package org.dualmip.mobilenode.world;

import static org.dualmip.mobilenode.world.Timeline.MS;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dualmip.mobileip.discovery.Advertiser;
import org.dualmip.mobileip.discovery.AdvertiserConfig;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.foreign.ForeignAgent;
import org.dualmip.mobileip.foreign.ForeignAgentConfig;
import org.dualmip.mobileip.foreign.Visitor;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobilenode.world.Packet.IpIp;
import org.dualmip.mobilenode.world.Packet.Signal;
import org.jspecify.annotations.Nullable;

/**
 * The foreign agent at the router of an access network: the real engines, and around them what they
 * say about packets.
 */
final class Station {
  private static final String LINK = "access";
  private static final Instant BEGIN = Instant.parse("2026-11-21T22:00:00Z");

  private final Timeline time;
  private final Fabric fabric;
  private final Place place;
  private final Ip4 address;
  private final Map<Ip4, Visitor> visitors = new HashMap<>();
  private ForeignAgent agent;
  private Advertiser advertiser;
  private long wakeAt = Long.MAX_VALUE;

  Station(Timeline time, Fabric fabric, Place place) {
    this.time = time;
    this.fabric = fabric;
    this.place = place;
    this.address = place.router();
    agent = agent();
    advertiser = advertiser();
    schedule();
  }

  private ForeignAgent agent() {
    return new ForeignAgent(
        new ForeignAgentConfig(
            Map.of(LINK, address),
            List.of(address),
            Set.of(address),
            false,
            new ForeignAgentConfig.Limits(Duration.ofMinutes(30), 100, 100, 5),
            new ForeignAgentConfig.Service(
                Set.of(Tunnel.Kind.IP_IN_IP),
                false,
                ForeignAgentConfig.ReverseTunnels.OFFERED,
                false,
                false,
                ForeignAgentConfig.UdpTunnels.NEVER,
                false,
                false,
                null),
            new ForeignAgentConfig.Trust(List.of(), Map.of(), false)),
        Map.of(),
        null,
        time.random().split());
  }

  private Advertiser advertiser() {
    return new Advertiser(
        new AdvertiserConfig(
            address,
            place.prefix(),
            false,
            false,
            AgentAdvertisement.FOREIGN_AGENT | AgentAdvertisement.REVERSE_TUNNEL,
            List.of(address),
            1800,
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(3),
            true,
            false),
        null,
        time.random().split(),
        now().monotonic());
  }

  Ip4 address() {
    return address;
  }

  MacAddress mac() {
    return new MacAddress(0x0200_0000_0000L | (address.bits() & 0xffff_ffffL));
  }

  private Now now() {
    return new Now(new MonotonicTime(time.now() + 7_000_000_000L), BEGIN.plusNanos(time.now()));
  }

  /** Restarts: visitors and numbers are forgotten. */
  void restart() {
    visitors.clear();
    agent = agent();
    advertiser = advertiser();
    schedule();
  }

  // --- from the link

  void solicited(MacAddress from, Octets icmp) {
    advertiser.handle(new Advertiser.Input.Solicited(now(), from, Ip4.ANY, 1, icmp));
    settle();
  }

  void asked(MacAddress from, Signal signal, int ttl) {
    agent.handle(
        new ForeignAgent.Input.FromNode(
            now(), LINK, from, signal.source(), signal.destination(), ttl, signal.payload()));
    settle();
  }

  /** A bare packet of a visitor goes back through the tunnel (RFC 3024 §5.1). */
  void bare(MacAddress from, Packet packet) {
    Visitor visitor = visitors.get(packet.from());
    if (visitor != null && visitor.mac().equals(from) && visitor.reverseTunnel()) {
      fabric.fromStation(place, new IpIp(address, visitor.homeAgent(), packet));
    }
  }

  // --- from the core

  void receive(Packet packet) {
    switch (packet) {
      case Signal signal -> {
        agent.handle(
            new ForeignAgent.Input.FromNetwork(
                now(), signal.source(), signal.destination(), signal.payload()));
        settle();
      }
      case IpIp tunnelled -> {
        Visitor visitor = visitors.get(tunnelled.inner().to());
        if (visitor != null && visitor.homeAgent().equals(tunnelled.from())) {
          toLink(() -> fabric.device().bare(place, mac(), visitor.mac(), tunnelled.inner()));
        }
      }
      default -> {}
    }
  }

  private void settle() {
    for (ForeignAgent.Output out = agent.poll(); out != null; out = agent.poll()) {
      switch (out) {
        case ForeignAgent.Output.ToNode to ->
            toLink(() ->
                fabric.device().fromAgent(place, mac(), to.mac(), to.from(), to.payload(), true));
        case ForeignAgent.Output.ToHomeAgent to ->
            fabric.fromStation(place, new Signal(to.from(), to.to(), to.payload()));
        case ForeignAgent.Output.VisitorChanged changed -> changed(changed);
        case ForeignAgent.Output.ForHomeAgent _,
            ForeignAgent.Output.Inform _,
            ForeignAgent.Output.BusyChanged _,
            ForeignAgent.Output.Notice _ -> {}
      }
    }
    for (Advertiser.Send out = advertiser.poll(); out != null; out = advertiser.poll()) {
      Octets icmp = out.icmp();
      if (place.inside()) {
        fabric.adversary().overhears(new Adversary.Advertised(mac(), address, icmp));
      }
      toLink(() -> fabric.device().heard(place, mac(), address, icmp));
    }
    schedule();
  }

  private void changed(ForeignAgent.Output.VisitorChanged changed) {
    if (changed.before() != null) {
      visitors.remove(changed.before().home());
    }
    if (changed.after() != null) {
      visitors.put(changed.after().home(), changed.after());
    }
  }

  private void toLink(Runnable arrive) {
    fabric.network(place).cross(arrive);
  }

  private void schedule() {
    MonotonicTime wake = earliest(agent.wakeAt(), advertiser.wakeAt());
    if (wake == null) {
      return;
    }
    long at = time.now() + Math.max(MS, wake.since(now().monotonic()).toNanos());
    if (at < wakeAt) {
      wakeAt = at;
      time.after(
          at - time.now(),
          () -> {
            if (wakeAt == at) {
              wakeAt = Long.MAX_VALUE;
              agent.handle(new ForeignAgent.Input.Tick(now()));
              advertiser.handle(new Advertiser.Input.Tick(now()));
              settle();
            }
          });
    }
  }

  private static @Nullable MonotonicTime earliest(
      @Nullable MonotonicTime one, @Nullable MonotonicTime other) {
    return one == null ? other : other == null ? one : MonotonicTime.min(one, other);
  }
}
