package org.dualmip.mobilenode;

import java.util.function.Consumer;
import org.dualmip.linux.Arp;
import org.dualmip.linux.HostChange;
import org.dualmip.linux.HostException;
import org.dualmip.linux.Reconciler;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.node.CareOf;

/** Makes this host look like a projection, in the order in which nothing leaks. Owner thread. */
final class Interpreter {
  private final Gate gate;
  private final Reconciler routes;
  private final Plumbing plumbing;
  private final Tunnels tunnels;
  private final AgentLinks agents;
  private final Runnable whenShut;
  private final Consumer<String> troubled;
  private Projection shown = Projection.NOTHING;

  /**
   * Begins with a host on which nothing is open.
   *
   * @param whenShut called when the gate was shut for something, before anything else is done
   */
  Interpreter(
      Gate gate,
      Reconciler routes,
      Plumbing plumbing,
      Tunnels tunnels,
      AgentLinks agents,
      Runnable whenShut,
      Consumer<String> troubled) {
    this.gate = gate;
    this.routes = routes;
    this.plumbing = plumbing;
    this.tunnels = tunnels;
    this.agents = agents;
    this.whenShut = whenShut;
    this.troubled = troubled;
    routes.apply(plumbing.of(shown));
  }

  /** Shuts first, then moves addresses and routes, then opens, then leads user data there. */
  void show(Projection next, MonotonicTime now) {
    Projection common = Gate.common(shown, next);
    gate.apply(common, now);
    if (common.openings().size() < shown.openings().size()) {
      whenShut.run();
    }
    if (next.innerPath() == null) {
      tunnels.shut();
    }
    boolean intoTunnel = isBare(shown) && isTunnelled(next);
    if (intoTunnel || (isTunnelled(shown) && isBare(next))) {
      // Both ways have their proof. Packets are led to the other one once it is open.
      gate.apply(next, now);
    }
    if (intoTunnel) {
      tunnels.apply(next);
    }
    for (HostChange change : routes.apply(plumbing.of(next))) {
      if (change instanceof HostChange.Blocked blocked) {
        // Often an interface that just went away: its event brings the next projection.
        troubled.accept(blocked.object() + " cannot be set: " + blocked.reason());
      }
    }
    gate.apply(next, now);
    agents.apply(next.listening());
    tunnels.apply(next); // the gate is open where the path leads, so nothing is lost at its sill
    shown = next;
  }

  private static boolean isBare(Projection projection) {
    return projection.innerPath() != null && projection.innerPath().isBare();
  }

  private static boolean isTunnelled(Projection projection) {
    return projection.innerPath() != null && !projection.innerPath().isBare();
  }

  /** Tells the home link where the home address is: at the interface's own station address. */
  void announce(CareOf.AtHome home) {
    try (Rtnetlink netlink = Rtnetlink.open()) {
      MacAddress mac = netlink.link(home.link()).map(org.dualmip.linux.Link::mac).orElse(null);
      if (mac != null) {
        Arp.announce(home.link(), home.address(), mac);
      }
    } catch (HostException gone) {
      troubled.accept(String.valueOf(gone.getMessage()));
    }
  }
}
