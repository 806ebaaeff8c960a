package org.dualmip.linux;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.dualmip.linux.NetlinkSocket.OverrunException;
import org.dualmip.mobileip.net.MalformedException;
import org.jspecify.annotations.Nullable;

/**
 * Tells of every change of links, IPv4 addresses, routes and rules of one network namespace (the
 * multicast groups of rtnetlink(7)).
 *
 * <p>The listener is called on the monitor's own thread, in the order of the kernel, and should
 * hand over rather than work: while it works, the kernel keeps events up to a bound and then drops
 * them, which is told as {@link NetworkChange.Overrun}. Changes made after {@link #open} returns
 * are told; what was there before is not, so read the state after opening, not before.
 */
public final class NetworkMonitor implements AutoCloseable {
  private static final int LINKS = 1;
  private static final int ADDRESSES = 0x10;
  private static final int ROUTES = 0x40;
  private static final int RULES = 0x80;
  private static final int AF_BRIDGE = 7;

  private final NetlinkSocket socket;
  private final Consumer<NetworkChange> listener;
  private final Map<Integer, String> names = new HashMap<>();

  private NetworkMonitor(NetlinkSocket socket, Consumer<NetworkChange> listener) {
    this.socket = socket;
    this.listener = listener;
  }

  /** Begins to listen in the caller's network namespace. */
  public static NetworkMonitor open(Consumer<NetworkChange> listener) {
    var monitor =
        new NetworkMonitor(new NetlinkSocket(0, LINKS | ADDRESSES | ROUTES | RULES), listener);
    // The thread inherits the namespace, in which it learns the names of the links.
    Thread.ofPlatform().name("network monitor").daemon().start(monitor::listen);
    return monitor;
  }

  /** Ends listening; the listener may be called once more. */
  @Override
  public void close() {
    socket.close();
  }

  private void listen() {
    learnNames();
    while (true) {
      try {
        byte[] datagram = socket.receive();
        if (datagram == null) {
          return;
        }
        for (NetlinkMessage message : NetlinkMessage.parse(datagram)) {
          NetworkChange change = read(message);
          if (change != null) {
            listener.accept(change);
          }
        }
      } catch (OverrunException | MalformedException lost) {
        // Not understood is as good as not heard: the remedy is the same.
        learnNames();
        listener.accept(new NetworkChange.Overrun());
      }
    }
  }

  private void learnNames() {
    try (Rtnetlink links = Rtnetlink.open()) {
      names.clear();
      links.links().forEach(link -> names.put(link.index(), link.name()));
    }
  }

  private @Nullable NetworkChange read(NetlinkMessage message) throws MalformedException {
    return switch (message.type()) {
      case Link.NEW -> {
        if (message.u8(0, "ifi_family") == AF_BRIDGE) {
          yield null; // the bridge's own account of a port, which comes besides the link's
        }
        Link link = Link.read(message);
        names.put(link.index(), link.name());
        yield new NetworkChange.LinkChanged(link);
      }
      case Link.DELETE -> {
        if (message.u8(0, "ifi_family") == AF_BRIDGE) {
          yield null; // it left a bridge
        }
        Link link = Link.read(message);
        names.remove(link.index());
        yield new NetworkChange.LinkRemoved(link);
      }
      case InterfaceAddress.NEW -> {
        InterfaceAddress address = InterfaceAddress.read(message);
        yield new NetworkChange.AddressAdded(name(address.link()), address);
      }
      case InterfaceAddress.DELETE -> {
        InterfaceAddress address = InterfaceAddress.read(message);
        yield new NetworkChange.AddressRemoved(name(address.link()), address);
      }
      case Route.NEW -> new NetworkChange.RouteAdded(Route.read(message, names::get));
      case Route.DELETE -> new NetworkChange.RouteRemoved(Route.read(message, names::get));
      case Rule.NEW -> new NetworkChange.RuleAdded(Rule.read(message));
      case Rule.DELETE -> new NetworkChange.RuleRemoved(Rule.read(message));
      default -> null;
    };
  }

  private String name(int index) {
    return names.getOrDefault(index, "link " + index);
  }
}
