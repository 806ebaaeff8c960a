package org.dualmip.homeagent;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.dualmip.linux.AcceptanceTable;
import org.dualmip.linux.Encapsulation;
import org.dualmip.linux.HostException;
import org.dualmip.linux.IpIpSocket;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.linux.Tun;
import org.dualmip.linux.TunnelCounters;
import org.dualmip.linux.TunnelListener;
import org.dualmip.linux.UdpSender;
import org.dualmip.linux.UdpSocket;
import org.dualmip.linux.UserTunnels;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * The virtual adapter with the tunnels behind it, one for each binding.
 *
 * <p>Let in is only what has a bound home address inside and comes through the tunnel of its
 * binding, address and port exactly (RFC 3024 §6, RFC 3519 §4.3), or for a short time through the
 * tunnel before the last handover. Bindings are changed by the owner thread; packets pass on
 * threads of their own.
 */
final class DataPath implements AutoCloseable {
  private final Tun adapter;
  private final IpIpSocket ipIp;
  private final UserTunnels tunnels;
  private final AcceptanceTable reverse = new AcceptanceTable();
  private final AcceptanceTable keepalives = new AcceptanceTable();
  private final Map<Ip4, Set<Endpoint>> allowed = new HashMap<>();
  private @Nullable UdpSender udp;
  private boolean closed;

  private DataPath(Tun adapter, IpIpSocket ipIp, Ip4 agent, TunnelListener listener) {
    this.adapter = adapter;
    this.ipIp = ipIp;
    this.tunnels =
        UserTunnels.open(
            adapter,
            // Keepalives (RFC 3519 §4.9) pass through tunnels that carry nothing else, too.
            (outer, port, source, destination) ->
                reverse.accepts(outer, port, source, destination)
                    || (destination == agent.bits()
                        && keepalives.accepts(outer, port, source, destination)),
            listener);
    tunnels.attach(ipIp);
  }

  /**
   * Makes the adapter, or takes over the one that a crashed agent left.
   *
   * @throws HostException saying which right or device is missing; then nothing is left
   */
  static DataPath open(AgentConfig config, TunnelListener listener) {
    IpIpSocket ipIp = IpIpSocket.open(config.address(), null);
    try {
      Tun adapter = Tun.openTun(config.adapter());
      try (Rtnetlink kernel = Rtnetlink.open()) {
        kernel.mtu(config.adapter(), config.adapterMtu());
        kernel.linkUp(config.adapter());
        return new DataPath(adapter, ipIp, config.address(), listener);
      } catch (HostException refused) {
        adapter.persist(false);
        adapter.close();
        throw refused;
      }
    } catch (HostException refused) {
      ipIp.close();
      throw refused;
    }
  }

  /** Says what sends to mobile nodes behind a NAT: the socket of the registrations. */
  void udp(UdpSender sender) {
    udp = sender;
  }

  /** Takes tunnelled packets in UDP, with their header. Any thread. */
  void received(Endpoint from, ByteBuf payload) {
    boolean _ = tunnels.received(from, payload.nioBuffer());
  }

  /** Takes what arrives on a socket that is not Netty's: tunnelled packets stay here. */
  void receive(UdpSocket socket, BiConsumer<Endpoint, byte[]> signalling) {
    tunnels.attach(socket, signalling);
  }

  /** Leads packets for the home address through the binding's tunnel, and accepts from there. */
  void bind(Binding binding) {
    Ip4 home = binding.home();
    tunnels.route(home, encapsulation(binding.tunnel()));
    Set<Endpoint> origins = new HashSet<>(Set.of(binding.tunnel().end()));
    Tunnel previous = binding.previous();
    if (previous != null) {
      origins.add(previous.end()); // until the binding changes again, when its time is over
    }
    allow(home, binding.reverseTunnel(), origins);
  }

  /** Carries nothing more to or from the home address. */
  void unbind(Ip4 home) {
    tunnels.unroute(home);
    allow(home, false, Set.of());
    allowed.remove(home);
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
      ipIp.close();
    }
  }

  /** Accepts from these and no others; what stays allowed is allowed throughout. */
  private void allow(Ip4 home, boolean reverseTunnel, Set<Endpoint> origins) {
    for (Endpoint origin : origins) {
      keepalives.allow(home, origin);
      if (reverseTunnel) {
        reverse.allow(home, origin);
      } else {
        reverse.revoke(home, origin);
      }
    }
    for (Endpoint origin : allowed.getOrDefault(home, Set.of())) {
      if (!origins.contains(origin)) {
        keepalives.revoke(home, origin);
        reverse.revoke(home, origin);
      }
    }
    allowed.put(home, origins);
  }

  private Encapsulation encapsulation(Tunnel tunnel) {
    if (!tunnel.isInUdp()) {
      return new Encapsulation.IpIp(ipIp, tunnel.remote());
    }
    if (udp == null) {
      throw new IllegalStateException("bindings come after the socket");
    }
    return new Encapsulation.Udp(udp, tunnel.end());
  }
}
