package org.dualmip.mobilenode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.dualmip.ipsec.Vpn;
import org.dualmip.ipsec.vici.ViciTransport;
import org.dualmip.linux.HostClock;
import org.dualmip.linux.HostException;
import org.dualmip.linux.Nftables;
import org.dualmip.linux.Reconciler;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.linux.Tun;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobilenode.DualNode.Input;
import org.dualmip.mobilenode.DualNode.Output;
import org.dualmip.service.Clock;
import org.dualmip.service.Engine;
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
  private static final Duration CARRIED_EVERY = Duration.ofSeconds(2);
  private static final Duration FAREWELL = Duration.ofMillis(300);

  private final NodeSettings settings;
  private final Path file;
  private final Clock clock = Clock.system();
  private final HistoryStore history;
  private final DualNode engine;
  private final DetectorTrace trace;
  private final ShutTimes shutTimes = new ShutTimes();
  private final OwnerThread<Input, Output> owner;
  private final NodeEvents events;
  private final NodeEdges edges;
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
    EngineSettings.vpn(settings); // what engine and VPN would refuse is refused here
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
    this.events = new NodeEvents(settings.events(), clock);
    this.history = HistoryStore.open(settings.stateDirectory(), events::troubled);
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
    this.edges = new NodeEdges(owner, clock, shutTimes, events, this::desk, this::sensors);
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
    Tunnels paths = new Tunnels(settings, intranet, mobility, edges::received, events::troubled);
    tunnels = paths;
    installed.push(paths);
    AgentLinks links = new AgentLinks(edges, events::troubled);
    agents = links;
    installed.push(links);
    PortalDesk desk =
        new PortalDesk(
            settings.captivePortal(),
            shut,
            settings.captivePortal().fetch(),
            edges,
            edges::portalSays,
            events::troubled);
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
            events::troubled);

    Vpn session =
        new Vpn(
            EngineSettings.vpn(settings),
            settings.vpn().vici(),
            ViciTransport.jdk(),
            edges::vpnSays);
    vpn = session;
    installed.push(session);
    owner.start();
    owner.after(CARRIED_EVERY, this::reportCarried);
    history
        .offers()
        .forEach((agent, offer) -> owner.post(now -> new Input.OfferKnown(now, agent, offer)));
    installed.push(owner);
    Sensors seeing = new Sensors(settings, edges::seen, events::troubled);
    sensors = seeing;
    installed.push(seeing);
    installed.push(ResumeWatch.start(HostClock::asleep, edges::resumed));
    installed.push(new LinkWatch(settings.engine().accesses(), edges::linkChanged));
    events.started(file, settings, seeing.summary());
  }

  private Tun adapter(String name, int mtu) {
    Tun tun = Tun.openTun(name);
    // A clean stop takes the adapter away, a crash does not. The tunnels have closed it by then.
    installed.push(() -> {
      tun.close();
      Adapters.delete(name);
    });
    Adapters.switchOn(name, mtu);
    return tun;
  }

  /** {@inheritDoc} */
  @Override
  public void reload() {
    try {
      List<String> changed = ConfigFile.changedKeys(settings, check(file));
      events.say(
          "reloaded",
          changed.isEmpty()
              ? "nothing changed"
              : "changed: "
                  + String.join(", ", changed)
                  + "; restart the service for it, nothing is disturbed until then");
    } catch (ConfigException wrong) {
      events.say("reload-refused", String.valueOf(wrong.getMessage()));
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
    events.say("stopped", "the service was asked to stop");
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
      events.say("left-behind", String.join("; ", failures));
    }
    events.close();
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
        events.judged(judged);
      }
      case Output.Changed changed -> {
        events.changed(changed);
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
        "/why", () -> events.last(),
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
