package org.dualmip.homeagent;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.dualmip.linux.Encapsulation;
import org.dualmip.linux.HostException;
import org.dualmip.linux.HostObject;
import org.dualmip.linux.TunnelCounters;
import org.dualmip.linux.TunnelListener;
import org.dualmip.linux.TunnelSocket;
import org.dualmip.linux.UdpSender;
import org.dualmip.linux.VisitorTunnels;
import org.dualmip.linux.VisitorTunnels.Visit;
import org.dualmip.mobileip.foreign.Delivery;
import org.dualmip.mobileip.foreign.Visitor;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.packet.Tunnel;
import org.jspecify.annotations.Nullable;

/**
 * The data path of visitors: what home agents tunnel goes to their stations, what they send goes
 * into the tunnel to their home agent if they asked for that.
 *
 * <pre>
 *   visitor -> link -> mark of its adapter -> rule -> table -> adapter -> tunnel      direct delivery
 * </pre>
 *
 * <p>All visitors share one adapter. Only one that has the home address of another gets into a
 * second, and so on: in each, a source belongs to one visitor. Belongs to the owner thread, except
 * where said otherwise.
 */
final class VisitorPath implements AutoCloseable {
  private static final int NO_ADAPTER = -1;

  private record Key(String link, MacAddress mac, Ip4 home, Ip4 homeAgent) {}

  private final TunnelSocket socket;
  private final List<TunnelSocket> sockets;
  private final VisitorTunnels tunnels;
  private final VisitorAdapters adapters;
  private final @Nullable VisitorMarks marks;
  private final Map<String, LinkPort> links;
  private final Map<Key, Visit> visits = new HashMap<>();
  private final Map<Key, Visitor> visitors = new HashMap<>();
  private @Nullable UdpSender udp;
  private boolean closed;

  private VisitorPath(
      AgentConfig config,
      ForeignAgentSection settings,
      List<TunnelSocket> sockets,
      Set<Ip4> ends,
      Map<String, LinkPort> links,
      TunnelListener listener) {
    this.socket = sockets.getFirst();
    this.sockets = sockets;
    this.links = links;
    boolean reverse = settings.reverseTunnel() != ForeignAgentSection.ReverseTunnel.UNAVAILABLE;
    this.marks = reverse ? VisitorMarks.open(settings.adapter(), ends) : null;
    this.tunnels = VisitorTunnels.open(listener);
    this.adapters = new VisitorAdapters(settings, config.owner(), tunnels);
    sockets.forEach(tunnels::attach);
  }

  /**
   * Makes ready for visitors; what a crashed agent left is taken over.
   *
   * <p>Tunnels from home agents end at the care-of address, those of encapsulating delivery at the
   * address that advertisements come from (RFC 3024 §5.2).
   *
   * @param own the agent's address on each link
   * @param links where visitors are
   * @throws HostException saying which right or device is missing; then nothing is left
   */
  static VisitorPath open(
      AgentConfig config,
      ForeignAgentSection settings,
      Map<String, OnLink> own,
      Map<String, LinkPort> links,
      TunnelListener listener) {
    Set<Ip4> ends = new LinkedHashSet<>(Set.of(config.careOf()));
    settings.links().forEach(link -> ends.add(Objects.requireNonNull(own.get(link)).address()));
    Tunnel.Kind[] kinds = settings.encapsulations().toArray(Tunnel.Kind[]::new);
    List<TunnelSocket> sockets = new ArrayList<>();
    VisitorPath path = null;
    try {
      ends.forEach(end -> sockets.add(TunnelSocket.open(end, null, kinds)));
      path = new VisitorPath(config, settings, sockets, ends, links, listener);
      path.adapters.begin();
      return path;
    } catch (HostException refused) {
      if (path != null) {
        path.close();
      }
      sockets.forEach(TunnelSocket::close);
      throw refused;
    }
  }

  /** Says what sends through tunnels in UDP: the socket of the registrations. */
  void udp(UdpSender sender) {
    udp = sender;
  }

  /** Takes a tunnelled packet in UDP, with its header. Any thread. */
  void received(Endpoint from, ByteBuffer payload) {
    boolean _ = tunnels.received(from, payload);
  }

  /**
   * Serves a visitor as it is now.
   *
   * @param before null if it came
   * @param after null if it went
   * @return whether {@link #host} gives more than before
   */
  boolean change(@Nullable Visitor before, @Nullable Visitor after) {
    int adaptersBefore = adapters.size();
    if (before != null) {
      visitors.remove(key(before));
    }
    if (after != null) {
      visitors.put(key(after), after);
    }
    Visit old = before == null ? null : visits.remove(key(before));
    Visit fresh = after == null || after.coLocated() ? null : visit(after, old);
    if (fresh != null) {
      visits.put(key(Objects.requireNonNull(after)), fresh);
      tunnels.admit(old, fresh);
    } else if (old != null) {
      tunnels.dismiss(old);
    }
    mark(before, old, after, fresh);
    return adapters.size() > adaptersBefore;
  }

  /** Whether this is how a visitor stands now. */
  boolean serves(Visitor visitor) {
    return visitor.equals(visitors.get(key(visitor)));
  }

  /** Sends a packet through a visitor's tunnel. */
  void send(Visitor visitor, byte[] packet) {
    Visit visit = visits.get(key(visitor));
    if (visit != null) {
      boolean _ = tunnels.send(visit, packet);
    }
  }

  /** What the kernel should hold for the adapters there are. */
  Set<HostObject> host() {
    return adapters.host();
  }

  /** What passed and what did not. Any thread. */
  TunnelCounters counters() {
    return tunnels.counters();
  }

  /** Removes the adapters and marks. Idempotent. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      try {
        if (marks != null) {
          marks.close();
        }
      } finally {
        adapters.remove();
        tunnels.close();
        sockets.forEach(TunnelSocket::close);
      }
    }
  }

  private Visit visit(Visitor visitor, @Nullable Visit before) {
    LinkPort link = Objects.requireNonNull(links.get(visitor.link()));
    boolean encapsulates = visitor.reverseTunnel() && visitor.delivery() == Delivery.ENCAPSULATING;
    boolean direct = visitor.reverseTunnel() && visitor.delivery() == Delivery.DIRECT;
    int adapter = NO_ADAPTER;
    if (direct) {
      adapter =
          before != null && before.adapter() != NO_ADAPTER
              ? before.adapter()
              : freeAdapter(visitor.home());
    }
    return new Visit(
        visitor.home(),
        link.socket(),
        visitor.mac(),
        Encapsulation.of(visitor.tunnel(), socket, udp),
        adapter,
        encapsulates);
  }

  /** The first in which nobody has this home address. */
  private int freeAdapter(Ip4 home) {
    int index = 0;
    while (isTaken(home, index)) {
      index++;
    }
    if (index == adapters.size()) {
      if (index == VisitorAdapters.MOST) {
        return NO_ADAPTER;
      }
      adapters.add();
    }
    return index;
  }

  private boolean isTaken(Ip4 home, int adapter) {
    return visits.values().stream()
        .anyMatch(visit -> visit.home().equals(home) && visit.adapter() == adapter);
  }

  private void mark(
      @Nullable Visitor before,
      @Nullable Visit old,
      @Nullable Visitor after,
      @Nullable Visit fresh) {
    if (marks == null) {
      return;
    }
    int oldMark = old == null ? NO_ADAPTER : old.adapter();
    int newMark = fresh == null ? NO_ADAPTER : fresh.adapter();
    boolean same =
        before != null && after != null && key(before).equals(key(after)) && oldMark == newMark;
    if (!same && before != null && oldMark != NO_ADAPTER) {
      marks.take(before);
    }
    if (!same && after != null && newMark != NO_ADAPTER) {
      marks.put(after, adapters.mark(newMark));
    }
    boolean encapsulated = old != null && old.encapsulates();
    boolean encapsulates = fresh != null && fresh.encapsulates();
    if (before != null && encapsulated && !(same && encapsulates)) {
      marks.shutOut(before, !isEncapsulating(before.home()));
    }
    if (after != null && encapsulates && !(same && encapsulated)) {
      marks.letIn(after);
    }
  }

  private boolean isEncapsulating(Ip4 home) {
    return visits.values().stream()
        .anyMatch(visit -> visit.home().equals(home) && visit.encapsulates());
  }

  private static Key key(Visitor visitor) {
    return new Key(visitor.link(), visitor.mac(), visitor.home(), visitor.homeAgent());
  }
}
