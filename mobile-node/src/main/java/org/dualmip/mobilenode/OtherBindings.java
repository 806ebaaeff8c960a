package org.dualmip.mobilenode;

import java.util.Optional;
import org.dualmip.detector.Detection;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;

/**
 * With simultaneous bindings (the S bit, RFC 5944 §3.6.1.2) every interface that is outside is
 * bound, once the one that should carry is: whichever goes, the VPN notices nothing.
 */
final class OtherBindings {
  private final Links links;
  private final Detection detector;
  private final Carrier outer;
  private final OuterPaths outerPaths;

  /** Whether the outer home agent has said that it keeps one binding only. */
  private boolean oneOnly;

  OtherBindings(Links links, Detection detector, Carrier outer, OuterPaths outerPaths) {
    this.links = links;
    this.detector = detector;
    this.outer = outer;
    this.outerPaths = outerPaths;
  }

  /** A binding is lost, perhaps because the home agent keeps only one (code 1). */
  void lost(CareOf careOf) {
    // Then it neither ended by itself nor is asked for again.
    oneOnly |= outer.boundTo() != null && !outer.inUse().contains(careOf);
  }

  /**
   * Does the next thing, while the one that should carry is bound.
   *
   * @return what to bind now; one at a time, for only the latest request is answered
   */
  Optional<CareOf> next(CareOf target, Now now) {
    if (!outer.simultaneous()
        || oneOnly
        || !outer.bound().contains(target)
        || outer.requesting() != null) {
      return Optional.empty();
    }
    for (CareOf careOf : outer.bound()) {
      if (!careOf.equals(target) && links.isMetered(careOf.link())) {
        outer.handle(new MobileNode.Input.Deregister(now, careOf, target));
        outerPaths.forget(careOf);
        return Optional.empty();
      }
    }
    return links.all().stream()
        .filter(link ->
            !outer.bound().contains(link.careOf())
                && !links.isVain(link.name())
                && !links.isMetered(link.name()) // each packet would go there too
                && detector.plan(link.name(), now.monotonic()).innerAfter() == null)
        .map(Link::careOf)
        .findFirst();
  }
}
