package org.dualmip.mobilenode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.dualmip.detector.Clue;
import org.dualmip.detector.Verdict;
import org.dualmip.ipsec.Credentials;
import org.dualmip.ipsec.Vpn;
import org.dualmip.ipsec.VpnConfig;
import org.dualmip.ipsec.VpnEvent;
import org.dualmip.ipsec.vici.ViciTransport;
import org.dualmip.linux.HostClock;
import org.dualmip.linux.HostException;
import org.dualmip.linux.Nftables;
import org.dualmip.linux.Reconciler;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.linux.Tun;
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
import org.dualmip.service.Engine;
import org.dualmip.service.Event;
import org.dualmip.service.EventLog;
import org.dualmip.service.OwnerThread;
import org.dualmip.service.Service;
import org.dualmip.service.ServiceProcess;
import org.dualmip.service.admin.AdminServer;
import org.dualmip.service.config.ConfigException;
import org.dualmip.service.config.ConfigFile;
import org.jspecify.annotations.Nullable;

/**
 * The mobile-node service: carries out on this host what {@link DualNode} decides.
 *
 * <p>The owner thread runs the engine and its interpreter; edges (interfaces, sockets, the VPN)
 * post to it. Starting installs the gate, shut, before anything else; a failure on the way removes
 * what was installed. When the process dies, the gate stays and so do the adapters with their
 * addresses, so that applications keep their sockets and nothing leaks; the next start takes both
 * over.
 */
public final class NodeService implements Service {
  private static final int MAILBOX = 4096;
  private static final int EVENTS_KEPT = 512;
  private static final Duration CARRIED_EVERY = Duration.ofSeconds(2);
  private static final Duration FAREWELL = Duration.ofMillis(300);
  private static final String WHO = "node";

  private final NodeSettings settings;
  private final Path file;
  private final Clock clock = Clock.system();
  private final HistoryStore history;
  private final DualNode engine;
  private final DetectorTrace trace;
  private final ShutTimes shutTimes = new ShutTimes();
  private final OwnerThread<Input, Output> owner;
  private final EventLog events;
  private final Deque<AutoCloseable> installed = new ArrayDeque<>();
  private final Map<Tier, MonotonicTime> carried = new EnumMap<>(Tier.class);
  private @Nullable Interpreter interpreter;
  private @Nullable Tunnels tunnels;
  private @Nullable AgentLinks agents;
  private @Nullable Vpn vpn;
  private @Nullable PortalDesk portals;
  private @Nullable Sensors sensors;
  private boolean closed;

  /**
   * Reads a configuration file without touching anything.
   *
   * @throws ConfigException with every problem found
   * @throws IllegalArgumentException if a certificate or key cannot be used, naming the file
   */
  public static NodeSettings check(Path file) throws ConfigException {
    NodeSettings settings = ConfigFile.read(file, NodeSettings.class);
    settings.engine();
    settings.captivePortal().fetch();
    vpnConfig(settings); // what engine and VPN would refuse is refused here
    return settings;
  }

  /**
   * Starts the service.
   *
   * @throws ConfigException if the file cannot be used
   * @throws HostException if this host lacks something, with the remedy
   */
  public static NodeService start(Path file, ServiceProcess process) throws ConfigException {
    NodeSettings settings = check(file);
    Rehearsal.play();
    NodeService service = new NodeService(settings, file, process);
    try {
      service.install();
      return service;
    } catch (RuntimeException failed) {
      service.uninstall();
      throw failed;
    }
  }

  private NodeService(NodeSettings settings, Path file, ServiceProcess process) {
    this.settings = settings;
    this.file = file;
    this.trace = new DetectorTrace(settings.engine().detection());
    this.events = new EventLog(settings.events(), EVENTS_KEPT);
    this.history = HistoryStore.open(settings.stateDirectory(), this::troubled);
    installed.push(history);
    this.engine =
        new DualNode(settings.engine(), history.history(), RandomGenerator.of("SecureRandom"));
    this.owner =
        new OwnerThread<>(
            "node",
            Engine.of(engine::handle, engine::poll, engine::wakeAt),
            Input.Tick::new,
            this::carryOut,
            clock,
            MAILBOX,
            process::failed);
  }

  private void install() {
    AdminServer admin = AdminServer.open(settings.control(), pages(), orders());
    installed.push(admin);
    Gate shut = new Gate(settings, Nftables.open());
    installed.push(shut);
    Tun intranet = adapter(Adapters.INTRANET, Adapters.INTRANET_MTU);
    Tun mobility =
        settings.outer() == null ? null : adapter(Adapters.MOBILITY, Adapters.MOBILITY_MTU);
    installed.push(new HostTuning(settings));
    Tunnels paths = new Tunnels(settings, intranet, mobility, this::received, this::troubled);
    tunnels = paths;
    installed.push(paths);
    AgentLinks links = new AgentLinks(ear(), this::troubled);
    agents = links;
    installed.push(links);
    PortalDesk desk =
        new PortalDesk(
            settings.captivePortal(),
            shut,
            settings.captivePortal().fetch(),
            turn(),
            this::portalSays,
            this::troubled);
    portals = desk;
    installed.push(desk);
    Rtnetlink netlink = Rtnetlink.open();
    installed.push(netlink);
    Reconciler routes = new Reconciler(netlink);
    installed.push(routes::clear);
    interpreter =
        new Interpreter(
            shut,
            routes,
            new Plumbing(settings),
            paths,
            links,
            () -> shutTimes.shut(clock.now().monotonic()),
            this::troubled);

    Vpn session =
        new Vpn(vpnConfig(settings), settings.vpn().vici(), ViciTransport.jdk(), this::vpnSays);
    vpn = session;
    installed.push(session);
    owner.start();
    owner.after(CARRIED_EVERY, this::reportCarried);
    history
        .offers()
        .forEach((agent, offer) -> owner.post(now -> new Input.OfferKnown(now, agent, offer)));
    installed.push(owner);
    Sensors seeing = new Sensors(settings, this::seen, this::troubled);
    sensors = seeing;
    installed.push(seeing);
    installed.push(ResumeWatch.start(HostClock::asleep, this::resumed));
    installed.push(new LinkWatch(settings.engine().accesses(), this::linkChanged));
    events.add(
        Event.of(clock.now(), WHO, "started", "serving with " + file)
            .with("home", settings.inner().homeAddress())
            .with("sensors", seeing.summary()));
  }

  private Tun adapter(String name, int mtu) {
    Tun tun = Tun.openTun(name);
    // A clean stop takes the adapter away, a crash does not. The tunnels have closed it by then.
    installed.push(() -> {
      tun.close();
      delete(name);
    });
    try (Rtnetlink netlink = Rtnetlink.open()) {
      netlink.mtu(name, mtu);
      netlink.linkUp(name);
    }
    return tun;
  }

  private static void delete(String link) {
    try (Rtnetlink netlink = Rtnetlink.open()) {
      if (netlink.link(link).isPresent()) {
        netlink.deleteLink(link);
      }
    }
  }

  private static VpnConfig vpnConfig(NodeSettings settings) {
    NodeSettings.Vpn settled = settings.vpn();
    VpnConfig config =
        VpnConfig.of(
                settled.gateway(),
                settled.identity(),
                settled.gatewayIdentity(),
                Credentials.read(
                    settled.certificate(), settled.key(), settled.ca(), settled.identity()),
                settings.inner().networks())
            .withDeadPeerDelay(settled.deadPeerDelay());
    return settled.mobike() ? config.withMobike() : config;
  }

  /** {@inheritDoc} */
  @Override
  public void reload() {
    try {
      List<String> changed = ConfigFile.changedKeys(settings, check(file));
      events.add(
          Event.of(
              clock.now(),
              WHO,
              "reloaded",
              changed.isEmpty()
                  ? "nothing changed"
                  : "changed: "
                      + String.join(", ", changed)
                      + "; restart the service for it, nothing is disturbed until then"));
    } catch (ConfigException wrong) {
      events.add(Event.of(clock.now(), WHO, "reload-refused", String.valueOf(wrong.getMessage())));
    }
  }

  /** Says good-bye to the home agents and removes everything that was installed. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    owner.post(Input.Stop::new);
    try {
      Thread.sleep(FAREWELL);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    events.add(Event.of(clock.now(), WHO, "stopped", "the service was asked to stop"));
    uninstall();
  }

  private void uninstall() {
    List<String> failures = new ArrayList<>();
    while (!installed.isEmpty()) {
      try {
        installed.pop().close();
      } catch (Exception failed) {
        failures.add(String.valueOf(failed.getMessage()));
      }
    }
    if (!failures.isEmpty()) {
      events.add(Event.of(clock.now(), WHO, "left-behind", String.join("; ", failures)));
    }
    events.close();
  }

  // --- edges: any thread

  private void linkChanged(LinkWatch.Change change) {
    MonotonicTime heard = clock.now().monotonic();
    List<Clue> known =
        change instanceof LinkWatch.Change.Up up ? sensors().known(up.link()) : List.of();
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
    sensors().changed(change); // clues of a connection come behind it
  }

  private void seen(String link, Clue clue) {
    owner.post(now -> new Input.Seen(now, link, clue));
    if (clue instanceof Clue.Lease || clue instanceof Clue.RouterAdvertised) {
      owner.execute(() -> {
        desk().seen(link, clue);
        sensors().portal(link).ifPresent(uri -> desk().advertised(link, uri));
      });
    }
  }

  private void resumed() {
    events.add(Event.of(clock.now(), WHO, "resumed", "the host was asleep"));
    owner.post(Input.Resumed::new);
  }

  private void received(Attachment socket, Endpoint from, Octets payload) {
    owner.post(now -> new Input.Datagram(now, socket, from, payload));
  }

  private AgentLinks.Ear ear() {
    return new AgentLinks.Ear() {
      @Override
      public void heard(String link, MacAddress from, Ip4 source, int ttl, Octets icmp) {
        owner.post(now -> new Input.Heard(now, link, from, source, ttl, icmp));
      }

      @Override
      public void received(String link, MacAddress from, Endpoint source, Octets payload) {
        owner.post(now -> new Input.FromAgent(now, link, from, source, payload));
      }
    };
  }

  private void troubled(String what) {
    events.add(Event.of(clock.now(), WHO, "trouble", what));
  }

  private PortalDesk.Owner turn() {
    return new PortalDesk.Owner() {
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
    };
  }

  private void portalSays(CaptivePortal.Output.Changed changed) {
    String portal = changed.portal();
    Event event =
        Event.of(
                clock.now(),
                WHO,
                "captive-portal",
                portal == null ? changed.why() : changed.why() + ": log in at " + portal)
            .change(word(changed.before()), word(changed.after()))
            .with("link", changed.link());
    events.add(event);
    if (changed.after() != CaptivePortal.State.UNKNOWN) {
      Clue clue = new Clue.Portal(changed.after() == CaptivePortal.State.CAPTIVE);
      owner.post(now -> new Input.Seen(now, changed.link(), clue));
    }
  }

  private static String word(CaptivePortal.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private void vpnSays(VpnEvent event) {
    switch (event) {
      case VpnEvent.Up up -> {
        events.add(
            Event.of(clock.now(), WHO, "vpn-associated", up.adopted() ? "adopted" : "made anew")
                .with("ike-spis", up.ikeSpis())
                .with("child-spis", up.childSpis()));
        owner.post(now -> new Input.VpnUp(now, up.innerAddress()));
      }
      case VpnEvent.Down down -> owner.post(now -> new Input.VpnDown(now, down.reason()));
      case VpnEvent.Unavailable away -> {
        events.add(Event.of(clock.now(), WHO, "vpn-unavailable", away.remedy()));
        owner.post(now -> new Input.VpnDown(now, away.remedy()));
      }
      case VpnEvent.Available back ->
          events.add(Event.of(clock.now(), WHO, "vpn-available", back.version()));
      case VpnEvent.Failed failed ->
          events.add(
              Event.of(
                  clock.now(),
                  WHO,
                  "vpn-failed",
                  failed.reason() + "; again in " + failed.retryIn().toMillis() + " ms"));
      case VpnEvent.Connecting connecting ->
          events.add(
              Event.of(
                  clock.now(),
                  WHO,
                  "vpn-attempt",
                  "attempt "
                      + connecting.attempt()
                      + (connecting.local().isAny() ? "" : " from " + connecting.local())));
      case VpnEvent.Moved moved ->
          events.add(
              Event.of(
                  clock.now(),
                  WHO,
                  "vpn-moved",
                  "the gateway knows that the VPN now comes from " + moved.local()));
      case VpnEvent.Rekeyed rekeyed ->
          events.add(
              Event.of(clock.now(), WHO, "vpn-rekeyed", "new keys, same address")
                  .with("ike-spis", rekeyed.ikeSpis())
                  .with("child-spis", rekeyed.childSpis()));
    }
  }

  // --- the interpreter: owner thread

  private void carryOut(Output output) {
    switch (output) {
      case Output.Project project -> {
        interpreter().show(project.projection(), clock.now().monotonic());
        desk().inUse(project.projection().links());
      }
      case Output.Send send -> paths().send(send.socket(), send.to(), send.payload());
      case Output.ToAgent send -> agents().send(send);
      case Output.Solicit solicit -> agents().send(solicit);
      case Output.Announce announce -> interpreter().announce(announce.home());
      case Output.ConnectVpn connect -> session().connect(connect.local());
      case Output.DisconnectVpn _ -> session().disconnect();
      case Output.Offered offered -> history.keepOffer(offered.homeAgent(), offered.offer());
      case Output.Observed observed -> trace.observed(observed.observation());
      case Output.Judged judged -> {
        trace.judged(judged.verdict(), judged.at());
        events.add(event(judged));
      }
      case Output.Changed changed -> {
        events.add(event(changed));
        if (changed.what().equals("unanswered") && changed.link() != null) {
          desk().doubted(changed.link());
        }
      }
    }
  }

  private void reportCarried() {
    for (Tier tier : paths().tiers()) {
      MonotonicTime last = paths().lastSent(tier);
      if (last != null && !last.equals(carried.put(tier, last))) {
        owner.post(now -> new Input.Carried(now, tier, last));
      }
    }
    history.keep();
    owner.after(CARRIED_EVERY, this::reportCarried);
  }

  private static Event event(Output.Judged judged) {
    Verdict verdict = judged.verdict();
    return Event.of(judged.at(), WHO, "verdict", verdict.rule())
        .change(
            judged.before() == null ? null : judged.before().toString(),
            verdict.domain().toString())
        .because(verdict.evidence().stream().map(Object::toString).toList())
        .with("link", verdict.link())
        .with("score", verdict.score())
        .with("weighed", verdict.weighed().stream().map(Object::toString).toList())
        .with("plan", judged.plan().why())
        .with("would-change", verdict.wouldChange());
  }

  private Event event(Output.Changed changed) {
    Event event =
        Event.of(clock.now(), WHO, changed.what(), changed.why())
            .change(changed.before(), changed.after())
            .because(changed.evidence());
    if (changed.link() != null) {
      event = event.with("link", changed.link());
    }
    if (changed.tier() != null) {
      event = event.with("system", changed.tier());
    }
    return event;
  }

  private Map<String, Supplier<@Nullable Object>> pages() {
    NodePages pages = new NodePages(settings, engine, clock);
    return Map.of(
        "/show/node", () -> owner.ask(() -> node(pages)),
        "/show/detector", () -> owner.ask(pages::detector),
        "/show/tunnels", () -> owner.ask(() -> pages.tunnels(paths())),
        "/show/vpn", () -> pages.vpn(session().status()),
        "/show/counters",
            () -> owner.ask(() -> pages.counters(paths(), sensors(), shutTimes, owner.counters())),
        "/trace", () -> owner.ask(trace::lines),
        "/why", () -> events.last().stream().map(Event::fields).toList(),
        "/health", () -> Map.of("status", "ok"));
  }

  private Map<String, Function<Map<String, String>, Object>> orders() {
    NodeOrders orders = new NodeOrders(engine, clock);
    return Map.of(
        "/allow", parameters -> owner.ask(() -> orders.allow(parameters)),
        "/portal", parameters -> owner.ask(() -> portal(parameters)));
  }

  private Map<String, Object> node(NodePages pages) {
    Map<String, Object> page = pages.node();
    List<Object> known = desk().page();
    if (!known.isEmpty()) {
      page.put("captive-portals", known);
    }
    return page;
  }

  private Map<String, Object> portal(Map<String, String> parameters) {
    String link = parameters.get("interface");
    return link != null && parameters.containsKey("done")
        ? desk().visited(link)
        : desk().want(link);
  }

  private PortalDesk desk() {
    return Objects.requireNonNull(portals);
  }

  private Interpreter interpreter() {
    return Objects.requireNonNull(interpreter);
  }

  private Tunnels paths() {
    return Objects.requireNonNull(tunnels);
  }

  private AgentLinks agents() {
    return Objects.requireNonNull(agents);
  }

  private Sensors sensors() {
    return Objects.requireNonNull(sensors);
  }

  private Vpn session() {
    return Objects.requireNonNull(vpn);
  }
}
