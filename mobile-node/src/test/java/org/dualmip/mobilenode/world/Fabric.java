package org.dualmip.mobilenode.world;

import static org.dualmip.mobilenode.world.Timeline.MS;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobilenode.Tier;
import org.dualmip.mobilenode.world.Packet.Signal;
import org.dualmip.mobilenode.world.Packet.User;
import org.jspecify.annotations.Nullable;

/**
 * What joins everything: access networks, the firewall, both home agents, the gateway and the
 * correspondent; and the adversary.
 */
final class Fabric {
  private static final long HOP = MS;

  private final Timeline time;
  private final Plan plan;
  private final Map<Place, AccessNetwork> networks = new EnumMap<>(Place.class);
  private final Map<Place, Station> stations = new EnumMap<>(Place.class);
  private final Agent inner;
  private final Agent outer;
  private final Gateway gateway;
  private final Device device;
  private final Flow flow;
  private final Adversary adversary;
  private boolean leakyFirewall;

  Fabric(Timeline time, Plan plan) {
    this.time = time;
    this.plan = plan;
    for (Place place : Place.values()) {
      networks.put(place, new AccessNetwork(time, place));
    }
    flow = new Flow();
    adversary = new Adversary(time.random());
    inner = new Agent(time, this, Tier.INNER, plan);
    outer = new Agent(time, this, Tier.OUTER, plan);
    gateway = new Gateway(time, this);
    device = new Device(time, this, plan);
    for (Place place : Place.values()) {
      if (plan.servedByAgent(place)) {
        stations.put(place, new Station(time, this, place));
      }
    }
  }

  Agent agent(Tier tier) {
    return tier == Tier.INNER ? inner : outer;
  }

  Gateway gateway() {
    return gateway;
  }

  Device device() {
    return device;
  }

  Flow flow() {
    return flow;
  }

  AccessNetwork network(Place place) {
    return Objects.requireNonNull(networks.get(place));
  }

  /** The foreign agent of a place; null if it has none. */
  @Nullable Station station(Place place) {
    return stations.get(place);
  }

  Adversary adversary() {
    return adversary;
  }

  void leakyFirewall(boolean leaky) {
    leakyFirewall = leaky;
  }

  /** The correspondent sends to the node, as if it were at home. */
  void sendDown(long number) {
    User packet = new User(Plan.CORRESPONDENT, Plan.S, number);
    flow.sent(Flow.DOWN, number, time.now());
    time.after(HOP, () -> inner.toHome(packet));
  }

  /** A packet leaves an interface that really is in this place. */
  void fromAccess(Place place, Packet packet) {
    AccessNetwork network = network(place);
    if (!place.inside() && packet instanceof Signal asked) {
      Octets answer = adversary.answer(asked);
      if (answer != null) {
        time.after(MS, () -> device.receive(place, asked.answer(answer), false));
      }
    }
    network.cross(() -> {
      Packet outward = network.outward(packet);
      if (outward != null) {
        toCore(place, outward);
      }
    });
  }

  private void toCore(Place place, Packet packet) {
    if (packet.to().equals(Plan.IHA) && (place.inside() || leakyFirewall)) {
      inner.receive(packet);
    } else if (packet.to().equals(Plan.XHA) && (!place.inside() || plan.outerFromInside())) {
      outer.receive(packet);
    }
  }

  /** A foreign agent sends to a home agent. */
  void fromStation(Place place, Packet packet) {
    time.after(HOP, () -> toCore(place, packet));
  }

  /** A request reaches the foreign agent of a place; perhaps somebody there answers first. */
  void toStation(Place place, MacAddress from, MacAddress to, Signal asked, int ttl) {
    Octets answer = place.inside() ? null : adversary.answer(asked);
    if (answer != null) {
      time.after(MS, () -> device.fromAgent(place, to, from, asked.destination(), answer, false));
    }
    Station station = stations.get(place);
    if (station == null || !station.mac().equals(to)) {
      return;
    }
    network(place).cross(() -> station.asked(from, asked, ttl));
  }

  /** An agent sends into the world. */
  void fromAgent(Tier tier, Packet packet) {
    if (packet instanceof Signal signal) {
      adversary.overhears(signal);
    }
    Ip4 to = packet.to();
    if (tier == Tier.INNER && Plan.POOL.contains(to)) {
      time.after(HOP, () -> gateway.toPool(packet));
      return;
    }
    for (AccessNetwork network : networks.values()) {
      Place place = network.place();
      boolean reached =
          tier == Tier.INNER ? place.inside() : !place.inside() || plan.outerFromInside();
      Station station = stations.get(place);
      if (reached && station != null && to.equals(station.address())) {
        time.after(HOP, () -> station.receive(packet));
        return;
      }
      if (reached && network.owns(to)) {
        network.cross(() -> {
          Packet arrived = network.inward(packet);
          if (arrived != null) {
            device.receive(place, arrived, true);
          }
        });
        return;
      }
    }
  }

  /** An agent has taken a packet out of a reverse tunnel. */
  void fromTunnel(Tier tier, Packet packet) {
    if (tier == Tier.INNER) {
      if (packet instanceof User user && user.to().equals(Plan.CORRESPONDENT)) {
        flow.arrived(Flow.UP, user.number(), time.now());
      }
    } else if (packet.to().equals(Plan.GATEWAY)) {
      time.after(HOP, () -> gateway.receive(packet));
    }
  }

  /** The gateway has decrypted a packet. */
  void fromPool(Packet packet) {
    if (packet.to().equals(Plan.IHA)) {
      time.after(HOP, () -> inner.receive(packet));
    }
  }

  /** The gateway sends to the outer home network. */
  void fromGateway(Packet packet) {
    time.after(HOP, () -> outer.toHome(packet));
  }

  /** Where datagrams of mobility signalling come from and go to. */
  static Endpoint port434(Ip4 address) {
    return new Endpoint(address, 434);
  }
}
