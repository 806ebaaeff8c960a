package org.dualmip.mobilenode;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.dualmip.detector.Detection;
import org.dualmip.detector.Domain;
import org.dualmip.detector.Observation;
import org.dualmip.detector.Plan;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.mobilenode.Projection.Path;
import org.jspecify.annotations.Nullable;

/**
 * The lower Mobile IP driver: all handover logic. It registers the best interface's care-of address
 * with the inner home agent where that answers, with the outer one elsewhere.
 *
 * <p>One interface at a time is <em>pursued</em>. Until the pursuit succeeds, whatever still works
 * goes on carrying user data, so that a second interface makes before the first one breaks. An
 * interface through which nobody answers is left alone for a while if there is another.
 */
final class LowerDriver {
  /** Unanswered requests after which a home agent counts as not here. */
  private static final int TRIES = 3;

  /** The same for the inner one while the outer one is registered here. */
  private static final int TRIES_OUTSIDE = 2;

  private static final Duration VAIN = Duration.ofSeconds(30);

  /** When to try again what another registration is in the way of. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  /** How long to wait for the inner home agent after it answered, if only to say "not so". */
  private static final Duration HEARD = Duration.ofMillis(1500);

  private final Links links;
  private final Detection detector;
  private final Duration monitor;
  private final InnerSystem inner;
  private final InnerSearch search;
  private final Carrier outer;
  private final Paths paths;
  private final Outbox outbox;
  private @Nullable Pursuit pursuit;

  private final InnerLooks looks = new InnerLooks();
  private final OuterPaths outerPaths;
  private final OtherBindings others;
  private final ProofWatch proof;

  LowerDriver(
      Links links,
      Detection detector,
      Duration monitor,
      InnerSystem inner,
      InnerSearch search,
      Carrier outer,
      Paths paths,
      Outbox outbox) {
    this.links = links;
    this.detector = detector;
    this.monitor = monitor;
    this.inner = inner;
    this.search = search;
    this.outer = outer;
    this.paths = paths;
    this.outbox = outbox;
    this.outerPaths = new OuterPaths(outer, paths);
    this.others = new OtherBindings(links, detector, outer, outerPaths);
    this.proof = new ProofWatch(detector, inner, monitor, outbox);
  }

  /** An interface is gone, and all that was done on it. */
  void lost(CareOf careOf, Now now) {
    search.end(careOf, now);
    inner.handle(new MobileNode.Input.CareOfLost(now, careOf));
    boolean held = outer.bound().contains(careOf);
    outer.handle(new MobileNode.Input.CareOfLost(now, careOf));
    paths.drop(careOf);
    outerPaths.forget(careOf);
    outerPaths.goOnElsewhere(now.monotonic());
    CareOf other = outer.boundTo();
    if (held && outer.simultaneous() && other != null) {
      // The home agent need not send there any more.
      outer.handle(new MobileNode.Input.Deregister(now, careOf, other));
    }
    looks.forget(careOf);
    if (pursuit != null && pursuit.careOf().equals(careOf)) {
      pursuit = null;
    }
  }

  /** The paths of all outer bindings that hold. */
  Set<Path> outerPaths() {
    return outerPaths.all();
  }

  /** Whether the node is inside through the interface that should carry it. */
  boolean isInside(Now now) {
    CareOf target = target();
    return target != null
        && target.equals(inner.boundTo())
        && detector.proofHoldsUntil(target.link(), now.monotonic()).isPresent();
  }

  /** Whether the inner home agent may answer at any moment through the pursued interface. */
  boolean awaitsInner() {
    return pursuit != null && pursuit.heldUntil() != null;
  }

  private @Nullable CareOf target() {
    return links.best().map(Link::careOf).orElse(null);
  }

  // --- what is due

  /**
   * Pursues what should be pursued, and asks whom it is time to ask.
   *
   * @param keepsVpn whether the VPN is up
   */
  void advance(Now now, boolean keepsVpn) {
    MonotonicTime time = now.monotonic();
    links.advance(time);
    MobileNode.Output.Lost over = proof.advance(now);
    if (over != null) {
      innerLost(over, now);
    }
    if (awaitsInner() && pursuit != null && isDue(pursuit.heldUntil(), time)) {
      pursuit = pursuit.released();
    }
    choose(now, keepsVpn);
    Pursuit current = pursuit;
    if (current != null && isDue(current.innerAt(), time)) {
      pursuit = current.innerAsked();
      look(current.careOf(), now);
    }
    enter(now);
    current = pursuit;
    if (current != null && isDue(current.outerAt(), time)) {
      pursuit = current.outerAsked();
      ask(Tier.OUTER, current.careOf(), now);
    }
    CareOf target = target();
    if (target != null && pursuit == null && !isInside(now)) {
      others.next(target, now).ifPresent(careOf -> ask(Tier.OUTER, careOf, now));
    }
    if (target == null || !mayProbe(target, now)) {
      looks.allow(null);
      return;
    }
    looks.allow(target);
    if (looks.isDue(target, time)) {
      probe(target, now);
    } else if (!looks.isPlanned(target)) {
      probeLater(target, now);
    }
  }

  private void choose(Now now, boolean keepsVpn) {
    CareOf target = target();
    if (pursuit != null && !pursuit.careOf().equals(target)) {
      giveUp(pursuit.careOf(), now);
      pursuit = null;
    }
    if (target == null
        || pursuit != null
        || isInside(now)
        || outerPaths.lead(target, now.monotonic())) {
      return;
    }
    Plan plan = detector.plan(target.link(), now.monotonic());
    Duration outerAfter = plan.outerAfter();
    if (outerAfter != null && outer instanceof Carrier.Bare && keepsVpn) {
      outerAfter = Duration.ZERO; // RFC 5266 §3.4: a VPN that is there is told at the same time
    }
    pursuit = new Pursuit(target, after(now, plan.innerAfter()), after(now, outerAfter), null);
    outbox.changed("pursuing", null, target.link(), null, target.toString(), plan.why(), List.of());
  }

  private void giveUp(CareOf careOf, Now now) {
    search.end(careOf, now);
    inner.handle(new MobileNode.Input.GiveUp(now, careOf));
    outer.handle(new MobileNode.Input.GiveUp(now, careOf));
  }

  /** Looks for the inner home agent, in the way that the clues deserve. */
  private void look(CareOf careOf, Now now) {
    looks.look(careOf);
    boolean probe = detector.plan(careOf.link(), now.monotonic()).inner() == Plan.Ask.DISCOVER;
    if (!probe || !search.begin(careOf, now)) {
      ask(Tier.INNER, careOf, now);
    }
  }

  /** While a probe is under way, more may be seen: enough to register at once, or to end it. */
  private void enter(Now now) {
    CareOf target = target();
    if (target == null || !search.isSearching(target)) {
      return;
    }
    switch (detector.plan(target.link(), now.monotonic()).inner()) {
      case DISCOVER -> {}
      case REGISTER -> {
        if (pursuit != null || inner.requesting() == null) {
          search.end(target, now);
          ask(Tier.INNER, target, now);
        }
      }
      case NOT -> {
        search.end(target, now);
        stopProbing(target, now);
      }
    }
  }

  /** A search has brought something to light, or nothing. */
  void searched(CareOf careOf, Now now) {
    if (search.isSearching(careOf) || !careOf.equals(target()) || isInside(now)) {
      return; // it goes on, or nobody needs it any more
    }
    if (detector.plan(careOf.link(), now.monotonic()).inner() != Plan.Ask.REGISTER) {
      stopProbing(careOf, now);
    } else if (pursuit != null || inner.requesting() == null) {
      ask(Tier.INNER, careOf, now);
    } else {
      looks.plan(careOf, now.monotonic().plus(AGAIN));
    }
  }

  private void ask(Tier tier, CareOf careOf, Now now) {
    if (tier == Tier.OUTER && outer instanceof Carrier.Bare && !careOf.isCoLocated()) {
      inVain(careOf, now); // an agent's address is none that a VPN could leave from
      return;
    }
    if (tier == Tier.INNER) {
      inner.handle(new MobileNode.Input.Register(now, careOf, monitor));
    } else {
      outer.handle(new MobileNode.Input.Register(now, careOf, null));
    }
    if (tier == Tier.OUTER && outer instanceof Carrier.Bare) {
      outbox.changed(
          "vpn-path",
          null,
          careOf.link(),
          null,
          careOf.toString(),
          "the VPN leaves here",
          List.of());
      outerCarries(careOf);
      return;
    }
    outbox.changed(
        "registering",
        tier,
        careOf.link(),
        null,
        careOf.toString(),
        "it should carry the node",
        List.of());
  }

  /** Whether the inner home agent may be looked for again: a hint says so, and nobody asks yet. */
  private boolean mayProbe(CareOf target, Now now) {
    return !isInside(now)
        && !target.equals(inner.requesting())
        && !search.isSearching(target)
        && (pursuit == null || pursuit.innerAt() == null)
        && detector.plan(target.link(), now.monotonic()).innerAfter() != null;
  }

  /** Looks for the inner home agent again, but registers not while the VPN's address is. */
  private void probe(CareOf target, Now now) {
    boolean probe = detector.plan(target.link(), now.monotonic()).inner() == Plan.Ask.DISCOVER;
    if (probe || inner.requesting() == null) {
      looks.cancel(target);
      looks.allow(null);
      look(target, now);
    } else {
      probeLater(target, now);
    }
  }

  /** The inner home agent is to be looked for again, but not now. */
  void probeLater(CareOf careOf, Now now) {
    boolean stranded = inner.boundTo() == null;
    looks.later(careOf, stranded, links.isMetered(careOf.link()), now.monotonic());
  }

  /** The inner home agent may be looked for at once. */
  void probeNow(CareOf careOf, Now now) {
    looks.plan(careOf, now.monotonic());
  }

  /** Whoever was silent there may answer now: nobody waits for the next repetition. */
  void tryAgain(CareOf careOf, Now now) {
    links.hopeful(careOf.link(), now.monotonic());
    boolean answered = outer.bound().contains(careOf) || careOf.equals(inner.boundTo());
    if (pursuit != null && pursuit.careOf().equals(careOf) && !answered) {
      giveUp(careOf, now);
      pursuit = null;
    }
  }

  /** The inner home agent must not be asked here any more. */
  void forbidInner(CareOf careOf, Now now) {
    boolean bound = careOf.equals(inner.boundTo());
    if (bound || careOf.equals(inner.requesting())) {
      inner.handle(new MobileNode.Input.CareOfLost(now, careOf));
      detector.observe(
          new Observation.InnerLost(now, careOf.link(), "the user's rule for this network"));
    }
    if (bound) {
      paths.drop(careOf);
      links.failed(careOf.link(), now.monotonic());
      pursuit = Pursuit.outer(careOf, now.monotonic());
    } else if (pursuit != null && pursuit.careOf().equals(careOf)) {
      pursuit = Pursuit.outer(careOf, pursuit.outerAt());
    }
    looks.cancel(careOf);
  }

  /** Ends all that is tried. */
  void stop(Now now) {
    search.endAll(now);
    pursuit = null;
    looks.allow(null);
    proof.stop();
  }

  @Nullable MonotonicTime wakeAt() {
    MonotonicTime wake = earliest(looks.wakeAt(), links.wakeAt());
    wake = earliest(wake, proof.wakeAt());
    return pursuit == null ? wake : earliest(wake, pursuit.wakeAt());
  }

  // --- what the inner registration says, through a physical interface

  void innerRegistered(MobileNode.Output.Registered registered, Now now) {
    CareOf careOf = registered.careOf();
    search.end(careOf, now);
    works(careOf, now);
    // The proof counts from the question: what was true when it was sent may be over at the answer.
    Now asked = now.plus(registered.roundTrip().negated());
    detector.observe(
        new Observation.InnerRegistered(asked, careOf.link(), registered.trustedNetworks()));
    if (detector.verdict(careOf.link(), now.monotonic()).domain() != Domain.INSIDE) {
      // Without the extension the registration proves nothing (RFC 5265 §3.2.3).
      inner.handle(new MobileNode.Input.CareOfLost(now, careOf));
      paths.drop(careOf);
      pursuit = Pursuit.outer(careOf, now.monotonic());
      return;
    }
    paths.use(Tier.INNER, new Path(careOf, registered.tunnel()), now.monotonic());
    if (pursuit != null && pursuit.careOf().equals(careOf)) {
      pursuit = null;
    }
    looks.cancel(careOf);
    outer.handle(new MobileNode.Input.GiveUp(now, careOf));
  }

  /** Whoever passes the registration on has forgotten it. */
  void renewInner(CareOf careOf, Now now) {
    inner.handle(new MobileNode.Input.Register(now, careOf, monitor));
  }

  void innerSilent(MobileNode.Output.Unanswered silent, Now now) {
    CareOf careOf = silent.careOf();
    detector.observe(new Observation.InnerSilent(now, careOf.link(), silent.attempts()));
    if (careOf.equals(inner.boundTo())) {
      if (silent.attempts() >= TRIES) {
        inVain(careOf, now);
      }
    } else if (silent.attempts() >= (outer.bound().contains(careOf) ? TRIES_OUTSIDE : TRIES)) {
      stopProbing(careOf, now);
    }
  }

  void innerDenied(MobileNode.Output.Denied denied, Now now) {
    CareOf careOf = denied.careOf();
    if (denied.code().equals(ReplyCode.IDENTIFICATION_MISMATCH)) {
      if (pursuit != null && pursuit.careOf().equals(careOf)) {
        // It is here; only clock or nonce had to be corrected, and the next request follows.
        pursuit = pursuit.held(now.monotonic().plus(HEARD));
      }
    } else if (outer.boundTo() != null && !careOf.equals(inner.boundTo())) {
      stopProbing(careOf, now);
    }
  }

  /** RFC 5265 §3.3: a failed re-registration restarts the detection. */
  void innerLost(MobileNode.Output.Lost lost, Now now) {
    links.failed(lost.careOf().link(), now.monotonic());
    detector.observe(new Observation.InnerLost(now, lost.careOf().link(), lost.why()));
    paths.drop(lost.careOf());
    if (outer.bound().contains(lost.careOf())) {
      probeLater(lost.careOf(), now);
    }
  }

  /** The inner home agent is not here: leave it to the VPN, and look again later. */
  private void stopProbing(CareOf careOf, Now now) {
    inner.handle(new MobileNode.Input.GiveUp(now, careOf));
    probeLater(careOf, now);
    if (pursuit != null && pursuit.careOf().equals(careOf)) {
      if (outer.bound().contains(careOf)) {
        pursuit = null;
      } else if (!careOf.equals(outer.requesting())) {
        pursuit = Pursuit.outer(careOf, now.monotonic());
      }
    }
  }

  // --- what the outer registration says

  void outerRegistered(MobileNode.Output.Registered registered, Now now) {
    CareOf careOf = registered.careOf();
    works(careOf, now);
    detector.observe(new Observation.OuterRegistered(now, careOf.link()));
    outerPaths.hold(
        new Path(careOf, registered.tunnel()),
        !outer.simultaneous() || careOf.equals(target()),
        now.monotonic());
    outerCarries(careOf);
  }

  /** The VPN has its way; the pursuit is over unless the inner home agent may still answer. */
  private void outerCarries(CareOf careOf) {
    if (pursuit != null
        && pursuit.careOf().equals(careOf)
        && pursuit.innerAt() == null
        && !careOf.equals(inner.requesting())) {
      pursuit = null;
    }
  }

  void outerSilent(MobileNode.Output.Unanswered silent, Now now) {
    boolean innerMayAnswer = silent.careOf().equals(inner.requesting());
    if (silent.attempts() >= (innerMayAnswer ? TRIES + 1 : TRIES)) {
      inVain(silent.careOf(), now);
    }
  }

  void outerLost(CareOf careOf, Now now) {
    links.failed(careOf.link(), now.monotonic());
    others.lost(careOf);
    outerPaths.lost(careOf, now.monotonic());
  }

  /** Somebody answered through an interface. */
  void works(CareOf careOf, Now now) {
    links.answered(careOf.link(), now.monotonic());
  }

  /** Nobody answers through an interface: others have their turn, if there are any. */
  void inVain(CareOf careOf, Now now) {
    links.failed(careOf.link(), now.monotonic());
    if (links.names().size() > 1 && !links.isVain(careOf.link())) {
      links.inVain(careOf.link(), now.monotonic().plus(VAIN), now.monotonic());
      outbox.changed(
          "in-vain",
          null,
          careOf.link(),
          careOf.toString(),
          null,
          "nobody answers; another interface is tried for " + VAIN.toSeconds() + " s",
          List.of());
    }
  }

  private static @Nullable MonotonicTime after(Now now, @Nullable Duration wait) {
    return wait == null ? null : now.monotonic().plus(wait);
  }

  static boolean isDue(@Nullable MonotonicTime due, MonotonicTime now) {
    return due != null && !now.isBefore(due);
  }

  static @Nullable MonotonicTime earliest(
      @Nullable MonotonicTime one, @Nullable MonotonicTime other) {
    return one == null ? other : other == null ? one : MonotonicTime.min(one, other);
  }
}
