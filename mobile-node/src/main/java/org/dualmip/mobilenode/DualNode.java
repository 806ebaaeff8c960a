package org.dualmip.mobilenode;

import static org.dualmip.mobilenode.LowerDriver.earliest;
import static org.dualmip.mobilenode.LowerDriver.isDue;
import static org.dualmip.mobilenode.UpperDriver.isVpn;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.dualmip.detector.DomainDetector;
import org.dualmip.detector.Observation;
import org.dualmip.detector.Verdict;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.mobileip.node.MobilitySystem;
import org.dualmip.mobileip.node.OtherSecrets;
import org.dualmip.mobilenode.Projection.Attachment;
import org.dualmip.mobilenode.Projection.Opening;
import org.dualmip.mobilenode.Projection.Path;
import org.jspecify.annotations.Nullable;

/**
 * The dual mobile node: two Mobile IP systems with a VPN between them, and the switch between the
 * inside and the outside context.
 *
 * <p>The two drivers of the stack are uses of the two registrations. The <em>lower driver</em>
 * registers the best interface's care-of address with the inner home agent inside, with the outer
 * one outside; without an outer system it says through which interface the VPN leaves. The
 * <em>upper driver</em> registers the VPN's address with the inner one, while outside.
 *
 * <p>What is open follows from the state alone, in {@link #projection(Now)}:
 *
 * <ul>
 *   <li>inside, if the inner registration holds through an interface whose verdict is inside;
 *   <li>outside, if it holds through the VPN, and the outer one through an interface; without an
 *       outer system, if there is an interface for the VPN to leave through (RFC 5266);
 *   <li>for the drain time also what was open before a handover, as long as its own proof holds;
 *   <li>otherwise nothing: user data stops (RFC 5265 §3.2.2).
 * </ul>
 *
 * <p>One thread at a time. {@link #handle} an input, then {@link #poll} until null, then call again
 * at {@link #wakeAt} at the latest.
 */
public final class DualNode {
  /** The name under which the VPN's address is registered. */
  public static final String VPN = "vpn";

  /** What it is told. */
  public sealed interface Input {
    /** When. */
    Now at();

    /** An interface can be used, or its address or gateway changed. */
    record LinkUp(Now at, Link link) implements Input {}

    /**
     * An interface has a carrier: foreign agents can be heard there, with or without an address.
     */
    record Carrier(Now at, String name) implements Input {}

    /** An interface has no carrier any more, and nothing that came with it. */
    record CarrierLost(Now at, String name, String why) implements Input {}

    /** An ICMP router advertisement arrived (RFC 5944 §2.1). */
    record Heard(Now at, String link, MacAddress mac, Ip4 source, int ttl, Octets icmp)
        implements Input {}

    /** A datagram for port 434 arrived from a station on a link. */
    record FromAgent(Now at, String link, MacAddress mac, Endpoint from, Octets payload)
        implements Input {}

    /** An interface's address cannot be used any more. */
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

    /**
     * Send a datagram from port 434 to a foreign agent's station, without ARP (RFC 5944 §3.6.1.1).
     *
     * @param socket whose care-of address names link and station
     */
    record ToAgent(Attachment socket, Ip4 source, Endpoint to, int ttl, Octets payload)
        implements Output {}

    /** Ask for advertisements on a link, from 0.0.0.0 with time to live 1 (RFC 5944 §2.2). */
    record Solicit(String link, Ip4 destination, Octets icmp) implements Output {}

    /**
     * Bring the VPN up, bound to that address, and keep it up.
     *
     * @param local the outer home address; without an outer system the care-of address, or 0.0.0.0
     *     where MOBIKE takes care of it
     */
    record ConnectVpn(Ip4 local) implements Output {}

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

  /** How long the inner home agent may take to confirm the good-bye, before the VPN goes. */
  private static final Duration FAREWELL = Duration.ofMillis(300);

  private final DomainDetector detector;
  private final MobileNode inner;
  private final Carrier outer;
  private final Links links;
  private final Points points;
  private final MobileNetworks networks;
  private final Paths paths;
  private final LowerDriver lower;
  private final UpperDriver upper;
  private final GateReport report = new GateReport();
  private final Outbox outbox = new Outbox();
  private final ArrayDeque<Output> outputs = new ArrayDeque<>();
  private Projection projected = Projection.NOTHING;
  private String cause = "nothing has happened yet";
  private boolean stopping;
  private @Nullable MonotonicTime farewellAt;

  /**
   * @param random for nonces and identifiers; in production a {@link java.security.SecureRandom}
   */
  public DualNode(DualNodeConfig config, RandomGenerator random) {
    this.detector = new DomainDetector(config.detection());
    this.inner = new MobileNode(config.inner(), config.innerWishes(), OtherSecrets.NONE, random);
    this.networks = new MobileNetworks(config.mobileNetworks());
    MobilitySystem outerSystem = config.outer();
    this.outer =
        outerSystem == null
            ? new Carrier.Bare(config.mobike())
            : new Carrier.Outer(
                new MobileNode(outerSystem, config.outerWishes(), OtherSecrets.NONE, random),
                config.simultaneous());
    this.links = new Links(config.accesses());
    this.points = new Points(config.accesses(), random, outbox);
    this.paths = new Paths(config.drain());
    this.lower =
        new LowerDriver(links, detector, config.detection().monitor(), inner, outer, paths, outbox);
    this.upper = new UpperDriver(inner, outer, lower, paths, outbox, config.drain());
  }

  /** Takes one input; then {@link #poll()} until null. */
  public void handle(Input input) {
    Now now = input.at();
    switch (input) {
      case Input.LinkUp up -> {
        points.own(up.link().name(), up.link());
        attach(up.link().name(), "it has an address no more", now);
      }
      case Input.LinkDown down -> {
        points.own(down.name(), null);
        attach(down.name(), down.why(), now);
      }
      case Input.Carrier up -> {
        points.carrier(up.name(), true, now);
        attach(up.name(), "it has a carrier", now);
      }
      case Input.CarrierLost down -> {
        points.own(down.name(), null);
        points.carrier(down.name(), false, now);
        attach(down.name(), down.why(), now);
      }
      case Input.Heard heard -> {
        points.heard(heard);
        attach(heard.link(), "its agent serves no more", now);
        offered(heard.link(), now);
      }
      case Input.FromAgent datagram -> fromAgent(datagram);
      case Input.Datagram datagram -> {
        Attachment socket = datagram.socket();
        cause = "a reply of the " + socket.tier() + " home agent";
        tell(
            socket.tier(),
            new MobileNode.Input.Datagram(
                now, socket.careOf(), datagram.from(), datagram.payload()));
      }
      case Input.VpnUp up -> {
        cause = "the VPN is up with " + up.address();
        upper.vpnUp(up.address(), now);
      }
      case Input.VpnDown down -> {
        cause = "the VPN is down: " + down.why();
        upper.vpnDown(down.why(), now);
      }
      case Input.Carried carried ->
          tell(carried.tier(), new MobileNode.Input.Carried(now, carried.lastSent()));
      case Input.Tick _ -> cause = "time passed";
      case Input.Stop _ -> stop(now);
    }
    points.advance(now);
    for (String name : points.listening()) {
      attach(name, "no foreign agent is heard any more", now);
    }
    inner.handle(new MobileNode.Input.Tick(now));
    outer.handle(new MobileNode.Input.Tick(now));
    settle(now);
    if (stopping) {
      farewell(now);
    } else {
      lower.advance(now, upper.address() != null);
      if (upper.advance(now)) {
        lower.advance(now, upper.address() != null);
        upper.advance(now);
      }
    }
    settle(now);
    paths.advance(now.monotonic());
    project(now);
  }

  /** The next output, or null. */
  public @Nullable Output poll() {
    return outputs.poll();
  }

  /** When to be called next, or null if only an input can change anything. */
  public @Nullable MonotonicTime wakeAt() {
    MonotonicTime wake = earliest(inner.wakeAt(), outer.wakeAt());
    wake = earliest(wake, earliest(lower.wakeAt(), upper.wakeAt()));
    wake = earliest(wake, points.wakeAt());
    return earliest(wake, earliest(paths.wakeAt(), farewellAt));
  }

  /** What the host should look like. */
  public Projection projection() {
    return projected;
  }

  /** Where each attached interface is. */
  public List<Verdict> verdicts(MonotonicTime now) {
    return links.names().stream().map(link -> detector.verdict(link, now)).toList();
  }

  /** The registration engine of a system, to look at; null if there is none. */
  public @Nullable MobileNode system(Tier tier) {
    return switch (tier) {
      case INNER -> inner;
      case OUTER -> outer instanceof Carrier.Outer(MobileNode engine, _) ? engine : null;
    };
  }

  private void tell(Tier tier, MobileNode.Input input) {
    if (tier == Tier.INNER) {
      inner.handle(input);
    } else {
      outer.handle(input);
    }
  }

  /**
   * The access mode in the words of RFC 5265 §2 and RFC 5266 §3.1: {@code c}, {@code f}, {@code
   * cvc}, {@code fvc}, {@code mc} or {@code none}; {@code vc} is a VPN made anew in each place.
   */
  public String accessMode() {
    Path path = projected.innerPath();
    if (path == null) {
      return "none";
    }
    if (!isVpn(path.careOf())) {
      return path.careOf().isCoLocated() ? "c" : "f";
    }
    Path below = projected.outerPath();
    return switch (outer) {
      case Carrier.Outer _ -> below == null || below.careOf().isCoLocated() ? "cvc" : "fvc";
      case Carrier.Bare bare -> bare.mobike() ? "mc" : "vc";
    };
  }

  // --- what happens to interfaces

  /** Makes what an interface has to offer its point of attachment: another is another network. */
  private void attach(String name, String otherwise, Now now) {
    if (!links.mayUse(name)) {
      return;
    }
    Link point = points.point(name);
    if (point == null) {
      linkDown(name, otherwise, now);
    } else if (!point.equals(links.named(name))) {
      linkUp(point, now);
      offered(name, now);
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
      cause = "the foreign agent on " + name + " has restarted";
      if (agent.equals(inner.boundTo())) {
        lower.renewInner(agent, now);
      }
      if (agent.equals(outer.boundTo())) {
        outer.handle(new MobileNode.Input.Register(now, agent, null));
      }
    }
  }

  /** What an agent passes on is for whichever system asked through it. */
  private void fromAgent(Input.FromAgent datagram) {
    cause = "a reply through a foreign agent on " + datagram.link();
    deliver(Tier.INNER, inner.inUse(), datagram);
    deliver(Tier.OUTER, outer.inUse(), datagram);
  }

  private void deliver(Tier tier, Set<CareOf> inUse, Input.FromAgent datagram) {
    for (CareOf careOf : inUse) {
      if (careOf instanceof CareOf.ThroughAgent agent
          && agent.link().equals(datagram.link())
          && agent.mac().equals(datagram.mac())) {
        tell(
            tier,
            new MobileNode.Input.Datagram(
                datagram.at(), careOf, datagram.from(), datagram.payload()));
      }
    }
  }

  private void linkUp(Link link, Now now) {
    linkDown(link.name(), "its address or gateway changed", now);
    cause = link + " is attached";
    links.attach(link);
    detector.observe(new Observation.Attached(now, link.name(), link.address()));
    outbox.changed("link-found", null, link.name(), null, link.toString(), cause, List.of());
  }

  private void linkDown(String name, String why, Now now) {
    Link gone = links.named(name);
    if (gone == null) {
      return;
    }
    cause = name + " is lost: " + why;
    links.detach(name);
    outbox.changed("link-lost", null, name, gone.toString(), null, why, List.of());
    detector.observe(new Observation.Detached(now, name, why));
    lower.lost(gone.careOf(), now);
  }

  // --- what the registrations say

  /** Draws the consequences of what the two registration engines found out. */
  private void settle(Now now) {
    boolean more = true;
    while (more) {
      MobileNode.Output fromInner = inner.poll();
      if (fromInner != null) {
        outbox.report(Tier.INNER, inner, fromInner);
        innerSays(fromInner, now);
      }
      MobileNode.Output fromOuter = outer.poll();
      if (fromOuter != null) {
        outbox.report(Tier.OUTER, Objects.requireNonNull(system(Tier.OUTER)), fromOuter);
        outerSays(fromOuter, now);
      }
      more = fromInner != null || fromOuter != null;
    }
  }

  private void innerSays(MobileNode.Output out, Now now) {
    switch (out) {
      case MobileNode.Output.Registered registered -> {
        cause = "the inner home agent answered through " + registered.careOf().link();
        points.registered(registered.careOf(), now);
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
        refused(denied, now);
      }
      case MobileNode.Output.Lost lost -> {
        cause = "the inner registration is over: " + lost.why();
        if (!isVpn(lost.careOf())) {
          lower.innerLost(lost, now);
        }
      }
      case MobileNode.Output.Granted granted -> granted(granted);
      case MobileNode.Output.Deregistered _ -> farewellAt = stopping ? now.monotonic() : null;
      default -> {}
    }
  }

  private void outerSays(MobileNode.Output out, Now now) {
    switch (out) {
      case MobileNode.Output.Registered registered -> {
        cause = "the outer home agent answered through " + registered.careOf().link();
        points.registered(registered.careOf(), now);
        lower.outerRegistered(registered, now);
        upper.outerRegistered(registered, now);
      }
      case MobileNode.Output.Unanswered silent -> lower.outerSilent(silent, now);
      case MobileNode.Output.Denied denied -> refused(denied, now);
      case MobileNode.Output.Lost lost -> {
        cause = "the outer registration is over: " + lost.why();
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

  /** A refusal of the agent's own: perhaps another one is more willing. */
  private void refused(MobileNode.Output.Denied denied, Now now) {
    if (!denied.code().fromHomeAgent()) {
      points.refused(denied.careOf(), now);
      attach(denied.careOf().link(), "its agent refuses", now);
    }
  }

  // --- the end

  /** User data stops; the inner home agent is told first, as long as there is a way to it. */
  private void stop(Now now) {
    cause = "the service ends";
    stopping = true;
    lower.stop();
    giveUp(Tier.INNER, inner.requesting(), now);
    giveUp(Tier.OUTER, outer.requesting(), now);
    CareOf careOf = inner.boundTo();
    if (careOf != null) {
      inner.handle(new MobileNode.Input.Deregister(now, careOf, careOf));
      farewellAt = now.monotonic().plus(FAREWELL);
    } else {
      farewellAt = now.monotonic();
    }
  }

  private void giveUp(Tier tier, @Nullable CareOf requesting, Now now) {
    if (requesting != null) {
      tell(tier, new MobileNode.Input.GiveUp(now, requesting));
    }
  }

  private void farewell(Now now) {
    if (isDue(farewellAt, now.monotonic())) {
      farewellAt = null;
      paths.dropAll();
      upper.disconnect("the service ends", now);
      for (CareOf careOf : outer.bound()) {
        outer.handle(new MobileNode.Input.Deregister(now, careOf, careOf));
      }
    }
  }

  // --- what follows from the state

  private void project(Now now) {
    report.verdicts(verdicts(now.monotonic()), outbox);
    Projection last = projected;
    projected = projection(now);
    if (!projected.equals(last)) {
      outputs.add(new Output.Project(projected));
    }
    outbox.flushTo(outputs, projected.sockets());
    Output gate = GateReport.gate(last, projected, cause);
    if (gate != null) {
      outputs.add(gate);
    }
  }

  private Projection projection(Now now) {
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
        networks.forwarded());
  }

  private static void addSockets(
      Set<Attachment> sockets, Tier tier, Set<CareOf> inUse, Set<Path> accepted) {
    inUse.forEach(careOf -> sockets.add(new Attachment(tier, careOf)));
    accepted.forEach(path -> sockets.add(new Attachment(tier, path.careOf())));
  }

  private @Nullable Ip4 outerHome() {
    MobileNode engine = system(Tier.OUTER);
    return engine == null || engine.home().isAny() ? null : engine.home();
  }

  /** Opens the gate for a path of the inner system, if it has the right to carry user data. */
  private boolean open(Path path, Set<Opening> openings, Set<Path> accepted, Now now) {
    Opening opening = opening(path.careOf(), now);
    if (opening == null || stopping) {
      return false;
    }
    openings.add(opening);
    accepted.add(path);
    return true;
  }

  private @Nullable Opening opening(CareOf careOf, Now now) {
    if (isVpn(careOf)) {
      boolean up = careOf.address().equals(upper.address()) && outer.boundTo() != null;
      return up ? new Opening.Outside(careOf.address()) : null;
    }
    return detector
        .proofHoldsUntil(careOf.link(), now.monotonic())
        .map(until -> new Opening.Inside(careOf, until))
        .orElse(null);
  }
}
