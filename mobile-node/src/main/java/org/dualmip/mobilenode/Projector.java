package org.dualmip.mobilenode;

import static org.dualmip.mobilenode.UpperDriver.isVpn;

import java.util.HashSet;
import java.util.Set;
import org.dualmip.detector.Detection;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.mobilenode.Projection.Attachment;
import org.dualmip.mobilenode.Projection.Opening;
import org.dualmip.mobilenode.Projection.Path;
import org.jspecify.annotations.Nullable;

/**
 * Computes what the host should look like from the state alone: whatever carries user data has its
 * own proof, and without it nothing is open.
 */
final class Projector {
  private final Detection detector;
  private final InnerSystem inner;
  private final InnerSearch search;
  private final Carrier outer;
  private final Links links;
  private final Points points;
  private final MobileNetworks networks;
  private final Paths paths;
  private final LowerDriver lower;
  private final UpperDriver upper;
  private final Farewell farewell;

  Projector(
      Detection detector,
      InnerSystem inner,
      InnerSearch search,
      Carrier outer,
      Links links,
      Points points,
      MobileNetworks networks,
      Paths paths,
      LowerDriver lower,
      UpperDriver upper,
      Farewell farewell) {
    this.detector = detector;
    this.inner = inner;
    this.search = search;
    this.outer = outer;
    this.links = links;
    this.points = points;
    this.networks = networks;
    this.paths = paths;
    this.lower = lower;
    this.upper = upper;
    this.farewell = farewell;
  }

  /** What the host should look like now. */
  Projection projection(Now now) {
    Set<Opening> openings = new HashSet<>();
    Set<Path> innerAccepted = new HashSet<>();
    Path innerOpen = paths.inner();
    if (innerOpen != null && !innerOpen.careOf().equals(inner.boundTo())) {
      innerOpen = null;
    }
    if (innerOpen != null && !open(innerOpen, openings, innerAccepted, now)) {
      innerOpen = null;
    }
    for (Path old : paths.draining(Tier.INNER)) {
      open(old, openings, innerAccepted, now);
    }
    Path outerOpen = paths.outer();
    Set<Path> outerAccepted = paths.draining(Tier.OUTER);
    if (outerOpen != null && !outer.bound().contains(outerOpen.careOf())) {
      outerOpen = null;
    }
    outerAccepted.addAll(lower.outerPaths());
    Set<Attachment> sockets = new HashSet<>();
    addSockets(sockets, Tier.INNER, inner.inUse(), innerAccepted);
    addSockets(sockets, Tier.INNER, search.inUse(), Set.of());
    addSockets(sockets, Tier.OUTER, outer.inUse(), outerAccepted);
    Set<String> probes = new HashSet<>();
    sockets.stream()
        .filter(socket -> socket.tier() == Tier.INNER && !isVpn(socket.careOf()))
        .forEach(socket -> probes.add(socket.careOf().link()));
    return new Projection(
        links.all(),
        openings,
        probes,
        sockets,
        innerOpen,
        innerAccepted,
        outerOpen,
        outerAccepted,
        outerHome(),
        outer instanceof Carrier.Bare ? outer.boundTo() : null,
        upper.address(),
        points.listening(),
        networks.forwarded(),
        inner.homeLink());
  }

  /** At home it is the home address that packets leave from. */
  private CareOf sentFrom(Path path) {
    return path.isAtHome() ? new CareOf.AtHome(path.careOf().link(), inner.home()) : path.careOf();
  }

  private void addSockets(
      Set<Attachment> sockets, Tier tier, Set<CareOf> inUse, Set<Path> accepted) {
    inUse.forEach(careOf -> sockets.add(new Attachment(tier, careOf)));
    accepted.forEach(path -> sockets.add(new Attachment(tier, sentFrom(path))));
  }

  private @Nullable Ip4 outerHome() {
    return outer instanceof Carrier.Outer(MobileNode engine, _) && !engine.home().isAny()
        ? engine.home()
        : null;
  }

  /** Opens the gate for a path of the inner system, if it has the right to carry user data. */
  private boolean open(Path path, Set<Opening> openings, Set<Path> accepted, Now now) {
    Opening opening = opening(path, now);
    if (opening == null || farewell.isSaid()) {
      return false;
    }
    openings.add(opening);
    accepted.add(path);
    return true;
  }

  private @Nullable Opening opening(Path path, Now now) {
    CareOf careOf = path.careOf();
    if (isVpn(careOf)) {
      boolean up = careOf.address().equals(upper.address()) && outer.boundTo() != null;
      return up ? new Opening.Outside(careOf.address()) : null;
    }
    return detector
        .proofHoldsUntil(careOf.link(), now.monotonic())
        .map(until -> new Opening.Inside(sentFrom(path), until))
        .orElse(null);
  }
}
