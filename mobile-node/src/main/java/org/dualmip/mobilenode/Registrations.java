package org.dualmip.mobilenode;

import static org.dualmip.mobilenode.UpperDriver.isVpn;

import java.util.List;
import java.util.Set;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.mobilenode.Projection.Attachment;

/** What the two registrations are told, and what follows from what they say. */
final class Registrations {
  private final InnerSystem inner;
  private final InnerSearch search;
  private final Carrier outer;
  private final Interfaces interfaces;
  private final LowerDriver lower;
  private final UpperDriver upper;
  private final MobileNetworks networks;
  private final Farewell farewell;
  private final Outbox outbox;

  Registrations(
      InnerSystem inner,
      InnerSearch search,
      Carrier outer,
      Interfaces interfaces,
      LowerDriver lower,
      UpperDriver upper,
      MobileNetworks networks,
      Farewell farewell,
      Outbox outbox) {
    this.inner = inner;
    this.search = search;
    this.outer = outer;
    this.interfaces = interfaces;
    this.lower = lower;
    this.upper = upper;
    this.networks = networks;
    this.farewell = farewell;
    this.outbox = outbox;
  }

  private MobileNode outerEngine() {
    return switch (outer) {
      case Carrier.Outer(MobileNode engine, _) -> engine;
      case Carrier.Bare _ -> throw new IllegalStateException("nobody is asked, nobody answers");
    };
  }

  // --- what they are told

  void tell(Tier tier, MobileNode.Input input) {
    if (tier == Tier.INNER) {
      inner.handle(input);
    } else {
      outer.handle(input);
    }
  }

  /** Whichever of them asks that home agent can use it. */
  void offerKnown(DualNode.Input.OfferKnown known) {
    var offered = new MobileNode.Input.OfferKnown(known.at(), known.homeAgent(), known.offer());
    outer.handle(offered);
    if (known.homeAgent().equals(inner.engine().homeAgent())) {
      inner.handle(offered);
      search.offered(known.offer(), DualNode.VPN, known.at());
    }
  }

  void datagram(DualNode.Input.Datagram datagram) {
    Attachment socket = datagram.socket();
    if (socket.tier() == Tier.INNER
        && search.take(socket.careOf(), datagram.payload(), datagram.at())) {
      return;
    }
    outbox.because("a reply of the " + socket.tier() + " home agent");
    tell(
        socket.tier(),
        new MobileNode.Input.Datagram(
            datagram.at(), socket.careOf(), datagram.from(), datagram.payload()));
  }

  /** What an agent passes on is for whichever system asked through it. */
  void fromAgent(DualNode.Input.FromAgent datagram) {
    outbox.because("a reply through a foreign agent on " + datagram.link());
    deliver(Tier.INNER, inner.inUse(), datagram);
    for (CareOf careOf : search.inUse()) {
      if (isFrom(careOf, datagram)) {
        search.take(careOf, datagram.payload(), datagram.at());
      }
    }
    deliver(Tier.OUTER, outer.inUse(), datagram);
  }

  private static boolean isFrom(CareOf careOf, DualNode.Input.FromAgent datagram) {
    return careOf instanceof CareOf.ThroughAgent agent
        && agent.link().equals(datagram.link())
        && agent.mac().equals(datagram.mac());
  }

  private void deliver(Tier tier, Set<CareOf> inUse, DualNode.Input.FromAgent datagram) {
    for (CareOf careOf : inUse) {
      if (isFrom(careOf, datagram)) {
        tell(
            tier,
            new MobileNode.Input.Datagram(
                datagram.at(), careOf, datagram.from(), datagram.payload()));
      }
    }
  }

  // --- what they say

  /** Draws the consequences of what the two registration engines found out. */
  void settle(Now now) {
    boolean more = true;
    while (more) {
      MobileNode.Output fromInner = inner.poll();
      if (fromInner != null) {
        outbox.report(Tier.INNER, inner.engine(), fromInner);
        innerSays(fromInner, now);
      }
      MobileNode.Output fromOuter = outer.poll();
      if (fromOuter != null) {
        outbox.report(Tier.OUTER, outerEngine(), fromOuter);
        outerSays(fromOuter, now);
      }
      more = search.settle(lower, now) || fromInner != null || fromOuter != null;
    }
  }

  private void innerSays(MobileNode.Output out, Now now) {
    switch (out) {
      case MobileNode.Output.Registered registered -> {
        outbox.because("the inner home agent answered through " + registered.careOf().link());
        interfaces.registered(registered.careOf(), now);
        if (isVpn(registered.careOf())) {
          upper.innerRegistered(registered, now);
        } else {
          lower.innerRegistered(registered, now);
        }
      }
      case MobileNode.Output.Unanswered silent -> {
        if (isVpn(silent.careOf())) {
          upper.innerSilent(silent, now);
        } else {
          lower.innerSilent(silent, now);
        }
      }
      case MobileNode.Output.Denied denied when !isVpn(denied.careOf()) -> {
        lower.innerDenied(denied, now);
        interfaces.refused(denied, now);
      }
      case MobileNode.Output.Lost lost -> {
        outbox.because("the inner registration is over: " + lost.why());
        if (!isVpn(lost.careOf())) {
          lower.innerLost(lost, now);
        }
      }
      case MobileNode.Output.Granted granted -> granted(granted);
      case MobileNode.Output.Offered offered ->
          search.offered(offered.offer(), offered.careOf().link(), now);
      case MobileNode.Output.Deregistered _ -> farewell.innerGone(now);
      default -> {}
    }
  }

  private void outerSays(MobileNode.Output out, Now now) {
    switch (out) {
      case MobileNode.Output.Registered registered -> {
        outbox.because("the outer home agent answered through " + registered.careOf().link());
        interfaces.registered(registered.careOf(), now);
        lower.outerRegistered(registered, now);
        upper.outerRegistered(registered, now);
      }
      case MobileNode.Output.Unanswered silent -> lower.outerSilent(silent, now);
      case MobileNode.Output.Denied denied -> interfaces.refused(denied, now);
      case MobileNode.Output.Lost lost -> {
        outbox.because("the outer registration is over: " + lost.why());
        lower.outerLost(lost.careOf(), now);
      }
      default -> {}
    }
  }

  private void granted(MobileNode.Output.Granted granted) {
    Set<Prefix4> before = networks.forwarded();
    if (networks.granted(granted.extensions())) {
      outbox.changed(
          "mobile-networks",
          Tier.INNER,
          null,
          before.toString(),
          networks.forwarded().toString(),
          "the home agent says which networks it forwards to this router (RFC 5177)",
          List.of());
    }
  }
}
