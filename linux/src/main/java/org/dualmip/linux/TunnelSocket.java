package org.dualmip.linux;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Tunnel.Kind;
import org.jspecify.annotations.Nullable;

/**
 * The end here of tunnels that are IP protocols of their own: IP-in-IP (RFC 2003), and if wanted
 * minimal encapsulation (RFC 2004) and GRE (RFC 2784). The kernel makes the outer header, fragments
 * and puts together again.
 *
 * <p>The outer header has TTL 64 (with minimal encapsulation that of the packet), DSCP and ECN of
 * the inner packet (RFC 2983 §3, RFC 6040 §4.1) and its DF bit (RFC 2003 §3.1). Needs CAP_NET_RAW,
 * and no kernel module. Any thread may send; {@link UserTunnels#attach(TunnelSocket)} receives on
 * one thread for each kind.
 */
public final class TunnelSocket implements AutoCloseable {
  private static final int SOCK_RAW = 3;
  private static final int TTL = 64;

  private final Ip4 local;
  private final Map<Kind, DatagramSocket4> sockets = new EnumMap<>(Kind.class);

  private TunnelSocket(Ip4 local, @Nullable String device, Set<Kind> kinds) {
    this.local = local;
    try {
      for (Kind kind : kinds) {
        var socket =
            new DatagramSocket4(
                kind + " socket " + local,
                SOCK_RAW,
                kind.protocol(),
                new Endpoint(local, 0),
                device);
        sockets.put(kind, socket);
        socket.ttl(TTL);
      }
    } catch (RuntimeException refused) {
      close();
      throw refused;
    }
  }

  /**
   * Opens one in the caller's network namespace.
   *
   * @param local the tunnels' end here; {@link Ip4#ANY} for whatever address the kernel chooses,
   *     and to receive at all of them
   * @param device the link packets must leave and arrive by, null for any
   * @param kinds what to carry besides IP-in-IP, which is always carried
   * @throws HostException without the right, or if no interface has the address
   */
  public static TunnelSocket open(Ip4 local, @Nullable String device, Kind... kinds) {
    var all = EnumSet.of(Kind.IP_IN_IP);
    Collections.addAll(all, kinds);
    return new TunnelSocket(local, device, all);
  }

  /** The tunnels' end here. */
  public Ip4 local() {
    return local;
  }

  /** Whether it was opened for this kind. */
  public boolean carries(Kind kind) {
    return sockets.containsKey(kind);
  }

  DatagramSocket4 datagrams(Kind kind) {
    return Objects.requireNonNull(sockets.get(kind));
  }

  Map<Kind, DatagramSocket4> datagrams() {
    return sockets;
  }

  /** Ends receiving; sending then fails. A second call does nothing. */
  @Override
  public void close() {
    sockets.values().forEach(DatagramSocket4::close);
  }
}
