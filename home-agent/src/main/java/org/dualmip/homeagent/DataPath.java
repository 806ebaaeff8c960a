package org.dualmip.homeagent;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.dualmip.linux.HostException;
import org.dualmip.linux.TunnelCounters;
import org.dualmip.linux.TunnelListener;
import org.dualmip.linux.UdpSender;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.TunnelData;

/**
 * The tunnels of the home agent: an adapter for each home network, and what comes in UDP given to
 * the one it is for. Bindings are changed by the owner thread.
 */
final class DataPath implements AutoCloseable {
  private final Map<String, HomePath> networks = new LinkedHashMap<>();
  private final Map<Endpoint, HomePath> udpEnds = new ConcurrentHashMap<>();
  private final Map<Place, Ip4> waiting = new ConcurrentHashMap<>();
  private final OpenParts parts = new OpenParts();
  private final Map<Place, List<Endpoint>> endsOf = new LinkedHashMap<>();

  private record Place(String network, Ip4 home) {}

  private DataPath() {}

  /**
   * Makes the adapters, or takes over those that a crashed agent left.
   *
   * @throws HostException saying which right or device is missing; then nothing is left
   */
  static DataPath open(AgentConfig config, TunnelListener listener) {
    var path = new DataPath();
    try {
      for (HomeNetworkSection network : config.networks()) {
        path.networks.put(network.name(), path.parts.add(HomePath.open(config, network, listener)));
      }
      return path;
    } catch (HostException refused) {
      path.close();
      throw refused;
    }
  }

  /** Says what sends to mobile nodes behind a NAT: the socket of the registrations. */
  void udp(UdpSender sender) {
    networks.values().forEach(network -> network.udp(sender));
  }

  /**
   * Takes a tunnelled packet in UDP, with its header. Any thread.
   *
   * @param keepalive gets its end and inner source, if it is one that a binding may wait for (RFC
   *     3519 §4.6)
   */
  void received(Endpoint from, ByteBuffer payload, BiConsumer<Endpoint, Ip4> keepalive) {
    HomePath path = udpEnds.get(from);
    if (path == null && !waiting.isEmpty()) {
      heard(payload)
          .filter(home -> waiting.containsValue(home))
          .ifPresent(home -> keepalive.accept(from, home));
    }
    // One from nobody is counted by the first.
    (path != null ? path : networks.values().iterator().next()).received(from, payload);
  }

  /** The source of the packet inside. */
  private static Optional<Ip4> heard(ByteBuffer payload) {
    byte[] octets = new byte[payload.remaining()];
    payload.duplicate().get(octets);
    try {
      return Optional.of(Ip4Packet.read(TunnelData.read(octets).payload().toBytes()).source());
    } catch (MalformedException no) {
      return Optional.empty(); // counted where packets are carried
    }
  }

  /** Whether a binding's tunnel in UDP ends there. Any thread. */
  boolean knows(Endpoint from) {
    return udpEnds.containsKey(from);
  }

  /** Carries for a home address as all its bindings want; none ends it. */
  void bind(String network, Ip4 home, List<Binding> bindings) {
    HomePath path = path(network);
    var place = new Place(network, home);
    List<Endpoint> ends =
        bindings.stream()
            .flatMap(binding ->
                binding.previous() == null
                    ? List.of(binding.tunnel()).stream()
                    : List.of(binding.tunnel(), binding.previous()).stream())
            .filter(Tunnel::isInUdp)
            .map(Tunnel::end)
            .distinct()
            .toList();
    List<Endpoint> before = endsOf.getOrDefault(place, List.of());
    before.stream().filter(end -> !ends.contains(end)).forEach(end -> udpEnds.remove(end, path));
    ends.forEach(end -> udpEnds.put(end, path));
    if (bindings.stream().anyMatch(Binding::waiting)) {
      waiting.put(place, home);
    } else {
      waiting.remove(place);
    }
    if (bindings.isEmpty()) {
      endsOf.remove(place);
    } else {
      endsOf.put(place, ends);
    }
    path.bind(home, bindings);
  }

  /** The tunnels of one home network. */
  HomePath path(String network) {
    return Objects.requireNonNull(networks.get(network));
  }

  /** Those of all home networks. */
  void each(Consumer<HomePath> what) {
    networks.values().forEach(what);
  }

  /** What passed and what did not, by home network. Any thread. */
  Map<String, TunnelCounters> counters() {
    Map<String, TunnelCounters> byNetwork = new LinkedHashMap<>();
    networks.forEach((name, path) -> byNetwork.put(name, path.counters()));
    return byNetwork;
  }

  /** Removes the adapters. Idempotent. */
  @Override
  public void close() {
    parts.close();
  }
}
