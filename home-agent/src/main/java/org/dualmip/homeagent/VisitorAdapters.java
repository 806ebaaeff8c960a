package org.dualmip.homeagent;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.dualmip.linux.HostObject;
import org.dualmip.linux.Route;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.linux.Rule;
import org.dualmip.linux.Tun;
import org.dualmip.linux.VisitorTunnels;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;

/**
 * The virtual adapters through which packets of visitors reach their tunnels, with a mark, a rule
 * and a table for each. Belongs to the owner thread.
 */
final class VisitorAdapters {
  /** As many visitors can have the same home address. */
  static final int MOST = 16;

  private static final Prefix4 EVERYWHERE = new Prefix4(Ip4.ANY, 0);

  /** Before the main table, behind the operator's. */
  private static final int PREFERENCE = 190;

  private static final int MARK = 0xd000_0000;

  private final ForeignAgentSection settings;
  private final int owner;
  private final VisitorTunnels tunnels;
  private final List<Tun> adapters = new ArrayList<>();

  /**
   * @param owner the number that marks what is ours
   * @param tunnels carry what goes into the adapters, and close them
   */
  VisitorAdapters(ForeignAgentSection settings, int owner, VisitorTunnels tunnels) {
    this.settings = settings;
    this.owner = owner;
    this.tunnels = tunnels;
  }

  /** Makes the first, and removes the others that a crashed agent had for visitors of its own. */
  void begin() {
    try (Rtnetlink kernel = Rtnetlink.open()) {
      for (int index = 1; index < MOST; index++) {
        if (kernel.link(name(index)).isPresent()) {
          try (Tun left = Tun.openTun(name(index))) {
            left.persist(false);
          }
        }
      }
    }
    add();
  }

  /** Makes another one. */
  void add() {
    String name = name(adapters.size());
    Tun adapter = Tun.openTun(name);
    adapters.add(adapter);
    try (Rtnetlink kernel = Rtnetlink.open()) {
      kernel.mtu(name, settings.mtu());
      kernel.linkUp(name);
    }
    int _ = tunnels.attach(adapter);
  }

  int size() {
    return adapters.size();
  }

  /** What leads a packet to an adapter. */
  int mark(int adapter) {
    return MARK | owner << 8 | (adapter + 1);
  }

  /** What the kernel should hold for the adapters there are. */
  Set<HostObject> host() {
    Set<HostObject> objects = new LinkedHashSet<>();
    for (int index = 0; index < adapters.size(); index++) {
      int table = owner * AgentConfig.TABLES + index + 1;
      objects.add(Route.through(name(index), null, EVERYWHERE, null, table).of(owner));
      objects.add(Rule.lookup(PREFERENCE, null, null, table).marked(mark(index)).of(owner));
    }
    return objects;
  }

  /** Lets them go when the tunnels are closed. */
  void remove() {
    adapters.forEach(adapter -> adapter.persist(false));
  }

  private String name(int index) {
    return index == 0 ? settings.adapter() : settings.adapter() + (index + 1);
  }
}
