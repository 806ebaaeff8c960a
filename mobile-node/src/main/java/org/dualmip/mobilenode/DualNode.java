package org.dualmip.mobilenode;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.dualmip.detector.Domain;
import org.dualmip.detector.DomainDetector;
import org.dualmip.detector.Observation;
import org.dualmip.detector.Plan;
import org.dualmip.detector.Verdict;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.mobilenode.Projection.Attachment;
import org.dualmip.mobilenode.Projection.Opening;
import org.dualmip.mobilenode.Projection.Path;
import org.jspecify.annotations.Nullable;

/**
 * The dual mobile node: two Mobile IP systems with a VPN between them, and the switch between the
 * inside and the outside context.
 *
 * <p>The two drivers of the stack are uses of the two registrations. The <em>upper driver</em> is
 * the inner registration of the VPN's address while outside; that address does not change, so the
 * driver is trivial. The <em>lower driver</em> holds all handover logic: it registers the chosen
 * interface's care-of address with the outer home agent outside, with the inner one inside.
 *
 * <p>One interface at a time is <em>pursued</em>: the best by preference, cost and age. Until the
 * pursuit succeeds, whatever still works goes on carrying user data, so a second interface makes
 * before the first one breaks. What is open follows from the state alone:
 *
 * <ul>
 *   <li>inside, if the inner registration holds through an interface whose verdict is inside;
 *   <li>outside, if it holds through the VPN, and the outer one through an interface;
 *   <li>for the drain time also what was open before a handover, as long as its own proof holds;
 *   <li>otherwise nothing: user data stops (RFC 5265 §3.2.2).
 * </ul>
 */
public final class DualNode {
  /** The name under which the VPN's address is registered. */
  public static final String VPN = "vpn";

  /** Unanswered requests after which the inner home agent counts as not here. */
  private static final int INNER_PROBES = 3;

  /** The same while the VPN is ready to carry user data. */
  private static final int INNER_PROBES_OUTSIDE = 2;

  /** How often to look for the inner home agent again where a hint still points inside. */
  private static final Duration PROBE_AGAIN = Duration.ofSeconds(30);

  private static final Duration PROBE_AGAIN_STRANDED = Duration.ofSeconds(5);

  /** What it is told. */
  public sealed interface Input {
    /** When. */
    Now at();

    /** An interface can be used, or its address or gateway changed. */
    record LinkUp(Now at, Link link) implements Input {}

    /** An interface cannot be used any more. */
    record LinkDown(Now at, String name, String why) implements Input {}

    /** A datagram arrived on a signalling socket. */
    record Datagram(Now at, Attachment socket, Endpoint from, Octets payload) implements Input {}

    /** The VPN is up with this inner address. */
    record VpnUp(Now at, Ip4 address) implements Input {}

    /** The VPN is down; its session goes on trying while it is wanted. */
    record VpnDown(Now at, String why) implements Input {}

    /** User data was last sent through a tier's tunnel at this time. */
    record Carried(Now at, Tier tier, MonotonicTime lastSent) implements Input {}

    /** Time has passed. */
    record Tick(Now at) implements Input {}

    /** The service ends: say good-bye to the home agents. */
    record Stop(Now at) implements Input {}
  }

  /** What it wants done. */
  public sealed interface Output {
    /** Make the host look like this, before any output that follows. */
    record Project(Projection projection) implements Output {}

    /** Send a datagram. */
    record Send(Attachment socket, Endpoint to, Octets payload) implements Output {}

    /** Bring the VPN up, bound to the outer home address, and keep it up. */
    record ConnectVpn(Ip4 outerHome) implements Output {}

    /** Take the VPN down. */
    record DisconnectVpn() implements Output {}

    /**
     * A change of state, for the log and for {@code why}.
     *
     * @param what the kind of change, a stable word
     * @param tier the system it concerns, or null
     * @param link the interface it concerns, or null
     */
    record Changed(
        String what,
        @Nullable Tier tier,
        @Nullable String link,
        @Nullable String before,
        @Nullable String after,
        String why,
        List<String> evidence)
        implements Output {}
  }

  /** An attached interface. */
  private record Attached(Link link, int order) {}

  /** What is being tried on the interface that should carry the node. */
  private record Pursuit(
      CareOf careOf, @Nullable MonotonicTime innerAt, @Nullable MonotonicTime outerAt) {}

  /** A path that was in use until a handover. */
  private record Draining(Tier tier, Path path, MonotonicTime until) {}

  /** The VPN as this engine needs to know it. */
  private enum VpnState {
    DOWN,
    CONNECTING,
    UP
  }

  private final DualNodeConfig config;
  private final DomainDetector detector;
  private final MobileNode inner;
  private final MobileNode outer;
  private final Map<String, Attached> links = new LinkedHashMap<>();
  private final List<Draining> draining = new ArrayList<>();
  private final ArrayDeque<Output> later = new ArrayDeque<>();
  private final ArrayDeque<Output> outputs = new ArrayDeque<>();
  private @Nullable Pursuit pursuit;
  private @Nullable Path innerPath;
  private @Nullable Path outerPath;
  private VpnState vpn = VpnState.DOWN;
  private @Nullable Ip4 vpnAddress;
  private @Nullable Ip4 vpnBoundTo;
  private @Nullable MonotonicTime vpnDownAt;
  private @Nullable MonotonicTime probeAgainAt;
  private boolean stopping;
  private int order;
  private Projection projected = Projection.NOTHING;
  private String cause = "nothing has happened yet";
  private Map<String, Domain> verdicts = Map.of();

  public DualNode(DualNodeConfig config, RandomGenerator random) {
    this.config = config;
    this.detector = new DomainDetector(config.detection());
    this.inner = new MobileNode(config.inner(), random);
    this.outer = new MobileNode(config.outer(), random);
  }

  /** Takes one input; then {@link #poll()} until null. */
  public void handle(Input input) {
    Now now = input.at();
    switch (input) {
      case Input.LinkUp up -> linkUp(up.link(), now);
      case Input.LinkDown down -> linkDown(down.name(), down.why(), now);
      case Input.Datagram datagram -> {
        cause = "a reply of the " + datagram.socket().tier() + " home agent";
        engine(datagram.socket().tier())
            .handle(
                new MobileNode.Input.Datagram(
                    now, datagram.socket().careOf(), datagram.from(), datagram.payload()));
      }
      case Input.VpnUp up -> vpnUp(up.address(), now);
      case Input.VpnDown down -> vpnDown(down.why(), now);
      case Input.Carried carried ->
          engine(carried.tier()).handle(new MobileNode.Input.Carried(now, carried.lastSent()));
      case Input.Tick _ -> cause = "time passed";
      case Input.Stop _ -> stop(now);
    }
    inner.handle(new MobileNode.Input.Tick(now));
    outer.handle(new MobileNode.Input.Tick(now));
    settle(now);
    advance(now);
    settle(now);
    project(now);
  }

  /** The next output, or null. */
  public @Nullable Output poll() {
    return outputs.poll();
  }

  /** When to be called next, or null if only an input can change anything. */
  public @Nullable MonotonicTime wakeAt() {
    MonotonicTime wake = earliest(inner.wakeAt(), outer.wakeAt());
    if (pursuit != null) {
      wake = earliest(wake, earliest(pursuit.innerAt(), pursuit.outerAt()));
    }
    for (Draining old : draining) {
      wake = earliest(wake, old.until());
    }
    return earliest(wake, earliest(vpnDownAt, probeAgainAt));
  }

  /** What the host should look like. */
  public Projection projection() {
    return projected;
  }

  /** Where each attached interface is. */
  public List<Verdict> verdicts(MonotonicTime now) {
    return links.keySet().stream().map(link -> detector.verdict(link, now)).toList();
  }

  /** The registration engine of a system, to look at. */
  public MobileNode system(Tier tier) {
    return engine(tier);
  }

  /** The access mode in the words of RFC 5265 §2: {@code c}, {@code cvc} or {@code none}. */
  public String accessMode() {
    return projected.innerPath() == null ? "none" : isVpn(projected.innerPath()) ? "cvc" : "c";
  }

  // --- what happens to interfaces

  private void linkUp(Link link, Now now) {
    if (config.accesses().stream().noneMatch(access -> access.name().equals(link.name()))) {
      return;
    }
    Attached known = links.get(link.name());
    if (known != null) {
      if (known.link().equals(link)) {
        return;
      }
      linkDown(link.name(), "its address or gateway changed", now);
    }
    cause = link + " is attached";
    links.put(link.name(), new Attached(link, order++));
    detector.observe(new Observation.Attached(now, link.name(), link.address()));
    changed("link-found", null, link.name(), null, link.toString(), cause, List.of());
    choose(now);
  }

  private void linkDown(String name, String why, Now now) {
    Attached gone = links.remove(name);
    if (gone == null) {
      return;
    }
    cause = name + " is lost: " + why;
    CareOf careOf = gone.link().careOf();
    changed("link-lost", null, name, gone.link().toString(), null, why, List.of());
    detector.observe(new Observation.Detached(now, name, why));
    inner.handle(new MobileNode.Input.CareOfLost(now, careOf));
    outer.handle(new MobileNode.Input.CareOfLost(now, careOf));
    draining.removeIf(old -> old.path().careOf().equals(careOf));
    if (innerPath != null && innerPath.careOf().equals(careOf)) {
      innerPath = null;
    }
    if (outerPath != null && outerPath.careOf().equals(careOf)) {
      outerPath = null;
    }
    if (pursuit != null && pursuit.careOf().equals(careOf)) {
      pursuit = null;
    }
    choose(now);
  }

  /** Pursues the best interface, unless the node is served through it already. */
  private void choose(Now now) {
    Optional<Link> best = best();
    if (best.isEmpty() || stopping) {
      return;
    }
    CareOf careOf = best.get().careOf();
    if (pursuit != null) {
      if (pursuit.careOf().equals(careOf)) {
        return;
      }
      abandon(pursuit.careOf(), now);
    }
    if (careOf.equals(lowerDriver())) {
      return;
    }
    pursue(careOf, now);
  }

  private void pursue(CareOf careOf, Now now) {
    Plan plan = detector.plan(careOf.link());
    pursuit = new Pursuit(careOf, after(now, plan.innerAfter()), after(now, plan.outerAfter()));
    changed("pursuing", null, careOf.link(), null, careOf.toString(), plan.why(), List.of());
  }

  private void abandon(CareOf careOf, Now now) {
    pursuit = null;
    if (careOf.equals(inner.requesting()) && !careOf.equals(inner.boundTo())) {
      inner.handle(new MobileNode.Input.CareOfLost(now, careOf));
    }
    if (careOf.equals(outer.requesting()) && !careOf.equals(outer.boundTo())) {
      outer.handle(new MobileNode.Input.CareOfLost(now, careOf));
    }
  }

  private Optional<Link> best() {
    return links.values().stream()
        .max(
            Comparator.comparingInt((Attached one) -> access(one.link().name()).preference())
                .thenComparingInt(one -> -access(one.link().name()).cost())
                .thenComparingInt(Attached::order))
        .map(Attached::link);
  }

  private Access access(String name) {
    return config.accesses().stream()
        .filter(access -> access.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The care-of address that carries the node now: inside, or below the VPN. */
  private @Nullable CareOf lowerDriver() {
    CareOf innerCareOf = inner.boundTo();
    return innerCareOf != null && !isVpn(innerCareOf) ? innerCareOf : outer.boundTo();
  }

  // --- what the registrations say

  /** Draws the consequences of what the two registration engines found out. */
  private void settle(Now now) {
    boolean more = true;
    while (more) {
      more = false;
      for (MobileNode.Output out = inner.poll(); out != null; out = inner.poll()) {
        innerSays(out, now);
        more = true;
      }
      for (MobileNode.Output out = outer.poll(); out != null; out = outer.poll()) {
        outerSays(out, now);
        more = true;
      }
    }
  }

  private void innerSays(MobileNode.Output out, Now now) {
    report(Tier.INNER, out);
    switch (out) {
      case MobileNode.Output.Registered registered -> innerRegistered(registered, now);
      case MobileNode.Output.Unanswered silent when !isVpn(silent.careOf()) -> {
        String link = silent.careOf().link();
        detector.observe(new Observation.InnerSilent(now, link, silent.attempts()));
        boolean outside = vpn == VpnState.UP && outer.boundTo() != null;
        if (silent.attempts() >= (outside ? INNER_PROBES_OUTSIDE : INNER_PROBES)) {
          stopProbing(silent.careOf(), now);
        }
      }
      case MobileNode.Output.Denied denied when !isVpn(denied.careOf()) -> {
        if (outer.boundTo() != null) {
          stopProbing(denied.careOf(), now);
        }
      }
      case MobileNode.Output.Lost lost -> {
        cause = "the inner registration is over: " + lost.why();
        if (!isVpn(lost.careOf())) {
          detector.observe(new Observation.InnerLost(now, lost.careOf().link(), lost.why()));
          // RFC 5265 §3.3: a failed re-registration restarts detection.
          inner.handle(new MobileNode.Input.CareOfLost(now, lost.careOf()));
          innerPath = null;
          pursuit = null;
          choose(now);
        }
      }
      default -> {}
    }
  }

  private void innerRegistered(MobileNode.Output.Registered registered, Now now) {
    CareOf careOf = registered.careOf();
    Path path = new Path(careOf, registered.tunnel());
    if (isVpn(careOf)) {
      replaceInner(path, now);
      return;
    }
    detector.observe(
        new Observation.InnerRegistered(now, careOf.link(), registered.trustedNetworks()));
    if (detector.verdict(careOf.link(), now.monotonic()).domain() != Domain.INSIDE) {
      // Without the extension the registration proves nothing (RFC 5265 §3.2.3).
      cause = "the inner home agent does not vouch for trusted networks";
      innerPath = null;
      inner.handle(new MobileNode.Input.CareOfLost(now, careOf));
      pursuit = new Pursuit(careOf, null, now.monotonic());
      registerThroughVpn(now);
      return;
    }
    cause = "the inner home agent answered through " + careOf.link();
    replaceInner(path, now);
    if (pursuit != null && pursuit.careOf().equals(careOf)) {
      pursuit = null;
    }
    probeAgainAt = null;
    if (careOf.equals(outer.requesting()) && !careOf.equals(outer.boundTo())) {
      outer.handle(new MobileNode.Input.CareOfLost(now, careOf));
    }
    if (!registered.renewal() && (vpn != VpnState.DOWN || outer.boundTo() != null)) {
      // The old context drains before it is taken down.
      vpnDownAt = now.monotonic().plus(config.drain());
    }
  }

  private void outerSays(MobileNode.Output out, Now now) {
    report(Tier.OUTER, out);
    switch (out) {
      case MobileNode.Output.Registered registered -> outerRegistered(registered, now);
      case MobileNode.Output.Lost lost -> {
        cause = "the outer registration is over: " + lost.why();
        outerPath = null;
      }
      default -> {}
    }
  }

  private void outerRegistered(MobileNode.Output.Registered registered, Now now) {
    CareOf careOf = registered.careOf();
    detector.observe(new Observation.OuterRegistered(now, careOf.link()));
    cause = "the outer home agent answered through " + careOf.link();
    Path path = new Path(careOf, registered.tunnel());
    if (outerPath != null && !outerPath.careOf().equals(careOf)) {
      drain(Tier.OUTER, outerPath, now);
    }
    outerPath = path;
    if (registered.renewal()) {
      return;
    }
    if (pursuit != null && pursuit.careOf().equals(careOf) && pursuit.outerAt() == null) {
      // The inner home agent may still be asked, but no longer first.
      pursuit = careOf.equals(inner.requesting()) ? pursuit : null;
    }
    vpnDownAt = null;
    if (vpn == VpnState.DOWN || !registered.home().equals(vpnBoundTo)) {
      vpnGone(now);
      vpn = VpnState.CONNECTING;
      vpnBoundTo = registered.home();
      later.add(new Output.ConnectVpn(registered.home()));
      changed("vpn-connecting", null, null, null, "from " + registered.home(), cause, List.of());
    } else {
      registerThroughVpn(now);
    }
  }

  private void replaceInner(Path path, Now now) {
    if (innerPath != null && !innerPath.careOf().equals(path.careOf())) {
      drain(Tier.INNER, innerPath, now);
    }
    innerPath = path;
  }

  private void drain(Tier tier, Path old, Now now) {
    draining.removeIf(one -> one.tier() == tier && one.path().equals(old));
    draining.add(new Draining(tier, old, now.monotonic().plus(config.drain())));
  }

  /** The inner home agent is not here: leave it to the VPN, and look again later. */
  private void stopProbing(CareOf careOf, Now now) {
    if (careOf.equals(inner.boundTo())) {
      return;
    }
    inner.handle(new MobileNode.Input.CareOfLost(now, careOf));
    probeAgainAt = now.monotonic().plus(probeInterval());
    if (pursuit != null && pursuit.careOf().equals(careOf)) {
      MonotonicTime outerAt = outer.boundTo() == null ? now.monotonic() : null;
      pursuit =
          careOf.equals(outer.boundTo()) || careOf.equals(outer.requesting())
              ? null
              : new Pursuit(careOf, null, outerAt);
    }
    registerThroughVpn(now);
  }

  // --- what the VPN says

  private void vpnUp(Ip4 address, Now now) {
    cause = "the VPN is up with " + address;
    if (address.equals(vpnAddress) && vpn == VpnState.UP) {
      return;
    }
    if (vpnAddress != null) {
      vpnGone(now);
    }
    vpn = VpnState.UP;
    vpnAddress = address;
    changed("vpn-up", null, null, null, address.toString(), cause, List.of());
    registerThroughVpn(now);
  }

  private void vpnDown(String why, Now now) {
    cause = "the VPN is down: " + why;
    if (vpn == VpnState.UP) {
      changed("vpn-down", null, null, String.valueOf(vpnAddress), null, why, List.of());
      vpnGone(now);
      vpn = vpnDownAt == null ? VpnState.CONNECTING : VpnState.DOWN;
    }
  }

  private void vpnGone(Now now) {
    if (vpnAddress != null) {
      CareOf careOf = new CareOf(VPN, vpnAddress);
      inner.handle(new MobileNode.Input.CareOfLost(now, careOf));
      draining.removeIf(old -> old.path().careOf().equals(careOf));
      if (innerPath != null && innerPath.careOf().equals(careOf)) {
        innerPath = null;
      }
      vpnAddress = null;
    }
  }

  /** The upper driver: registers the VPN's address, unless the node is inside. */
  private void registerThroughVpn(Now now) {
    if (vpn != VpnState.UP || vpnAddress == null || stopping) {
      return;
    }
    CareOf careOf = new CareOf(VPN, vpnAddress);
    if (careOf.equals(inner.boundTo())) {
      return; // a probe under way may yet prove the inside; this binding carries meanwhile
    }
    CareOf requesting = inner.requesting();
    boolean probing = requesting != null && !isVpn(requesting);
    boolean insideHere = requesting == null && inner.boundTo() != null && wantsInside();
    if (!insideHere && !careOf.equals(requesting)) {
      if (probing) {
        probeAgainAt = now.monotonic().plus(probeInterval());
      }
      inner.handle(new MobileNode.Input.Register(now, careOf, null));
    }
  }

  /** Whether the inside context that holds is through the best interface, so that it stays. */
  private boolean wantsInside() {
    CareOf careOf = inner.boundTo();
    return careOf != null
        && !isVpn(careOf)
        && best().map(Link::careOf).filter(careOf::equals).isPresent();
  }

  // --- what is due

  private void advance(Now now) {
    MonotonicTime time = now.monotonic();
    if (pursuit != null && isDue(pursuit.innerAt(), time)) {
      CareOf careOf = pursuit.careOf();
      pursuit = new Pursuit(careOf, null, pursuit.outerAt());
      inner.handle(new MobileNode.Input.Register(now, careOf, config.detection().monitor()));
      changed(
          "registering", Tier.INNER, careOf.link(), null, careOf.toString(), "pursuit", List.of());
    }
    if (pursuit != null && isDue(pursuit.outerAt(), time)) {
      CareOf careOf = pursuit.careOf();
      pursuit = new Pursuit(careOf, pursuit.innerAt(), null);
      outer.handle(new MobileNode.Input.Register(now, careOf, null));
      changed(
          "registering", Tier.OUTER, careOf.link(), null, careOf.toString(), "pursuit", List.of());
    }
    draining.removeIf(old -> isDue(old.until(), time));
    if (isDue(vpnDownAt, time)) {
      vpnDownAt = null;
      leaveOutside(now);
    }
    if (isDue(probeAgainAt, time)) {
      probeAgain(now);
    }
  }

  /** Looks for the inner home agent where a hint still points inside. */
  private void probeAgain(Now now) {
    probeAgainAt = null;
    CareOf careOf = best().map(Link::careOf).orElse(null);
    if (careOf != null
        && !careOf.equals(inner.boundTo())
        && detector.plan(careOf.link()).innerAfter() != null) {
      MonotonicTime outerAt = pursuit == null ? null : pursuit.outerAt();
      pursuit = new Pursuit(careOf, now.monotonic(), outerAt);
      probeAgainAt = now.monotonic().plus(probeInterval());
    }
  }

  /** Often while nothing carries user data, seldom while the VPN does. */
  private Duration probeInterval() {
    return outer.boundTo() == null ? PROBE_AGAIN_STRANDED : PROBE_AGAIN;
  }

  /** Inside for good: the VPN goes down, the outer system is left. */
  private void leaveOutside(Now now) {
    if (vpn != VpnState.DOWN) {
      changed(
          "vpn-down",
          null,
          null,
          vpnAddress == null ? null : vpnAddress.toString(),
          null,
          "the node is inside",
          List.of());
      later.add(new Output.DisconnectVpn());
      vpnGone(now);
      vpn = VpnState.DOWN;
    }
    CareOf careOf = outer.boundTo();
    if (careOf != null) {
      // RFC 5265 §3.3: deregister with the outer home agent; through where it is known to answer.
      outer.handle(new MobileNode.Input.Deregister(now, careOf, careOf));
      outerPath = null;
    }
  }

  private void stop(Now now) {
    cause = "the service ends";
    stopping = true;
    pursuit = null;
    probeAgainAt = null;
    for (MobileNode engine : List.of(inner, outer)) {
      CareOf careOf = engine.boundTo();
      if (careOf != null) {
        engine.handle(new MobileNode.Input.Deregister(now, careOf, careOf));
      }
    }
    innerPath = null;
    outerPath = null;
    draining.clear();
    if (vpn != VpnState.DOWN) {
      later.add(new Output.DisconnectVpn());
      vpn = VpnState.DOWN;
    }
  }

  // --- what follows from the state

  private void project(Now now) {
    for (Attached attached : links.values()) {
      Verdict verdict = detector.verdict(attached.link().name(), now.monotonic());
      Domain before = verdicts.get(verdict.link());
      if (before != verdict.domain()) {
        changed(
            "verdict",
            null,
            verdict.link(),
            before == null ? null : before.toString(),
            verdict.domain().toString(),
            verdict.rule(),
            verdict.evidence().stream().map(Object::toString).toList());
      }
    }
    verdicts = domains(now);

    Projection next = projection(now);
    Set<Opening> before = projected.openings();
    boolean differs = !next.equals(projected);
    Projection last = projected;
    projected = next;
    if (differs) {
      outputs.add(new Output.Project(next));
    }
    outputs.addAll(later);
    later.clear();
    reportGate(last, next, before);
  }

  private void reportGate(Projection last, Projection next, Set<Opening> before) {
    String old = last.innerPath() == null ? "shut" : String.join(", ", Projection.describe(before));
    String fresh =
        next.innerPath() == null ? "shut" : String.join(", ", Projection.describe(next.openings()));
    if (!sameCareOf(last.innerPath(), next.innerPath())
        || (last.outerPath() != null
            && next.innerPath() != null
            && isVpn(next.innerPath())
            && !sameCareOf(last.outerPath(), next.outerPath()))) {
      Path path = next.innerPath();
      String link =
          path == null
              ? null
              : isVpn(path) && next.outerPath() != null
                  ? next.outerPath().careOf().link()
                  : path.careOf().link();
      outputs.add(
          new Output.Changed(
              path == null ? "gate-shut" : "gate-opened",
              null,
              link,
              old,
              fresh,
              cause,
              path == null ? List.of() : List.of(path.toString())));
    }
  }

  private Map<String, Domain> domains(Now now) {
    Map<String, Domain> domains = new LinkedHashMap<>();
    links
        .keySet()
        .forEach(link -> domains.put(link, detector.verdict(link, now.monotonic()).domain()));
    return domains;
  }

  private Projection projection(Now now) {
    Set<Link> attached = new HashSet<>();
    links.values().forEach(one -> attached.add(one.link()));
    Set<Opening> openings = new HashSet<>();
    Set<Path> innerAccepted = new HashSet<>();
    Set<Path> outerAccepted = new HashSet<>();
    Path innerOpen = null;
    if (innerPath != null && innerPath.careOf().equals(inner.boundTo())) {
      Opening opening = opening(innerPath, now);
      if (opening != null) {
        openings.add(opening);
        innerAccepted.add(innerPath);
        innerOpen = innerPath;
      }
    }
    Path outerOpen =
        outerPath != null && outerPath.careOf().equals(outer.boundTo()) ? outerPath : null;
    if (outerOpen != null) {
      outerAccepted.add(outerOpen);
    }
    for (Draining old : draining) {
      if (old.tier() == Tier.OUTER) {
        outerAccepted.add(old.path());
      } else {
        Opening opening = opening(old.path(), now);
        if (opening != null) {
          openings.add(opening);
          innerAccepted.add(old.path());
        }
      }
    }
    Set<Attachment> sockets = new HashSet<>();
    addSockets(sockets, Tier.INNER, inner, innerAccepted);
    addSockets(sockets, Tier.OUTER, outer, outerAccepted);
    Set<String> probes = new HashSet<>();
    sockets.stream()
        .filter(socket -> socket.tier() == Tier.INNER && !isVpn(socket.careOf()))
        .forEach(socket -> probes.add(socket.careOf().link()));
    return new Projection(
        attached,
        openings,
        probes,
        sockets,
        innerOpen,
        innerAccepted,
        outerOpen,
        outerAccepted,
        outer.home().isAny() ? null : outer.home(),
        vpnAddress);
  }

  private static void addSockets(
      Set<Attachment> sockets, Tier tier, MobileNode engine, Set<Path> accepted) {
    for (CareOf careOf : engine.inUse()) {
      sockets.add(new Attachment(tier, careOf));
    }
    accepted.forEach(path -> sockets.add(new Attachment(tier, path.careOf())));
  }

  /** What a path of the inner system opens; null while it has no right to carry user data. */
  private @Nullable Opening opening(Path path, Now now) {
    CareOf careOf = path.careOf();
    if (isVpn(careOf)) {
      boolean up = vpn == VpnState.UP && careOf.address().equals(vpnAddress);
      return up && outer.boundTo() != null ? new Opening.Outside(careOf.address()) : null;
    }
    return detector
        .proofHoldsUntil(careOf.link(), now.monotonic())
        .map(until -> new Opening.Inside(careOf, until))
        .orElse(null);
  }

  private void report(Tier tier, MobileNode.Output out) {
    switch (out) {
      case MobileNode.Output.Send send ->
          later.add(new Output.Send(new Attachment(tier, send.via()), send.to(), send.payload()));
      case MobileNode.Output.Registered r ->
          changed(
              r.renewal() ? "renewed" : "registered",
              tier,
              r.careOf().link(),
              null,
              r.careOf().toString(),
              r.tunnel()
                  + " for "
                  + r.lifetime().toSeconds()
                  + " s, answered in "
                  + r.roundTrip().toNanos() / 1000
                  + " us",
              r.trustedNetworks() ? List.of("trusted networks configured") : List.of());
      case MobileNode.Output.Denied d ->
          changed(
              "denied",
              tier,
              d.careOf().link(),
              null,
              d.careOf().toString(),
              d.code().toString(),
              List.of());
      case MobileNode.Output.Unanswered u ->
          changed(
              "unanswered",
              tier,
              u.careOf().link(),
              null,
              u.careOf().toString(),
              u.attempts()
                  + " requests without an answer from "
                  + engine(tier).system().homeAgent(),
              List.of());
      case MobileNode.Output.Lost l ->
          changed("lost", tier, l.careOf().link(), l.careOf().toString(), null, l.why(), List.of());
      case MobileNode.Output.MappingLost m ->
          changed(
              "mapping-lost",
              tier,
              m.careOf().link(),
              null,
              m.careOf().toString(),
              "keepalives unanswered; the next interval is " + m.nextKeepalive().toSeconds() + " s",
              List.of());
      case MobileNode.Output.Deregistered d ->
          changed(
              "deregistered",
              tier,
              d.careOf().link(),
              d.careOf().toString(),
              null,
              "the home agent confirmed it",
              List.of());
    }
  }

  private void changed(
      String what,
      @Nullable Tier tier,
      @Nullable String link,
      @Nullable String before,
      @Nullable String after,
      String why,
      List<String> evidence) {
    later.add(new Output.Changed(what, tier, link, before, after, why, evidence));
  }

  private MobileNode engine(Tier tier) {
    return tier == Tier.INNER ? inner : outer;
  }

  private static boolean isVpn(CareOf careOf) {
    return careOf.link().equals(VPN);
  }

  private static boolean isVpn(Path path) {
    return isVpn(path.careOf());
  }

  private static boolean sameCareOf(@Nullable Path one, @Nullable Path other) {
    return Objects.equals(one == null ? null : one.careOf(), other == null ? null : other.careOf());
  }

  private static @Nullable MonotonicTime after(Now now, @Nullable Duration wait) {
    return wait == null ? null : now.monotonic().plus(wait);
  }

  private static boolean isDue(@Nullable MonotonicTime due, MonotonicTime now) {
    return due != null && !now.isBefore(due);
  }

  private static @Nullable MonotonicTime earliest(
      @Nullable MonotonicTime one, @Nullable MonotonicTime other) {
    return one == null ? other : other == null ? one : MonotonicTime.min(one, other);
  }
}
