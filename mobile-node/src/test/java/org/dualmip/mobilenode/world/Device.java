package org.dualmip.mobilenode.world;

import static org.dualmip.mobilenode.world.Timeline.MS;
import static org.dualmip.mobilenode.world.Timeline.SECOND;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.dualmip.detector.Clue;
import org.dualmip.detector.NetworkHistory;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobilenode.DualNode;
import org.dualmip.mobilenode.Link;
import org.dualmip.mobilenode.Projection;
import org.dualmip.mobilenode.Projection.Attachment;
import org.dualmip.mobilenode.Projection.Opening;
import org.dualmip.mobilenode.Projection.Path;
import org.dualmip.mobilenode.Tier;
import org.dualmip.mobilenode.world.Packet.Esp;
import org.dualmip.mobilenode.world.Packet.Ike;
import org.dualmip.mobilenode.world.Packet.InUdp;
import org.dualmip.mobilenode.world.Packet.IpIp;
import org.dualmip.mobilenode.world.Packet.Signal;
import org.dualmip.mobilenode.world.Packet.User;
import org.jspecify.annotations.Nullable;

/**
 * The mobile node's host around the real engine. It knows nothing of its own: addresses, tunnels,
 * sockets and the gate are what the latest projection says.
 */
final class Device {
  /** How long the kernel takes to tell of a link. */
  static final long NOTICE = 2 * MS;

  /** How long it takes to notice that the host was asleep. */
  static final long RESUME_NOTICE = 200 * MS;

  /** Its monotonic clock began at another time than the world. */
  static final long CLOCK_OFFSET = -5 * SECOND;

  private static final Instant BEGIN = Instant.parse("2026-11-21T22:00:00Z");

  private final Timeline time;
  private final Fabric fabric;
  private final Plan plan;
  private final Map<String, Interface> interfaces = new TreeMap<>();
  private final byte[] historyKey = new byte[NetworkHistory.KEY_OCTETS];
  private final VpnClient vpn;
  private final Watch watch;
  private final List<Runnable> untilAwake = new ArrayList<>();

  /** What was told to have a carrier. */
  private final Set<String> carriers = new HashSet<>();

  private NetworkHistory history;
  private DualNode node;
  private boolean running = true;
  private long noticesAt;
  private boolean asleep;
  private long sleptSinceShown;
  private Projection projection = Projection.NOTHING;
  private Duration clock = Duration.ZERO;
  private @Nullable MonotonicTime innerSent;
  private @Nullable MonotonicTime outerSent;
  private long wakeAt = Long.MAX_VALUE;
  private int hosts = 50;
  private long order;

  Device(Timeline time, Fabric fabric, Plan plan) {
    this.time = time;
    this.fabric = fabric;
    this.plan = plan;
    time.random().nextBytes(historyKey);
    this.history = new NetworkHistory(historyKey, List.of());
    this.node = new DualNode(plan.node(), history, time.random().split());
    this.vpn = new VpnClient(time, fabric, this);
    this.watch = new Watch(time, plan, node);
    List.of("wlan0", "wwan0").forEach(name -> interfaces.put(name, new Interface(name)));
    carried();
  }

  DualNode node() {
    return node;
  }

  VpnClient vpn() {
    return vpn;
  }

  Watch watch() {
    return watch;
  }

  Projection projection() {
    return projection;
  }

  Interface on(String name) {
    return Objects.requireNonNull(interfaces.get(name));
  }

  List<Interface> interfaces() {
    return new ArrayList<>(interfaces.values());
  }

  Now now() {
    return new Now(
        new MonotonicTime(time.now() + CLOCK_OFFSET), BEGIN.plusNanos(time.now()).plus(clock));
  }

  void stepClock(Duration step) {
    clock = clock.plus(step);
  }

  // --- links

  /** Joins a network; with a fresh address, or the one this interface had there before. */
  void attach(String name, Place place, boolean freshAddress) {
    Interface one = on(name);
    Place last = one.lastPlace();
    if (freshAddress || last == null || !place.feelsLike(last)) {
      hosts = hosts == 250 ? 50 : hosts + 1;
      one.join(place, place.host(hosts), order++);
    } else {
      one.join(place, one.address(), order++);
    }
    Link link = one.link();
    time.note(name + " attaches to " + place + " as " + one.address());
    later(
        NOTICE,
        () -> {
          if (link.equals(one.link()) && one.place() == place) {
            appeared(one, place);
          }
        });
    later(
        NOTICE + 2 * place.delay(),
        () -> {
          if (link.equals(one.link()) && one.place() == place && !plan.servedByAgent(place)) {
            seen(name, new Clue.Lease(link.gateway(), List.of(place.domain()), List.of()));
            seen(name, new Clue.Gateway(link.gateway(), place.gatewayMac()));
          }
        });
  }

  private void appeared(Interface one, Place place) {
    noticed(one);
    if (plan.agents() && carriers.add(one.name())) {
      handle(new DualNode.Input.Carrier(now(), one.name()));
    }
    if (!plan.servedByAgent(place)) {
      handle(new DualNode.Input.LinkUp(now(), one.link()));
    }
  }

  void detach(String name) {
    Interface one = on(name);
    if (one.place() != null) {
      time.note(name + " leaves " + one.place());
      one.leave();
      later(NOTICE, () -> disappeared(one, "carrier lost"));
    }
  }

  private void disappeared(Interface one, String why) {
    noticed(one);
    carriers.remove(one.name());
    handle(
        plan.agents()
            ? new DualNode.Input.CarrierLost(now(), one.name(), why)
            : new DualNode.Input.LinkDown(now(), one.name(), why));
  }

  /** While nobody is there to notice, the gate shuts by itself at the end of its time. */
  private void noticed(Interface one) {
    if (running) {
      one.changed();
    }
  }

  /** The interface is called otherwise from now on, and can be used no more. */
  void rename(Interface one) {
    time.note(one.name() + " is renamed");
    Link link = one.link();
    one.leave();
    later(
        NOTICE,
        () -> {
          disappeared(one, "the interface is gone");
          Link renamed =
              new Link(one.name() + "x", link.address(), link.prefixLength(), link.gateway());
          handle(new DualNode.Input.LinkUp(now(), renamed));
        });
  }

  void seen(String name, Clue clue) {
    on(name).hint();
    handle(new DualNode.Input.Seen(now(), name, clue));
  }

  // --- sleep, and other lives

  /** The host sleeps for a while; its clock goes on, but nobody looks at it. */
  void sleep(long nanos) {
    time.note("the host falls asleep for " + nanos / SECOND + " s");
    asleep = true;
    time.run(nanos);
    asleep = false;
    sleptSinceShown += nanos;
    time.note("the host wakes up");
    noticesAt = time.now() + RESUME_NOTICE;
    watch.awake(noticesAt);
    time.after(
        RESUME_NOTICE,
        () ->
            whenAwake(() -> {
              interfaces.values().forEach(Interface::changed);
              handle(new DualNode.Input.Resumed(now()));
            }));
    List.copyOf(untilAwake).forEach(Runnable::run);
    untilAwake.clear();
  }

  private void later(long nanos, Runnable what) {
    time.after(nanos, () -> whenAwake(what));
  }

  private void whenAwake(Runnable what) {
    if (asleep) {
      untilAwake.add(what);
    } else {
      what.run();
    }
  }

  /**
   * The daemon dies. What it made of the host stays, and so does the gate with its times. Those do
   * not count sleep: between waking up and noticing it must not die, for then nobody would shut the
   * gate before its time.
   */
  void crash() {
    time.run(Math.max(0, noticesAt - time.now()));
    time.note("the daemon dies");
    running = false;
    wakeAt = Long.MAX_VALUE;
    vpn.die();
  }

  boolean isRunning() {
    return running;
  }

  /** It starts again: first of all it shuts the gate, then it looks around. */
  void restart(boolean remembers) {
    whenAwake(() -> start(remembers));
  }

  private void start(boolean remembers) {
    time.note("the daemon starts" + (remembers ? "" : " and remembers no network"));
    history = new NetworkHistory(historyKey, remembers ? history.entries() : List.of());
    node = new DualNode(plan.node(), history, time.random().split());
    projection = Projection.NOTHING;
    innerSent = null;
    outerSent = null;
    running = true;
    watch.restarted(node);
    carriers.clear();
    for (Interface one : interfaces.values()) {
      one.changed();
      Place place = one.place();
      if (place != null) {
        appeared(one, place);
      }
    }
  }

  // --- the engine

  void handle(DualNode.Input input) {
    if (!running || asleep) {
      return;
    }
    boolean often =
        input instanceof DualNode.Input.Tick
            || input instanceof DualNode.Input.Carried
            || input instanceof DualNode.Input.Heard;
    if (!often) {
      time.note(new Heard(input));
    }
    watch.before(input);
    node.handle(input);
    for (DualNode.Output out = node.poll(); out != null; out = node.poll()) {
      watch.output(out, interfaces);
      switch (out) {
        case DualNode.Output.Project project -> {
          projection = project.projection();
          sleptSinceShown = 0;
          watch.projected(projection, interfaces);
        }
        case DualNode.Output.Send send -> send(send);
        case DualNode.Output.ConnectVpn connect -> {
          time.note("  node: connect the VPN from " + connect.local());
          vpn.connect(connect.local());
        }
        case DualNode.Output.ToAgent send -> send(send);
        case DualNode.Output.Solicit solicit -> solicit(solicit);
        case DualNode.Output.Announce _ -> {} // no link of this world is the home link
        case DualNode.Output.DisconnectVpn _ -> {
          time.note("  node: disconnect the VPN");
          vpn.disconnect();
        }
        case DualNode.Output.Observed _, DualNode.Output.Offered _ -> {}
        case DualNode.Output.Judged judged -> time.note(judged);
        case DualNode.Output.Changed changed -> {
          time.note(new Said(changed));
          if (changed.what().equals("link-found") && changed.link() != null) {
            on(changed.link()).found(order++);
            watch.moved();
          }
        }
      }
    }
    watch.after(projection, interfaces, history);
    schedule();
  }

  private record Heard(DualNode.Input input) {
    @Override
    public String toString() {
      return switch (input) {
        case DualNode.Input.Datagram datagram ->
            "> datagram from " + datagram.from() + " on " + datagram.socket();
        case DualNode.Input.LinkUp link -> "> up " + link.link();
        case DualNode.Input.LinkDown link -> "> down " + link.name();
        case DualNode.Input.VpnUp up -> "> vpn up " + up.address();
        case DualNode.Input.VpnDown down -> "> vpn down: " + down.why();
        case DualNode.Input.Seen seen -> "> seen on " + seen.link() + ": " + seen.clue();
        default -> "> " + input.getClass().getSimpleName();
      };
    }
  }

  private record Said(DualNode.Output.Changed changed) {
    @Override
    public String toString() {
      return "  node: "
          + changed.what()
          + (changed.tier() == null ? "" : " " + changed.tier())
          + (changed.link() == null ? "" : " " + changed.link())
          + (changed.before() == null ? "" : " from " + changed.before())
          + (changed.after() == null ? "" : " to " + changed.after())
          + ": "
          + changed.why();
    }
  }

  private void schedule() {
    MonotonicTime wake = node.wakeAt();
    if (wake == null) {
      return;
    }
    long at = time.now() + wake.since(now().monotonic()).toNanos();
    watch.wake(at);
    if (at < wakeAt) {
      wakeAt = at;
      time.after(
          Math.max(0, at - time.now()),
          () -> {
            if (wakeAt == at) {
              wakeAt = Long.MAX_VALUE;
              handle(new DualNode.Input.Tick(now()));
            }
          });
    }
  }

  private void carried() {
    time.after(
        3 * SECOND,
        () -> {
          if (innerSent != null) {
            handle(new DualNode.Input.Carried(now(), Tier.INNER, innerSent));
          }
          if (outerSent != null) {
            handle(new DualNode.Input.Carried(now(), Tier.OUTER, outerSent));
          }
          innerSent = null;
          outerSent = null;
          carried();
        });
  }

  void vpnUp(Ip4 address) {
    whenAwake(() -> handle(new DualNode.Input.VpnUp(now(), address)));
  }

  void vpnDown(String why) {
    whenAwake(() -> handle(new DualNode.Input.VpnDown(now(), why)));
  }

  // --- sending

  private void send(DualNode.Output.Send send) {
    watch.signal(send.socket(), send.payload(), projection);
    CareOf careOf = send.socket().careOf();
    Packet packet = new Signal(Fabric.port434(careOf.address()), send.to(), send.payload());
    if (careOf.link().equals(DualNode.VPN)) {
      vpn.send(packet);
    } else {
      transmit(careOf, packet);
    }
  }

  private void send(DualNode.Output.ToAgent send) {
    watch.signal(send.socket(), send.payload(), projection);
    if (send.socket().careOf() instanceof CareOf.ThroughAgent agent) {
      Interface one = on(agent.link());
      Place wire = one.wire();
      Signal packet = new Signal(new Endpoint(send.source(), 434), send.to(), send.payload());
      if (wire != null && one.place() != null) {
        watch.asksOnWire(one, send, projection);
        fabric.toStation(wire, mac(one), agent.mac(), packet, send.ttl());
      }
    }
  }

  private void solicit(DualNode.Output.Solicit solicit) {
    Interface one = on(solicit.link());
    Place wire = one.wire();
    Station station = wire == null ? null : fabric.station(wire);
    if (wire != null && station != null && one.place() != null) {
      fabric.network(wire).cross(() -> station.solicited(mac(one), solicit.icmp()));
    }
  }

  /** To whichever foreign agent has that station's address on the wire. */
  private void transmitBare(CareOf careOf, Packet packet) {
    Interface one = on(careOf.link());
    Place wire = one.wire();
    if (wire == null || !(careOf instanceof CareOf.ThroughAgent agent)) {
      return;
    }
    watch.onWire(one, packet, projection);
    Station station = fabric.station(wire);
    if (station != null && station.mac().equals(agent.mac())) {
      fabric.network(wire).cross(() -> station.bare(mac(one), packet));
    }
  }

  private static MacAddress mac(Interface one) {
    return new MacAddress(one.name().equals("wlan0") ? 0x0200_0000_0001L : 0x0200_0000_0002L);
  }

  /** An advertisement is heard by all on the wire. */
  void heard(Place place, MacAddress from, Ip4 source, Octets icmp) {
    for (Interface one : interfaces.values()) {
      if (one.wire() == place
          && one.place() != null
          && projection.listening().contains(one.name())) {
        handle(new DualNode.Input.Heard(now(), one.name(), from, source, 1, icmp));
      }
    }
  }

  /** A datagram from an agent, or from somebody in its name. */
  void fromAgent(
      Place place,
      MacAddress from,
      MacAddress to,
      Endpoint source,
      Octets payload,
      boolean genuine) {
    for (Interface one : interfaces.values()) {
      if (one.wire() == place && one.place() != null && !asleep && mac(one).equals(to)) {
        if (genuine) {
          watch.innerReply(one, payload);
        }
        handle(new DualNode.Input.FromAgent(now(), one.name(), from, source, payload));
      }
    }
  }

  /** A bare packet from an agent. */
  void bare(Place place, MacAddress from, MacAddress to, Packet packet) {
    for (Interface one : interfaces.values()) {
      if (one.wire() == place && one.place() != null && !asleep && mac(one).equals(to)) {
        bare(one, packet);
      }
    }
  }

  /** What comes bare is not asked who brings it, only on which interface. */
  private void bare(Interface one, Packet packet) {
    if (packet instanceof User user) {
      projection.innerAccepted().stream()
          .filter(path -> path.tunnel() == null && path.careOf().link().equals(one.name()))
          .filter(path -> insideOpen(path.careOf()))
          .findFirst()
          .ifPresent(path -> {
            watch.acceptedUser(path.careOf(), interfaces);
            fabric.flow().arrived(Flow.DOWN, user.number(), time.now());
          });
    } else if ((packet instanceof Ike || packet instanceof Esp)
        && packet.to().equals(projection.outerHome())
        && projection.outerAccepted().stream()
            .anyMatch(path -> path.tunnel() == null && path.careOf().link().equals(one.name()))) {
      vpn.receive(packet);
    }
  }

  /** The application sends to the correspondent. */
  void sendUser(long number) {
    fabric.flow().sent(Flow.UP, number, time.now());
    Path path = projection.innerPath();
    if (path == null || asleep) {
      return;
    }
    innerSent = now().monotonic();
    User user = new User(Plan.S, Plan.CORRESPONDENT, number);
    Tunnel tunnel = path.tunnel();
    if (tunnel == null) {
      if (insideOpen(path.careOf())) {
        transmitBare(path.careOf(), user);
      }
      return;
    }
    Packet packet = encapsulate(path.careOf(), tunnel, user);
    if (!path.careOf().link().equals(DualNode.VPN)) {
      if (insideOpen(path.careOf())) {
        transmit(path.careOf(), packet);
      }
    } else if (projection.openings().contains(new Opening.Outside(path.careOf().address()))) {
      vpn.send(packet);
    }
  }

  /** The gate shuts by itself at the end of an opening's time; asleep it counts no time. */
  private boolean insideOpen(CareOf careOf) {
    return projection.openings().stream()
        .anyMatch(one ->
            one instanceof Opening.Inside inside
                && inside.careOf().equals(careOf)
                && now()
                    .monotonic()
                    .isBefore(inside.until().plus(Duration.ofNanos(sleptSinceShown))));
  }

  /** The mobility adapter sends. */
  void sendOuter(Packet packet) {
    Path path = projection.outerPath();
    if (path != null && !asleep && packet.from().equals(projection.outerHome())) {
      outerSent = now().monotonic();
      Tunnel tunnel = path.tunnel();
      if (tunnel == null) {
        transmitBare(path.careOf(), packet);
      } else {
        transmit(path.careOf(), encapsulate(path.careOf(), tunnel, packet));
      }
    }
  }

  private static Packet encapsulate(CareOf careOf, Tunnel tunnel, Packet packet) {
    Ip4 from = careOf.address();
    return tunnel.isInUdp()
        ? new InUdp(Fabric.port434(from), tunnel.end(), packet)
        : new IpIp(from, tunnel.remote(), packet);
  }

  private void transmit(CareOf careOf, Packet packet) {
    Interface one = on(careOf.link());
    Place wire = one.wire();
    if (wire == null || !careOf.address().equals(one.address())) {
      return;
    }
    watch.onWire(one, packet, projection);
    if (one.isConnected()) {
      fabric.fromAccess(wire, packet);
    }
  }

  // --- receiving

  /**
   * A packet reaches the hosts of an access network.
   *
   * @param genuine false if somebody made it up
   */
  void receive(Place place, Packet packet, boolean genuine) {
    for (Interface one : interfaces.values()) {
      if (one.wire() == place
          && one.isConnected()
          && !asleep
          && packet.to().equals(one.address())) {
        receive(new CareOf.CoLocated(one.name(), packet.to()), one, packet, genuine);
      }
    }
  }

  private void receive(CareOf careOf, Interface one, Packet packet, boolean genuine) {
    switch (packet) {
      case Signal signal -> {
        Tier tier = signal.from().equals(Plan.IHA) ? Tier.INNER : Tier.OUTER;
        Attachment socket = new Attachment(tier, careOf);
        if (projection.sockets().contains(socket)) {
          if (genuine && tier == Tier.INNER) {
            watch.innerReply(one, signal.payload());
          }
          datagram(socket, signal);
        }
      }
      case IpIp tunnelled ->
          accept(new Path(careOf, Tunnel.ipInIp(tunnelled.from())), tunnelled.inner());
      case InUdp tunnelled ->
          accept(new Path(careOf, Tunnel.inUdp(tunnelled.source())), tunnelled.inner());
      default -> {}
    }
  }

  private void datagram(Attachment socket, Signal signal) {
    Endpoint from = signal.source();
    handle(new DualNode.Input.Datagram(now(), socket, from, signal.payload()));
  }

  private void accept(Path path, Packet inner) {
    if (inner instanceof User user && projection.innerAccepted().contains(path)) {
      if (path.careOf().link().equals(DualNode.VPN) || insideOpen(path.careOf())) {
        watch.acceptedUser(path.careOf(), interfaces);
        fabric.flow().arrived(Flow.DOWN, user.number(), time.now());
      }
    } else if ((inner instanceof Ike || inner instanceof Esp)
        && projection.outerAccepted().contains(path)
        && inner.to().equals(projection.outerHome())) {
      vpn.receive(inner);
    }
  }

  /** A packet for the VPN's inner address was decrypted. */
  void receiveInVpn(Packet packet) {
    CareOf careOf = new CareOf.CoLocated(DualNode.VPN, packet.to());
    switch (packet) {
      case Signal signal -> {
        Attachment socket = new Attachment(Tier.INNER, careOf);
        if (projection.sockets().contains(socket)) {
          datagram(socket, signal);
        }
      }
      case IpIp tunnelled ->
          accept(new Path(careOf, Tunnel.ipInIp(tunnelled.from())), tunnelled.inner());
      case InUdp tunnelled ->
          accept(new Path(careOf, Tunnel.inUdp(tunnelled.source())), tunnelled.inner());
      default -> {}
    }
  }
}
