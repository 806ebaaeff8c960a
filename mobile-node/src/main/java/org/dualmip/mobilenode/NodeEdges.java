package org.dualmip.mobilenode;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.dualmip.detector.Clue;
import org.dualmip.ipsec.VpnEvent;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobilenode.DualNode.Input;
import org.dualmip.mobilenode.DualNode.Output;
import org.dualmip.mobilenode.Projection.Attachment;
import org.dualmip.mobilenode.portal.CaptivePortal;
import org.dualmip.service.Clock;
import org.dualmip.service.OwnerThread;

/**
 * What comes in from this host, on any thread: interfaces, sensors, datagrams, agents, the VPN,
 * captive portals. Each becomes an input of the engine, on the owner thread.
 */
final class NodeEdges implements AgentLinks.Ear, PortalDesk.Owner {
  private final OwnerThread<Input, Output> owner;
  private final Clock clock;
  private final ShutTimes shutTimes;
  private final NodeEvents events;
  private final Supplier<PortalDesk> desk;
  private final Supplier<Sensors> sensors;

  /**
   * @param desk there once an interface can be seen
   * @param sensors the same
   */
  NodeEdges(
      OwnerThread<Input, Output> owner,
      Clock clock,
      ShutTimes shutTimes,
      NodeEvents events,
      Supplier<PortalDesk> desk,
      Supplier<Sensors> sensors) {
    this.owner = owner;
    this.clock = clock;
    this.shutTimes = shutTimes;
    this.events = events;
    this.desk = desk;
    this.sensors = sensors;
  }

  void linkChanged(LinkWatch.Change change) {
    MonotonicTime heard = clock.now().monotonic();
    List<Clue> known =
        change instanceof LinkWatch.Change.Up up ? sensors.get().known(up.link()) : List.of();
    owner.post(now -> {
      shutTimes.changed(heard);
      return switch (change) {
        case LinkWatch.Change.Up up -> new Input.LinkUp(now, up.link(), known);
        case LinkWatch.Change.Down down -> new Input.LinkDown(now, down.name(), down.why());
        case LinkWatch.Change.Carrier up -> new Input.Carrier(now, up.name());
        case LinkWatch.Change.CarrierLost down ->
            new Input.CarrierLost(now, down.name(), down.why());
      };
    });
    owner.execute(shutTimes::settled);
    sensors.get().changed(change); // clues of a connection come behind it
  }

  void seen(String link, Clue clue) {
    owner.post(now -> new Input.Seen(now, link, clue));
    if (clue instanceof Clue.Lease || clue instanceof Clue.RouterAdvertised) {
      owner.execute(() -> {
        desk.get().seen(link, clue);
        sensors.get().portal(link).ifPresent(uri -> desk.get().advertised(link, uri));
      });
    }
  }

  void resumed() {
    events.say("resumed", "the host was asleep");
    owner.post(Input.Resumed::new);
  }

  void received(Attachment socket, Endpoint from, Octets payload) {
    owner.post(now -> new Input.Datagram(now, socket, from, payload));
  }

  @Override
  public void heard(String link, MacAddress from, Ip4 source, int ttl, Octets icmp) {
    owner.post(now -> new Input.Heard(now, link, from, source, ttl, icmp));
  }

  @Override
  public void received(String link, MacAddress from, Endpoint source, Octets payload) {
    owner.post(now -> new Input.FromAgent(now, link, from, source, payload));
  }

  @Override
  public void execute(Runnable task) {
    owner.execute(task);
  }

  @Override
  public void after(Duration delay, Runnable task) {
    owner.after(delay, task);
  }

  @Override
  public Now now() {
    return clock.now();
  }

  void portalSays(CaptivePortal.Output.Changed changed) {
    events.portal(changed);
    if (changed.after() != CaptivePortal.State.UNKNOWN) {
      Clue clue = new Clue.Portal(changed.after() == CaptivePortal.State.CAPTIVE);
      owner.post(now -> new Input.Seen(now, changed.link(), clue));
    }
  }

  void vpnSays(VpnEvent event) {
    events.vpn(event);
    switch (event) {
      case VpnEvent.Up up -> owner.post(now -> new Input.VpnUp(now, up.innerAddress()));
      case VpnEvent.Down down -> owner.post(now -> new Input.VpnDown(now, down.reason()));
      case VpnEvent.Unavailable away -> owner.post(now -> new Input.VpnDown(now, away.remedy()));
      case VpnEvent.Available _,
          VpnEvent.Failed _,
          VpnEvent.Connecting _,
          VpnEvent.Moved _,
          VpnEvent.Rekeyed _ -> {}
    }
  }
}
