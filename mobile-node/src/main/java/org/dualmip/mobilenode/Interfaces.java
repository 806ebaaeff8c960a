package org.dualmip.mobilenode;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dualmip.detector.Clue;
import org.dualmip.detector.Detection;
import org.dualmip.detector.DetectorConfig.Probe;
import org.dualmip.detector.Observation;
import org.dualmip.detector.sensor.ClueLimit;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;

/**
 * What happens to interfaces: makes what each has to offer its point of attachment, and tells
 * everybody when that is another one.
 */
final class Interfaces {
  private final Points points;
  private final Links links;
  private final Networks networks;
  private final Detection detector;
  private final InnerSystem inner;
  private final Carrier outer;
  private final LowerDriver lower;
  private final Outbox outbox;

  /** Who was seen to be the gateway of each connection. */
  private final Map<String, MacAddress> gateways = new HashMap<>();

  private final Map<String, ClueLimit> agentClues = new HashMap<>();

  Interfaces(
      Points points,
      Links links,
      Networks networks,
      Detection detector,
      InnerSystem inner,
      Carrier outer,
      LowerDriver lower,
      Outbox outbox) {
    this.points = points;
    this.links = links;
    this.networks = networks;
    this.detector = detector;
    this.inner = inner;
    this.outer = outer;
    this.lower = lower;
    this.outbox = outbox;
  }

  void up(Link link, Now now) {
    points.own(link.name(), link);
    attach(link.name(), "it has an address no more", now);
  }

  void down(String name, String why, Now now) {
    points.own(name, null);
    attach(name, why, now);
  }

  void carrier(String name, Now now) {
    points.carrier(name, true, now);
    attach(name, "it has a carrier", now);
  }

  void carrierLost(String name, String why, Now now) {
    points.own(name, null);
    points.carrier(name, false, now);
    attach(name, why, now);
  }

  void heard(DualNode.Input.Heard heard) {
    points.heard(heard);
    attach(heard.link(), "its agent serves no more", heard.at());
    offered(heard.link(), heard.at());
    points
        .heardOf(heard)
        .ifPresent(agent -> {
          Clue clue =
              new Clue.AgentAdvertised(
                  agent.address(), agent.mac(), agent.advertisement().careOf());
          if (links.named(heard.link()) != null
              && agentClues
                  .computeIfAbsent(heard.link(), _ -> new ClueLimit())
                  .passes(clue, heard.at().monotonic())) {
            detector.observe(new Observation.Seen(heard.at(), heard.link(), clue));
          }
        });
  }

  /**
   * Another station than before answers for the gateway's address: the interface is at another
   * point of attachment, though nobody took a cable away. What was proved through the old one is
   * over, so the gate shuts first, and detection begins anew (RFC 5265 §3.2.2).
   *
   * <p>Routers that stand in for each other do not look like that: VRRP (RFC 5798 §7.3) and HSRP
   * answer ARP with a virtual link-layer address that stays as it is when another router takes
   * over. Where routers change places with their own addresses, each change costs one detection.
   * Who forges ARP on the link can cause that too: it costs time, and opens nothing.
   */
  private void gateway(String name, Clue.Gateway gateway, Now now) {
    Link link = links.named(name);
    if (link == null || !link.ownsAddress() || !link.gateway().equals(gateway.address())) {
      return;
    }
    MacAddress before = gateways.get(name);
    if (before != null && !before.equals(gateway.mac())) {
      linkDown(name, "its gateway is another station", now);
      enter(link, now);
    }
    gateways.put(name, gateway.mac());
  }

  void advance(Now now) {
    points.advance(now);
    for (String name : points.listening()) {
      attach(name, "no foreign agent is heard any more", now);
    }
    for (String name : networks.names()) {
      if (networks.isOverdue(name, now.monotonic())) {
        reconsider(name, now);
      }
    }
  }

  /** A sensor says more of a network: the user may have said something of this one. */
  void seen(DualNode.Input.Seen seen) {
    if (seen.clue() instanceof Clue.Gateway gateway) {
      gateway(seen.link(), gateway, seen.at());
    }
    if (links.mayUse(seen.link()) && networks.seen(seen.link(), seen.clue())) {
      reconsider(seen.link(), seen.at());
    }
    detector.observe(new Observation.Seen(seen.at(), seen.link(), seen.clue()));
    Link link = links.named(seen.link());
    if (link != null && seen.clue() instanceof Clue.Portal(boolean captive) && !captive) {
      lower.tryAgain(link.careOf(), seen.at());
    }
  }

  /** The user says that the inner home agent may be asked there. */
  void allow(String name, Now now) {
    if (networks.allow(name)) {
      outbox.because("the user allows " + name + " to look for the inner home agent");
      reconsider(name, now);
    }
  }

  /** Nothing that was known of any network holds; each is entered anew, the oldest first. */
  void resumed(Now now) {
    Set<String> names = new LinkedHashSet<>(links.names());
    names.addAll(networks.names());
    for (String name : names) {
      Link same = networks.named(name);
      linkDown(name, "the host was asleep", now);
      if (same != null) {
        enter(same, now);
      }
    }
  }

  void registered(CareOf careOf, Now now) {
    points.registered(careOf, now);
  }

  /** A refusal of the agent's own: perhaps another one is more willing. */
  void refused(MobileNode.Output.Denied denied, Now now) {
    if (!denied.code().fromHomeAgent()) {
      points.refused(denied.careOf(), now);
      attach(denied.careOf().link(), "its agent refuses", now);
    }
  }

  /** Makes what an interface has to offer its point of attachment: another is another network. */
  private void attach(String name, String otherwise, Now now) {
    if (!links.mayUse(name)) {
      return;
    }
    Link point = points.point(name);
    if (point == null) {
      linkDown(name, otherwise, now);
      networks.detached(name);
    } else if (!point.equals(networks.named(name))) {
      linkDown(name, "its address or gateway changed", now);
      enter(point, now);
    }
  }

  private void enter(Link point, Now now) {
    networks.attached(point, now.monotonic());
    linkUp(point, now);
    offered(point.name(), now);
  }

  /** Makes the user's word on the network of an interface count. */
  private void reconsider(String name, Now now) {
    Link point = networks.named(name);
    if (point == null) {
      return;
    }
    NetworkOverride override = networks.override(name);
    if (!override.use()) {
      linkDown(name, "the rule '" + override.name() + "' says never to use this network", now);
    } else if (links.named(name) == null) {
      linkUp(point, now);
      offered(name, now);
    } else {
      tellRule(name, override);
      links.meter(name, override.metered(), now.monotonic());
      detector.observe(new Observation.Ruled(now, name, networks.probe(name)));
      if (networks.probe(name) == Probe.NEVER) {
        lower.forbidInner(point.careOf(), now);
      } else {
        lower.probeNow(point.careOf(), now);
      }
    }
  }

  private void tellRule(String name, NetworkOverride override) {
    if (!override.name().isEmpty()) {
      outbox.changed(
          "network-rule",
          null,
          name,
          null,
          override.name(),
          override.words(networks.isAllowed(name)),
          List.of());
    }
  }

  /** Tells the registrations what the agent in use says, and asks it anew if it has restarted. */
  private void offered(String name, Now now) {
    Link link = links.named(name);
    if (link == null || link.agent() == null) {
      return;
    }
    CareOf.ThroughAgent agent = link.agent();
    points
        .offer(agent)
        .ifPresent(offer -> {
          inner.handle(new MobileNode.Input.Advertised(now, agent, offer));
          outer.handle(new MobileNode.Input.Advertised(now, agent, offer));
        });
    if (points.takeRestart(name)) {
      outbox.because("the foreign agent on " + name + " has restarted");
      if (agent.equals(inner.boundTo())) {
        lower.renewInner(agent, now);
      }
      if (agent.equals(outer.boundTo())) {
        outer.handle(new MobileNode.Input.Register(now, agent, null));
      }
    }
  }

  private void linkUp(Link link, Now now) {
    NetworkOverride override = networks.override(link.name());
    tellRule(link.name(), override);
    if (!override.use()) {
      return;
    }
    String cause = link + " is attached";
    outbox.because(cause);
    links.attach(link, override.metered(), now.monotonic());
    inner.attached(link);
    detector.observe(new Observation.Attached(now, link.name(), link.address(), link.gateway()));
    if (networks.isRuled(link.name())) {
      detector.observe(new Observation.Ruled(now, link.name(), networks.probe(link.name())));
    }
    outbox.changed("link-found", null, link.name(), null, link.toString(), cause, List.of());
  }

  private void linkDown(String name, String why, Now now) {
    Link gone = links.named(name);
    if (gone == null) {
      return;
    }
    outbox.because(name + " is lost: " + why);
    links.detach(name, now.monotonic());
    gateways.remove(name);
    agentClues.remove(name);
    outbox.changed("link-lost", null, name, gone.toString(), null, why, List.of());
    detector.observe(new Observation.Detached(now, name, why));
    lower.lost(gone.careOf(), now);
  }
}
