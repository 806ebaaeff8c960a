package org.dualmip.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.dualmip.lab.namespaces.Built;
import org.dualmip.lab.namespaces.Captures;
import org.dualmip.lab.namespaces.LabException;
import org.dualmip.lab.namespaces.Launcher;
import org.dualmip.lab.namespaces.Launcher.Start;
import org.dualmip.lab.namespaces.Plugs;
import org.dualmip.lab.namespaces.Service;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.services.Enterprise;
import org.dualmip.lab.services.RunFolder;
import org.dualmip.lab.topology.AccessNetwork;
import org.dualmip.lab.topology.Node;
import org.dualmip.lab.topology.ThreeTier;
import org.dualmip.lab.topology.Topology;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/**
 * The enterprise, up and running: topology, captures, strongSwan, home agents, gateway and node.
 *
 * <p>Closing removes everything, may happen on any thread (a shutdown hook) and at any time, also
 * while it is still coming up.
 */
final class LiveLab implements AutoCloseable {
  private static final int ARP_MILLIS = 1000;

  private static final Duration START_PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
  private static final Duration DAEMON_RESTART = Duration.ofSeconds(3);
  private static final Duration STRONGSWAN_RESTART = Duration.ofSeconds(2);

  private final List<String> dualmip;
  private final LabState state;
  private final RunFolder folder;
  private final Timeline timeline;
  private final Progress progress;
  private final Watchdog watchdog;
  private final Launcher launcher;
  private final Enterprise enterprise;
  private final Map<String, Service> services = new LinkedHashMap<>();
  private @Nullable Built built;
  private @Nullable Plugs plugs;
  private @Nullable Captures captures;
  private @Nullable NodeWatch watch;
  private volatile boolean building;
  private boolean closed;

  /**
   * Takes the lab's digits; nothing else happens yet.
   *
   * @param dualmip the command that runs DualMIP
   */
  LiveLab(List<String> dualmip, LabState state, Path out, Timeline timeline, Progress progress) {
    this.dualmip = dualmip;
    this.state = state;
    this.timeline = timeline;
    this.progress = progress;
    folder = new RunFolder(state.folder(), out);
    watchdog = new Watchdog(state.run());
    launcher = new Launcher(state.run());
    enterprise = new Enterprise(folder);
  }

  /**
   * Brings everything up, with the mobile node on that segment, and waits until it is connected.
   */
  void start(String segment) throws InterruptedException {
    folder.create();
    goFirst();
    Topology topology = ThreeTier.topology();
    progress.say("lab " + state.id() + ": building " + topology.name());
    building = true;
    Built fresh = Built.up(topology, state.run());
    building = false;
    synchronized (this) {
      requireOpen(fresh);
      built = fresh;
      plugs = new Plugs(fresh, ThreeTier.MOBILE);
      captures =
          new Captures(launcher, topology.segments(), folder::capture, folder.log("captures"));
      watch = new NodeWatch(folder.events(ThreeTier.MOBILE), timeline);
    }
    acquaintRouters(fresh);
    enterprise.write(Instant.now());
    progress.say("starting strongSwan, two home agents, the gateway and the node");
    strongSwan("gw");
    strongSwan("mn");
    await("strongSwan", () -> Files.exists(folder.vici("gw")) && Files.exists(folder.vici("mn")));
    daemon("iha", "agent");
    daemon("xha", "agent");
    daemon("gw", "gateway");
    plugs().plug(plugs().interfaces().getFirst(), topology.access(segment));
    daemon("mn", "node");
    await("the mobile node", () -> watch().gateOpenedVia(plugs().interfaces().getFirst(), 0));
    progress.say("the mobile node is connected in " + segment);
    state.announceReady();
  }

  /**
   * On a machine that does other work too, waiting for a processor would be measured as silence.
   * Threads and programs started later inherit it. Without the right to it, nothing changes.
   */
  /** Routers of a living network know their neighbours: their ARP belongs to no handover. */
  private static void acquaintRouters(Built built) {
    Topology topology = built.topology();
    for (AccessNetwork access : topology.accesses()) {
      Ip4 agent = topology.node(access.agent()).nics().getFirst().address();
      Node router = topology.owner(access.gateway()).orElseThrow();
      if (agent != null) {
        boolean _ =
            built
                .namespace(router.name())
                .<Boolean, UncheckedIOException>call(() -> {
                  try {
                    return InetAddress.getByAddress(agent.octets()).isReachable(ARP_MILLIS);
                  } catch (IOException unreachable) {
                    throw new UncheckedIOException(unreachable);
                  }
                });
      }
    }
  }

  private void goFirst() throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("renice", "-n", "-10"));
    try (var threads = Files.list(Path.of("/proc/self/task"))) {
      threads.forEach(thread -> command.add(String.valueOf(thread.getFileName())));
    } catch (IOException noProc) {
      return;
    }
    launcher.output(null, command);
  }

  private synchronized void requireOpen(Built fresh) {
    if (closed) {
      fresh.close();
      throw new LabException("the lab was ended while it came up");
    }
  }

  private void strongSwan(String node) {
    service(
        node + "-charon",
        new Start(
            node,
            List.of("/usr/sbin/charon-systemd"),
            Map.of("STRONGSWAN_CONF", enterprise.strongSwanFile(node).toString()),
            folder.log(node + "-charon-output")),
        STRONGSWAN_RESTART);
  }

  private void daemon(String node, String verb) {
    var command = new ArrayList<>(dualmip);
    command.addAll(List.of(verb, "-c", folder.config(node).toString()));
    service(node, new Start(node, command, folder.log(node)), DAEMON_RESTART);
  }

  private synchronized void service(String name, Start start, Duration restartAfter) {
    if (closed) {
      throw new LabException("the lab was ended while it came up");
    }
    services.put(
        name,
        new Service(
            name,
            launcher,
            start,
            restartAfter,
            news -> {
              timeline.note(System.nanoTime(), "lab", "service", news);
              progress.say(news);
            }));
  }

  private void await(String what, BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + START_PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new LabException(
            what
                + " did not get ready within "
                + START_PATIENCE.toSeconds()
                + " s; what it said is in "
                + folder.out().resolve("log"));
      }
      Thread.sleep(20);
    }
  }

  Built built() {
    return there(built);
  }

  Plugs plugs() {
    return there(plugs);
  }

  Captures captures() {
    return there(captures);
  }

  NodeWatch watch() {
    return there(watch);
  }

  Launcher launcher() {
    return launcher;
  }

  RunFolder folder() {
    return folder;
  }

  /** A service by name. */
  synchronized Service service(String name) {
    return there(services.get(name));
  }

  /** How often services died without being asked to. */
  synchronized int deaths() {
    return services.values().stream().mapToInt(Service::deaths).sum();
  }

  private static <T> T there(@Nullable T part) {
    if (part == null) {
      throw new LabException("the lab has no such part, or is not up");
    }
    return part;
  }

  /** Asks all services to end and waits for them. */
  synchronized void stopServices() throws InterruptedException {
    // The node first: what it undoes, it undoes with the others' help.
    for (String name : services.keySet().stream().toList().reversed()) {
      there(services.get(name)).askToStop();
    }
    for (Service service : services.values()) {
      service.awaitStop(STOP_PATIENCE);
    }
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    services.values().forEach(Service::askToStop);
    if (watch != null) {
      watch.close();
    }
    if (captures != null) {
      captures.close();
    }
    if (plugs != null) {
      plugs.close();
    }
    if (built != null) {
      built.close();
    }
    LabState.remove(state.run());
    launcher.close();
    if (!building) { // else another thread still makes namespaces; the watchdog has the last word
      watchdog.close();
    }
    giveResultsToTheCaller();
  }

  /** Under sudo, what is left belongs to the user who asked for it. */
  private void giveResultsToTheCaller() {
    String uid = System.getenv("SUDO_UID");
    if (uid == null || !Files.isDirectory(folder.out())) {
      return;
    }
    try (var files = Files.walk(folder.out())) {
      for (Path file : files.toList()) {
        Files.setAttribute(file, "unix:uid", Integer.valueOf(uid));
      }
    } catch (IOException | IllegalArgumentException refused) {
      progress.say("the results in " + folder.out() + " still belong to root");
    }
  }
}
