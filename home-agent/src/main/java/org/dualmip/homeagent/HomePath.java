package org.dualmip.homeagent;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dualmip.linux.Admission;
import org.dualmip.linux.AdmissionTable;
import org.dualmip.linux.Encapsulation;
import org.dualmip.linux.HostException;
import org.dualmip.linux.IcmpSocket;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.linux.Tun;
import org.dualmip.linux.TunnelCounters;
import org.dualmip.linux.TunnelListener;
import org.dualmip.linux.TunnelSocket;
import org.dualmip.linux.UdpSender;
import org.dualmip.linux.UserTunnels;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * The virtual adapter of one home network with the tunnels behind it, those of all its bindings.
 *
 * <p>Let in is only what has a bound home address inside, or one of a mobile network's, and comes
 * through a tunnel of its binding: kind, address, port and key exactly (RFC 3024 §6, RFC 3519
 * §4.3), or for a short time through the tunnel before the last handover. Bindings are changed by
 * the owner thread; packets pass on threads of their own.
 */
final class HomePath implements AutoCloseable {
  private static final Prefix4 MULTICAST = Prefix4.of("224.0.0.0/4");

  private final HomeNetworkSection network;
  private final Ip4 agent;
  private final Tun adapter;
  private final TunnelSocket socket;
  private final UserTunnels tunnels;
  private final AdmissionTable reverse = new AdmissionTable();
  private final AdmissionTable keepalives = new AdmissionTable();
  private final Map<Ip4, List<Binding>> bound = new HashMap<>();
  private @Nullable UdpSender udp;
  private boolean closed;

  private HomePath(
      AgentConfig config,
      HomeNetworkSection network,
      Tun adapter,
      TunnelSocket socket,
      IcmpSocket icmp,
      TunnelListener listener) {
    this.network = network;
    this.agent = config.address();
    this.adapter = adapter;
    this.socket = socket;
    int own = agent.bits();
    // Keepalives (RFC 3519 §4.9) pass through tunnels that carry nothing else, too.
    Admission admission =
        (outer, source, destination) ->
            reverse.admits(outer, source, destination)
                || (destination == own && keepalives.admits(outer, source, destination));
    this.tunnels =
        UserTunnels.open(adapter, admission, new KeepaliveAnswers(agent, this::send, listener));
    tunnels.attach(socket);
    tunnels.attach(icmp);
  }

  /**
   * Makes the adapter, or takes over the one that a crashed agent left.
   *
   * @throws HostException saying which right or device is missing; then nothing is left
   */
  static HomePath open(AgentConfig config, HomeNetworkSection network, TunnelListener listener) {
    Tunnel.Kind[] kinds = config.encapsulations().toArray(Tunnel.Kind[]::new);
    TunnelSocket socket = TunnelSocket.open(config.address(), null, kinds);
    String name = config.adapterOf(network);
    try {
      Tun adapter = Tun.openTun(name);
      try (Rtnetlink kernel = Rtnetlink.open()) {
        kernel.mtu(name, config.adapterMtu());
        kernel.linkUp(name);
        IcmpSocket icmp = IcmpSocket.open(config.address(), null);
        return new HomePath(config, network, adapter, socket, icmp, listener);
      } catch (HostException refused) {
        adapter.persist(false);
        adapter.close();
        throw refused;
      }
    } catch (HostException refused) {
      socket.close();
      throw refused;
    }
  }

  /** Says what sends to mobile nodes behind a NAT: the socket of the registrations. */
  void udp(UdpSender sender) {
    udp = sender;
  }

  /** Takes a tunnelled packet in UDP, with its header. Any thread. */
  void received(Endpoint from, ByteBuffer payload) {
    boolean _ = tunnels.received(from, payload);
  }

  /** Sends a packet of the agent's own, or one heard on the home link, as its destination goes. */
  void send(byte[] packet) {
    boolean _ = tunnels.send(packet);
  }

  /**
   * Leads packets for a home address and the networks behind it through the tunnels of all its
   * bindings, a copy each (RFC 5944 §4.2.3), and accepts from there; none leaves it alone.
   */
  void bind(Ip4 home, List<Binding> bindings) {
    Set<Prefix4> before = networksOf(bound.getOrDefault(home, List.of()));
    boolean broadcastsBefore = wantsBroadcasts(bound.getOrDefault(home, List.of()));
    if (bindings.isEmpty()) {
      bound.remove(home);
    } else {
      bound.put(home, bindings);
    }
    carry(home, bindings);
    Set<Prefix4> after = networksOf(bindings);
    after.forEach(prefix -> carryNetwork(prefix, bindings));
    before.stream().filter(prefix -> !after.contains(prefix)).forEach(this::leave);
    if (broadcastsBefore || wantsBroadcasts(bindings)) {
      carryBroadcasts();
    }
  }

  /** Whether some binding wants the broadcasts of the home link. */
  boolean wantsBroadcasts() {
    return bound.values().stream().anyMatch(HomePath::wantsBroadcasts);
  }

  /** What passed and what did not. Any thread. */
  TunnelCounters counters() {
    return tunnels.counters();
  }

  /** Removes the adapter. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      adapter.persist(false);
      tunnels.close();
      socket.close();
    }
  }

  private void carry(Ip4 home, List<Binding> bindings) {
    var host = new Prefix4(home, 32);
    route(host, bindings.stream().filter(b -> !b.waiting()).map(this::outwards).toList());
    List<Tunnel> all = origins(bindings, false);
    keepalives.set(host, all);
    reverse.set(host, origins(bindings, true));
  }

  /**
   * A mobile router with a care-of address of its own decapsulates once; behind a foreign agent
   * packets for its networks are encapsulated to its home address first (RFC 5177 §7.2).
   */
  private void carryNetwork(Prefix4 prefix, List<Binding> bindings) {
    List<Encapsulation> ways = new ArrayList<>();
    List<Tunnel> origins = new ArrayList<>();
    for (Binding binding : bindings) {
      if (binding.mobileNetworks().contains(prefix) && !binding.waiting()) {
        ways.add(binding.coLocated() ? outwards(binding) : nested(binding));
        if (binding.coLocated()) {
          origins.addAll(origins(List.of(binding), true));
        } else {
          origins.add(Tunnel.ipInIp(binding.home()));
        }
      }
    }
    route(prefix, ways);
    reverse.set(prefix, origins);
  }

  private void leave(Prefix4 prefix) {
    tunnels.unroute(prefix);
    reverse.set(prefix, List.of());
  }

  /** Broadcasts and multicasts of the home link go to all that asked (RFC 5944 §4.3). */
  private void carryBroadcasts() {
    List<Encapsulation> ways =
        bound.values().stream()
            .flatMap(Collection::stream)
            .filter(binding -> binding.broadcasts() && !binding.waiting())
            .map(binding -> binding.coLocated() ? outwards(binding) : nested(binding))
            .toList();
    route(new Prefix4(Ip4.BROADCAST, 32), ways);
    route(new Prefix4(network.prefix().last(), 32), ways);
    route(MULTICAST, ways);
  }

  private void route(Prefix4 destinations, List<Encapsulation> ways) {
    if (ways.isEmpty()) {
      tunnels.unroute(destinations);
    } else {
      tunnels.route(destinations, ways);
    }
  }

  private static List<Tunnel> origins(List<Binding> bindings, boolean reverseOnly) {
    List<Tunnel> origins = new ArrayList<>();
    for (Binding binding : bindings) {
      if (!reverseOnly || binding.reverseTunnel()) {
        origins.add(binding.tunnel());
        Tunnel previous = binding.previous();
        if (previous != null) {
          origins.add(previous); // until the binding changes again, when its time is over
        }
      }
    }
    return origins;
  }

  private Encapsulation outwards(Binding binding) {
    return Encapsulation.of(binding.tunnel(), socket, udp);
  }

  private Encapsulation nested(Binding binding) {
    return new Encapsulation.Nested(agent, binding.home(), outwards(binding));
  }

  private static boolean wantsBroadcasts(List<Binding> bindings) {
    return bindings.stream().anyMatch(Binding::broadcasts);
  }

  private static Set<Prefix4> networksOf(List<Binding> bindings) {
    Set<Prefix4> networks = new HashSet<>();
    bindings.forEach(binding -> networks.addAll(binding.mobileNetworks()));
    return networks;
  }
}
