package org.dualmip.mobilenode;

import static org.dualmip.mobilenode.LowerDriver.earliest;
import static org.dualmip.mobilenode.UpperDriver.isVpn;

import java.util.ArrayDeque;
import java.util.List;
import java.util.random.RandomGenerator;
import org.dualmip.detector.Clue;
import org.dualmip.detector.Detection;
import org.dualmip.detector.Domain;
import org.dualmip.detector.NetworkHistory;
import org.dualmip.detector.Observation;
import org.dualmip.detector.Plan;
import org.dualmip.detector.Verdict;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.mobileip.node.MobilitySystem;
import org.dualmip.mobileip.node.OtherSecrets;
import org.dualmip.mobilenode.Projection.Attachment;
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
 * <p>What is open follows from the state alone, in {@link Projector}:
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

    /**
     * An interface can be used, or its address or gateway changed.
     *
     * @param known what its sensor knew of the network before
     */
    record LinkUp(Now at, Link link, List<Clue> known) implements Input {
      /** Of which nothing is known yet. */
      public LinkUp(Now at, Link link) {
        this(at, link, List.of());
      }
    }

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

    /** A sensor saw something on an interface; of what is not a sensor's to say nothing comes. */
    record Seen(Now at, String link, Clue clue) implements Input {}

    /** The user allows the inner home agent to be asked in the clear on an interface. */
    record Allow(Now at, String link) implements Input {}

    /**
     * The host was asleep, and may be anywhere now: all its connections count as changed (RFC 5265
     * §3.2.2).
     */
    record Resumed(Now at) implements Input {}

    /** In an earlier life a home agent offered this for finding it and concealing requests. */
    record OfferKnown(Now at, Ip4 homeAgent, Offer offer) implements Input {}

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

    /** Tell everybody on the home link once that the home address is here (RFC 5944 §4.6). */
    record Announce(CareOf.AtHome home) implements Output {}

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

    /** The domain detector takes this into account: for whoever wants to repeat its verdicts. */
    record Observed(Observation observation) implements Output {}

    /**
     * This home agent offers another key than before, for finding it and concealing requests.
     *
     * @param offer null if it offers none any more
     */
    record Offered(Ip4 homeAgent, @Nullable Offer offer) implements Output {}

    /**
     * The verdict on an interface has changed.
     *
     * @param before the domain until now; null at first
     * @param plan what to do about it
     */
    record Judged(Now at, @Nullable Domain before, Verdict verdict, Plan plan) implements Output {}

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

  private final Detection detector;
  private final InnerSystem inner;
  private final InnerSearch search;
  private final Carrier outer;
  private final Links links;
  private final Networks networks;
  private final Paths paths;
  private final Points points;
  private final LowerDriver lower;
  private final UpperDriver upper;
  private final Interfaces interfaces;
  private final Farewell farewell;
  private final Registrations registrations;
  private final Projector projector;
  private final GateReport report = new GateReport();
  private final Outbox outbox = new Outbox();
  private final ArrayDeque<Output> outputs = new ArrayDeque<>();
  private Projection projected = Projection.NOTHING;

  /**
   * @param random for nonces and identifiers; in production a {@link java.security.SecureRandom}
   */
  public DualNode(DualNodeConfig config, RandomGenerator random) {
    this(config, new NetworkHistory(secret(random), List.of()), random);
  }

  /**
   * @param history what was proved where, in earlier lives
   * @param random for nonces and identifiers; in production a {@link java.security.SecureRandom}
   */
  public DualNode(DualNodeConfig config, NetworkHistory history, RandomGenerator random) {
    detector = new Detection(config.detection(), history, this::observed);
    inner =
        new InnerSystem(
            new MobileNode(config.inner(), config.innerWishes(), OtherSecrets.NONE, random),
            config.mobileNetworks().networks().isEmpty(), // others would not find them there
            outbox);
    search = new InnerSearch(random, () -> inner.engine().homeAgent(), detector, outbox);
    MobileNetworks behind = new MobileNetworks(config.mobileNetworks());
    outer = carrier(config, random);
    links = new Links(config.accesses(), config.policy());
    networks = new Networks(config.networks(), config.detection().probe());
    points = new Points(config.accesses(), random, outbox);
    paths = new Paths(config.drain());
    lower =
        new LowerDriver(
            links, detector, config.detection().monitor(), inner, search, outer, paths, outbox);
    upper = new UpperDriver(inner, outer, lower, paths, outbox, config.drain());
    interfaces = new Interfaces(points, links, networks, detector, inner, outer, lower, outbox);
    farewell = new Farewell(inner, outer, paths, upper);
    registrations =
        new Registrations(inner, search, outer, interfaces, lower, upper, behind, farewell, outbox);
    projector =
        new Projector(
            detector, inner, search, outer, links, points, behind, paths, lower, upper, farewell);
  }

  private static byte[] secret(RandomGenerator random) {
    byte[] secret = new byte[NetworkHistory.KEY_OCTETS];
    random.nextBytes(secret);
    return secret;
  }

  private void observed(Observation observation) {
    outputs.add(new Output.Observed(observation));
  }

  private static Carrier carrier(DualNodeConfig config, RandomGenerator random) {
    MobilitySystem system = config.outer();
    return system == null
        ? new Carrier.Bare(config.mobike())
        : new Carrier.Outer(
            new MobileNode(
                system, config.outerWishes(), OtherSecrets.NONE, config.concealment(), random),
            config.simultaneous());
  }

  /** Takes one input; then {@link #poll()} until null. */
  public void handle(Input input) {
    Now now = input.at();
    switch (input) {
      case Input.LinkUp up -> {
        interfaces.up(up.link(), now);
        up.known().stream()
            .filter(Clue::isOfSensor)
            .forEach(clue -> interfaces.seen(new Input.Seen(now, up.link().name(), clue)));
      }
      case Input.LinkDown down -> interfaces.down(down.name(), down.why(), now);
      case Input.Carrier up -> interfaces.carrier(up.name(), now);
      case Input.CarrierLost down -> interfaces.carrierLost(down.name(), down.why(), now);
      case Input.Heard heard -> interfaces.heard(heard);
      case Input.FromAgent datagram -> registrations.fromAgent(datagram);
      case Input.Datagram datagram -> registrations.datagram(datagram);
      case Input.VpnUp up -> {
        outbox.because("the VPN is up with " + up.address());
        upper.vpnUp(up.address(), now);
      }
      case Input.VpnDown down -> {
        outbox.because("the VPN is down: " + down.why());
        upper.vpnDown(down.why(), now);
      }
      case Input.Carried carried ->
          registrations.tell(carried.tier(), new MobileNode.Input.Carried(now, carried.lastSent()));
      case Input.Seen seen when seen.clue().isOfSensor() -> {
        outbox.because(seen.clue().toString());
        interfaces.seen(seen);
      }
      case Input.Seen _ -> {} // not a sensor's to say
      case Input.Allow allow -> interfaces.allow(allow.link(), now);
      case Input.Resumed _ -> interfaces.resumed(now);
      case Input.OfferKnown known -> registrations.offerKnown(known);
      case Input.Tick _ -> outbox.because("time passed");
      case Input.Stop _ -> {
        outbox.because("the service ends");
        lower.stop(now);
        farewell.begin(now);
      }
    }
    interfaces.advance(now);
    inner.handle(new MobileNode.Input.Tick(now));
    outer.handle(new MobileNode.Input.Tick(now));
    search.tick(now);
    registrations.settle(now);
    if (farewell.isSaid()) {
      farewell.advance(now);
    } else {
      lower.advance(now, upper.address() != null);
      if (upper.advance(now)) {
        lower.advance(now, upper.address() != null);
        upper.advance(now);
      }
    }
    registrations.settle(now);
    paths.advance(now.monotonic());
    project(now);
  }

  private void project(Now now) {
    report.verdicts(verdicts(now.monotonic()), detector, now, outbox);
    Projection last = projected;
    projected = projector.projection(now);
    if (!projected.equals(last)) {
      outputs.add(new Output.Project(projected));
    }
    outbox.flushTo(outputs, projected.sockets());
    Output gate = GateReport.gate(last, projected, outbox.cause());
    if (gate != null) {
      outputs.add(gate);
    }
  }

  /** The next output, or null. */
  public @Nullable Output poll() {
    return outputs.poll();
  }

  /** When to be called next, or null if only an input can change anything. */
  public @Nullable MonotonicTime wakeAt() {
    MonotonicTime wake = earliest(inner.wakeAt(), outer.wakeAt());
    wake = earliest(wake, earliest(lower.wakeAt(), upper.wakeAt()));
    wake = earliest(wake, earliest(points.wakeAt(), search.wakeAt()));
    wake = earliest(wake, networks.wakeAt());
    return earliest(wake, earliest(paths.wakeAt(), farewell.wakeAt()));
  }

  /** What the host should look like. */
  public Projection projection() {
    return projected;
  }

  /** Where each attached interface is. */
  public List<Verdict> verdicts(MonotonicTime now) {
    return links.names().stream().map(link -> detector.verdict(link, now)).toList();
  }

  /** What the user's rules make of the networks that interfaces are in, used or not. */
  Networks networks() {
    return networks;
  }

  /** Whether traffic costs money on an attached interface. */
  public boolean isMetered(String link) {
    return links.isMetered(link);
  }

  /** The registration engine of a system, to look at; null if there is none. */
  public @Nullable MobileNode system(Tier tier) {
    return switch (tier) {
      case INNER -> inner.engine();
      case OUTER -> outer instanceof Carrier.Outer(MobileNode engine, _) ? engine : null;
    };
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
    if (path.isAtHome()) {
      return "home";
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
}
