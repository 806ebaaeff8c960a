package org.dualmip.homeagent;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.dualmip.linux.HostException;
import org.dualmip.linux.HostObject;
import org.dualmip.linux.IcmpSocket;
import org.dualmip.linux.NetworkMonitor;
import org.dualmip.linux.Reconciler;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.linux.TunnelListener;
import org.dualmip.mobileip.discovery.Advertiser;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.security.Authenticator;
import org.dualmip.service.Clock;
import org.dualmip.service.EventLog;
import org.dualmip.service.OwnerThread;
import org.dualmip.service.Service;
import org.dualmip.service.ServiceProcess;
import org.dualmip.service.admin.AdminServer;
import org.dualmip.service.config.ConfigException;
import org.dualmip.service.config.ConfigProblem;
import org.dualmip.service.config.InvalidSetting;
import org.jspecify.annotations.Nullable;

/**
 * The running agent: home agent, foreign agent, or both on one UDP port.
 *
 * <p>Parts are opened in an order in which each needs only those before it, and closed in the
 * reverse order, also when one of them cannot be opened: nothing stays half installed. The
 * administration socket comes first, because it tells whether another agent is running.
 */
public final class HomeAgentService implements Service {
  private static final int MAILBOX = 4096;
  private static final int EVENTS_IN_MEMORY = 1000;

  private final Clock clock = Clock.system();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final OpenParts parts;
  private final Path file;
  private final AgentEvents events;
  private final AgentEngine engine;
  private final OwnerThread<AgentInput, AgentOutput> owner;
  private final Map<Ip4, Signalling> sockets = new LinkedHashMap<>();
  private final Map<String, LinkPort> links = new LinkedHashMap<>();
  private final HomeStations stations = new HomeStations(() -> clock.now().monotonic());
  private final GuardedHost host;
  private final @Nullable AgentEffects effects;
  private volatile AgentConfig config;

  private HomeAgentService(
      Path file,
      AgentConfig config,
      @Nullable Authenticator authenticator,
      ServiceProcess process,
      OpenParts parts) {
    this.file = file;
    this.config = config;
    this.parts = parts;
    EventLog log = parts.add(new EventLog(config.events(), EVENTS_IN_MEMORY));
    events = new AgentEvents(log, clock, config.system());
    var pages = new LatePages(config);
    parts.add(AdminServer.open(config.control(), pages.byPath(), pages.orders()));
    BindingStore store = parts.add(BindingStore.open(config.state(), events::storeProblem));
    Rtnetlink kernel = parts.add(Rtnetlink.open());
    HostSettings.check(kernel, config.addresses(), config.links());
    Map<String, OnLink> own = OnLink.of(kernel, config);
    HostSettings settings =
        parts.add(HostSettings.apply(config.homeLinks(), config.visitorLinks(), store));
    engine = AgentEngine.of(config, own, kernel, store, authenticator, clock);
    var effect = new LateEffects();
    owner =
        new OwnerThread<>(
            "agent", engine, AgentInput.Tick::new, effect, clock, MAILBOX, process::failed);

    ServingEngine home = engine.home();
    DataPath tunnels = home == null ? null : parts.add(DataPath.open(config, ends(process)));
    var receiver = new PortReceiver(config, owner, tunnels, stations);
    own.keySet().forEach(link -> links.put(link, parts.add(LinkPort.open(link, receiver))));
    ForeignAgentSection foreign = config.foreignAgent();
    VisitorPath visitors =
        foreign == null
            ? null
            : parts.add(VisitorPath.open(config, foreign, own, links, ends(process)));
    HostProjection projection =
        parts.add(
            new HostProjection(
                new Reconciler(kernel, config.owner()),
                config.routing(),
                visitors == null ? Set.<HostObject>of() : visitors.host()));
    host = new GuardedHost(projection, events);
    for (Ip4 address : config.addresses()) {
      sockets.put(address, parts.add(Signalling.open(address, receiver)));
    }

    effects = tunnels == null ? null : homeEffects(tunnels, store);
    ForeignEffects visited = null;
    if (visitors != null) {
      Signalling socket = socket(config.careOf());
      visitors.udp(socket.sender());
      receiver.visitors(visitors);
      visited =
          new ForeignEffects(
              socket,
              visitors,
              host,
              links,
              engine::handle,
              owner::after,
              events,
              clock,
              receiver::noRoute,
              config.keepalive());
      parts.add(IcmpSocket.open(config.careOf(), null)).receive(receiver::error);
    }
    effect.carriedOutBy(carryOut(effects, visited));
    // Closed before the sockets whose descriptors they borrow.
    if (tunnels != null) {
      parts.add(tunnels);
    }
    if (visitors != null) {
      parts.add(visitors);
    }
    parts.add(owner);
    owner.start();
    boolean _ = owner.execute(() -> begin(settings));
    var settling = new Settling(owner, host::reconcile);
    parts.add(NetworkMonitor.open(_ -> settling.changed()));
    pages.show(
        new AgentView(
            () -> this.config,
            clock,
            clock.now(),
            owner,
            engine,
            tunnels,
            visitors,
            List.copyOf(sockets.values()),
            links,
            effects == null ? List.of() : effects.homeLinks(),
            log));
  }

  private AgentEffects homeEffects(DataPath tunnels, BindingStore store) {
    Signalling socket = socket(config.address());
    tunnels.udp(socket.sender());
    Map<String, HomeLink> homeLinks = new LinkedHashMap<>();
    for (HomeNetworkSection network : config.networks()) {
      if (network.link() != null) {
        homeLinks.put(
            network.name(),
            parts.add(
                new HomeLink(
                    network.link(),
                    parts.add(Rtnetlink.open()),
                    owner::after,
                    stations,
                    tunnels.path(network.name())::send)));
      }
    }
    return new AgentEffects(
        socket, tunnels, host, homeLinks, links, stations, store, events, clock);
  }

  private Consumer<AgentOutput> carryOut(
      @Nullable AgentEffects home, @Nullable ForeignEffects foreign) {
    return output -> {
      switch (output) {
        case AgentOutput.Home(var one) when home != null -> home.accept(one);
        case AgentOutput.Foreign(var one) when foreign != null -> foreign.accept(one);
        case AgentOutput.Advertise(var link, var send) -> port(link).advertise(send);
        default -> throw new IllegalStateException("nobody carries out " + output);
      }
    };
  }

  private Signalling socket(Ip4 address) {
    return Objects.requireNonNull(sockets.get(address));
  }

  private LinkPort port(String link) {
    return Objects.requireNonNull(links.get(link));
  }

  /**
   * Starts an agent in the current network namespace.
   *
   * @param file its configuration; read again by {@link #reload}
   * @param process told when a part of the agent dies
   * @throws ConfigException if the file is wrong; nothing was touched
   * @throws RuntimeException with a message for people, if the host refuses; nothing is left
   */
  public static HomeAgentService start(Path file, ServiceProcess process) throws ConfigException {
    AgentConfig config = AgentConfig.read(file);
    ForeignAgentSection foreign = config.foreignAgent();
    Authenticator authenticator =
        foreign == null || foreign.aaaFile() == null
            ? null
            : AaaFile.read(foreign.aaaFile()).authenticator();
    Rehearsal.play();
    var parts = new OpenParts();
    try {
      return new HomeAgentService(file, config, authenticator, process, parts);
    } catch (RuntimeException | Error failed) {
      parts.close();
      throw failed;
    }
  }

  @Override
  public void reload() {
    try {
      Reload reload = Reload.of(config, AgentConfig.read(file));
      boolean _ = owner.ask(() -> reconfigure(reload.effective()));
      events.say(
          "reloaded",
          reload.afterRestart().isEmpty()
              ? "asked to by SIGHUP"
              : "only in part: restart the agent for " + String.join(", ", reload.afterRestart()),
          reload.changed().stream().map(key -> key + " changed").toList());
    } catch (ConfigException wrong) {
      events.say(
          "reload-refused",
          "the file has errors; the configuration stays as it was",
          wrong.problems().stream().map(ConfigProblem::toString).toList());
    } catch (IllegalStateException busy) {
      events.say("reload-refused", String.valueOf(busy.getMessage()), List.of());
    } catch (InvalidSetting clash) {
      events.say("reload-refused", "it needs a restart: " + clash.getMessage(), List.of());
    }
  }

  @Override
  public void close() {
    if (closing.compareAndSet(false, true)) {
      events.say("stopped", "asked to", List.of());
      try {
        boolean _ = owner.ask(this::sayGoodbye);
      } catch (IllegalStateException dead) {
        // It is no longer there to advertise anything.
      }
      parts.close();
    }
  }

  /** Takes the advertisements back (RFC 1256 §4.3). */
  private boolean sayGoodbye() {
    links
        .keySet()
        .forEach(link ->
            engine.handle(new AgentInput.Discovery(link, new Advertiser.Input.Stop(clock.now()))));
    return true;
  }

  private boolean reconfigure(AgentConfig effective) {
    config = effective;
    ServingEngine home = engine.home();
    if (home != null) {
      home.configure(effective.engine());
    }
    return true;
  }

  private void begin(HostSettings settings) {
    ServingEngine home = engine.home();
    int restored = 0;
    if (home != null && effects != null) {
      restored = home.bindings().size();
      effects.restored(home.bindings());
    } else {
      var _ = host.change(HostProjection::reconcile);
    }
    events.say(
        "started",
        "serving on "
            + String.join(", ", sockets.values().stream().map(Signalling::toString).toList())
            + (home == null ? "" : ", " + restored + " bindings restored"),
        settings.notes());
  }

  private TunnelListener ends(ServiceProcess process) {
    return new TunnelListener() {
      @Override
      public void unusedMarks(Ip4 outerSource, int inner, int outer) {
        events.unusedMarks(outerSource, inner, outer);
      }

      @Override
      public void adapterLost(HostException reason) {
        if (!closing.get()) {
          process.failed(reason);
        }
      }
    };
  }
}
