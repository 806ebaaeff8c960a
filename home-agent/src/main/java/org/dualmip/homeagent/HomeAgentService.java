package org.dualmip.homeagent;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dualmip.linux.HostException;
import org.dualmip.linux.NetworkMonitor;
import org.dualmip.linux.Reconciler;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.linux.TunnelListener;
import org.dualmip.mobileip.agent.HomeAgent.Input;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.service.Clock;
import org.dualmip.service.EventLog;
import org.dualmip.service.OwnerThread;
import org.dualmip.service.Service;
import org.dualmip.service.ServiceProcess;
import org.dualmip.service.admin.AdminServer;
import org.dualmip.service.config.ConfigException;
import org.dualmip.service.config.ConfigProblem;
import org.dualmip.service.config.InvalidSetting;

/**
 * The running home agent.
 *
 * <p>Parts are opened in an order in which each needs only those before it, and closed in the
 * reverse order, also when one of them cannot be opened: nothing stays half installed. The
 * administration socket comes first, because it tells whether another agent is running.
 */
public final class HomeAgentService implements Service {
  private static final int MAILBOX = 4096;
  private static final int EVENTS_IN_MEMORY = 1000;
  private static final Duration SETTLE = Duration.ofMillis(100);

  private final Clock clock = Clock.system();
  private final AtomicBoolean settling = new AtomicBoolean();
  private final AtomicBoolean closing = new AtomicBoolean();
  private final OpenParts parts;
  private final Path file;
  private final AgentEvents events;
  private final ServingEngine engine;
  private final OwnerThread<Input, Output> owner;
  private final Signalling socket;
  private final AgentEffects effects;
  private volatile AgentConfig config;

  private HomeAgentService(Path file, AgentConfig config, ServiceProcess process, OpenParts parts) {
    this.file = file;
    this.config = config;
    this.parts = parts;
    String link = config.networks().getFirst().link();
    EventLog log = parts.add(new EventLog(config.events(), EVENTS_IN_MEMORY));
    events = new AgentEvents(log, clock, config.system());
    var pages = new LatePages();
    parts.add(AdminServer.open(config.control(), pages.byPath()));
    BindingStore store = parts.add(BindingStore.open(config.state(), events::storeProblem));
    engine = new ServingEngine(config.engine(), store, clock);
    Rtnetlink kernel = parts.add(Rtnetlink.open());
    HostSettings.check(kernel, config.address(), link);
    HostSettings settings = parts.add(HostSettings.apply(link, store));
    var effect = new LateEffects();
    owner =
        new OwnerThread<>(
            "home agent", engine, Input.Tick::new, effect, clock, MAILBOX, process::failed);
    DataPath tunnels = parts.add(DataPath.open(config, ends(process)));
    HostProjection host =
        parts.add(
            new HostProjection(
                new Reconciler(kernel),
                config.adapter(),
                config.networks().getFirst().prefix(),
                link));
    socket = parts.add(Signalling.open(config.address(), tunnels, this::received));
    tunnels.udp(socket.sender());
    parts.add(tunnels); // closed before the socket whose descriptor it borrows
    HomeLink homeLink =
        link == null ? null : new HomeLink(link, parts.add(Rtnetlink.open()), owner::after);
    effects = new AgentEffects(socket, tunnels, host, homeLink, store, events, clock);
    effect.carriedOutBy(effects);
    parts.add(owner);
    owner.start();
    boolean _ = owner.execute(() -> begin(settings));
    parts.add(NetworkMonitor.open(_ -> settle()));
    pages.show(
        new AgentView(
            () -> this.config, clock, clock.now(), owner, engine, tunnels, socket, homeLink, log));
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
    Rehearsal.play();
    var parts = new OpenParts();
    try {
      return new HomeAgentService(file, config, process, parts);
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
      parts.close();
    }
  }

  private boolean reconfigure(AgentConfig effective) {
    config = effective;
    engine.configure(effective.engine());
    return true;
  }

  private void begin(HostSettings settings) {
    effects.restored(engine.bindings());
    events.say(
        "started",
        "serving on " + socket + ", " + engine.bindings().size() + " bindings restored",
        settings.notes());
  }

  private void received(Endpoint from, Endpoint to, Octets payload) {
    boolean _ = owner.post(now -> new Input.Datagram(now, from, to, payload));
  }

  /** Reconciles soon after the network changed, once for a burst of changes. Any thread. */
  private void settle() {
    if (settling.compareAndSet(false, true)) {
      boolean posted =
          owner.execute(() ->
              owner.after(
                  SETTLE,
                  () -> {
                    settling.set(false);
                    effects.reconcile();
                  }));
      settling.compareAndSet(true, posted);
    }
  }

  private TunnelListener ends(ServiceProcess process) {
    return new TunnelListener() {
      @Override
      public void adapterLost(HostException reason) {
        if (!closing.get()) {
          process.failed(reason);
        }
      }
    };
  }
}
