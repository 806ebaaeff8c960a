package org.dualmip.mobilenode.world;

import static org.dualmip.mobilenode.world.Timeline.MS;
import static org.dualmip.mobilenode.world.Timeline.SECOND;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobilenode.world.Packet.InUdp;
import org.dualmip.mobilenode.world.Packet.Signal;
import org.jspecify.annotations.Nullable;

/** An access network at work: its delay, its faults, its NAT. */
final class AccessNetwork {
  private static final long NAT_TIMEOUT = 60 * SECOND;

  private static final class Mapping {
    final Endpoint host;
    long used;

    Mapping(Endpoint host, long used) {
      this.host = host;
      this.used = used;
    }
  }

  private final Timeline time;
  private final Place place;
  private final Prefix4 prefix;
  private final @Nullable Ip4 nat;
  private final Map<Endpoint, Integer> ports = new HashMap<>();
  private final Map<Integer, Mapping> mappings = new HashMap<>();
  private int nextPort = 20_000;
  private double loss;
  private double duplication;
  private long jitter;
  private boolean only434;

  AccessNetwork(Timeline time, Place place) {
    this.time = time;
    this.place = place;
    this.prefix = place.prefix();
    this.nat = place.nat();
  }

  Place place() {
    return place;
  }

  void trouble(double loss, double duplication, long jitterMillis) {
    this.loss = loss;
    this.duplication = duplication;
    this.jitter = jitterMillis * MS;
  }

  /** Everything is well again. */
  void heal() {
    trouble(0, 0, 0);
    only434(false);
  }

  /** Carries nothing but datagrams of port 434. */
  void only434(boolean only) {
    only434 = only;
  }

  private boolean drops(Packet packet) {
    return only434 && !(packet instanceof Signal || packet instanceof InUdp);
  }

  /** Lets a packet cross, in either direction: perhaps never, perhaps twice, perhaps late. */
  void cross(Runnable arrive) {
    if (!place.usable() || time.chance(loss)) {
      return;
    }
    time.after(place.delay() + late(), arrive);
    if (time.chance(duplication)) {
      time.after(place.delay() + late() + 5 * MS, arrive);
    }
  }

  private long late() {
    return jitter == 0 ? 0 : time.random().nextLong(jitter);
  }

  /** The packet as it leaves towards the core; null if it goes no further. */
  @Nullable Packet outward(Packet packet) {
    if (drops(packet)) {
      return null;
    }
    if (nat == null) {
      return packet;
    }
    return switch (packet) {
      case Signal signal ->
          new Signal(translate(signal.source()), signal.destination(), signal.payload());
      case InUdp udp -> new InUdp(translate(udp.source()), udp.destination(), udp.inner());
      default -> null;
    };
  }

  private Endpoint translate(Endpoint host) {
    Integer port = ports.get(host);
    Mapping mapping = port == null ? null : mappings.get(port);
    if (port == null || mapping == null || time.now() - mapping.used > NAT_TIMEOUT) {
      port = nextPort++;
      ports.put(host, port);
      mappings.put(port, new Mapping(host, time.now()));
    } else {
      mapping.used = time.now();
    }
    return new Endpoint(Objects.requireNonNull(nat), port);
  }

  /** The packet as it arrives for a host; null if it is for none. */
  @Nullable Packet inward(Packet packet) {
    if (drops(packet)) {
      return null;
    }
    if (nat == null) {
      return packet;
    }
    return switch (packet) {
      case Signal signal -> {
        Endpoint host = host(signal.destination());
        yield host == null ? null : new Signal(signal.source(), host, signal.payload());
      }
      case InUdp udp -> {
        Endpoint host = host(udp.destination());
        yield host == null ? null : new InUdp(udp.source(), host, udp.inner());
      }
      default -> null;
    };
  }

  private @Nullable Endpoint host(Endpoint outside) {
    Mapping mapping = mappings.get(outside.port());
    return mapping == null || time.now() - mapping.used > NAT_TIMEOUT ? null : mapping.host;
  }

  /** The NAT restarts and knows nothing any more. */
  void forget() {
    ports.clear();
    mappings.clear();
  }

  /** Whether packets for this address come here. */
  boolean owns(Ip4 address) {
    return nat == null ? prefix.contains(address) : address.equals(nat);
  }
}
