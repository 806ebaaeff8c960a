package org.dualmip.mobilenode;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.dualmip.linux.HostException;
import org.dualmip.linux.Sysctl;

/**
 * Kernel settings that a dual node needs, set at start and put back at a clean stop.
 *
 * <p>A home address is not the business of an access network: the node neither answers ARP for it
 * there nor uses it as a sender (RFC 5944 §4.6). A lost ARP exchange is repeated soon, because a
 * registration waits for it. A mobile router forwards between the link behind it and the intranet
 * adapter, and on no other.
 */
final class HostTuning implements AutoCloseable {
  private record Former(String name, String value) {}

  private final Deque<Former> former = new ArrayDeque<>();

  HostTuning(NodeSettings settings) {
    set("net.ipv4.conf.all.arp_ignore", "1");
    set("net.ipv4.conf.all.arp_announce", "2");
    for (NodeSettings.Interface one : settings.interfaces()) {
      set("net.ipv4.neigh." + one.name().replace('.', '/') + ".retrans_time_ms", "100");
    }
    String behind = settings.mobileNetworkLink();
    if (behind != null) {
      for (String link : List.of(behind, Adapters.INTRANET)) {
        set("net.ipv4.conf." + link.replace('.', '/') + ".forwarding", "1");
      }
    }
  }

  private void set(String name, String value) {
    String before = Sysctl.set(name, value);
    if (!before.equals(value)) {
      former.push(new Former(name, before));
    }
  }

  @Override
  public void close() {
    while (!former.isEmpty()) {
      Former one = former.pop();
      try {
        Sysctl.set(one.name(), one.value());
      } catch (HostException gone) {
        // An adapter of ours, which went before.
      }
    }
  }
}
