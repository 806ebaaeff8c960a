package org.dualmip.mobilenode;

import java.util.ArrayDeque;
import java.util.Deque;
import org.dualmip.linux.Sysctl;

/**
 * Kernel settings that a dual node needs, set at start and put back at a clean stop.
 *
 * <p>A home address is not the business of an access network: the node neither answers ARP for it
 * there nor uses it as a sender (RFC 5944 §4.6). A lost ARP exchange is repeated soon, because a
 * registration waits for it.
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
      Sysctl.set(one.name(), one.value());
    }
  }
}
