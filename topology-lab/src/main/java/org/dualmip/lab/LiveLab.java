package org.dualmip.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.dualmip.lab.deployment.Daemon;
import org.dualmip.lab.deployment.Daemon.Verb;
import org.dualmip.lab.deployment.Deployment;
import org.dualmip.lab.namespaces.Built;
import org.dualmip.lab.namespaces.Captures;
import org.dualmip.lab.namespaces.LabException;
import org.dualmip.lab.namespaces.Launcher;
import org.dualmip.lab.namespaces.Launcher.Start;
import org.dualmip.lab.namespaces.Plugs;
import org.dualmip.lab.namespaces.Service;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.services.Installation;
import org.dualmip.lab.services.RunFolder;
import org.dualmip.lab.topology.Topology;
import org.jspecify.annotations.Nullable;

/**
 * A deployment, up and running: topology, captures, strongSwan, agents, gateways and nodes.
 *
 * <p>Closing removes everything, may happen on any thread (a shutdown hook) and at any time, also
 * while it is still coming up.
 */
final class LiveLab implements AutoCloseable {
  private static final Duration START_PATIENCE = Duration.ofMinutes(2);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);
  private static final Duration DAEMON_RESTART = Duration.ofSeconds(3);
  private static final Duration STRONGSWAN_RESTART = Duration.ofSeconds(2);

  private final List<String> dualmip;
  private final Deployment deployment;
  private final LabState state;
  private final RunFolder folder;
  private final Timeline timeline;
  private final Progress progress;
  private final Watchdog watchdog;
  private final Launcher launcher;
  private final Installation installation;
  private final Map<String, Service> services = new LinkedHashMap<>();
  private final Map<String, Plugs> plugs = new LinkedHashMap<>();
  private @Nullable Built built;
  private @Nullable Captures captures;
  private @Nullable EventWatch watch;
  private volatile boolean building;
  private boolean closed;

  /**
   * Takes the lab's digits; nothing else happens yet.
   *
   * @param dualmip the command that runs DualMIP
   */
  LiveLab(
      List<String> dualmip,
      Deployment deployment,
      LabState state,
      Path out,
      Timeline timeline,
      Progress progress) {
    this.dualmip = dualmip;
    this.deployment = deployment;
    this.state = state;
    this.timeline = timeline;
    this.progress = progress;
    folder = new RunFolder(state.folder(), out);
    watchdog = new Watchdog(state.run());
    launcher = new Launcher(state.run());
    installation = new Installation(folder);
  }

  /**
   * Brings everything up, with the mobile nodes on that segment, and waits until they are
   * connected.
   */
  void start(String segment) throws InterruptedException {
    folder.create();
    goFirst();
    Topology topology = deployment.topology();
    progress.say("lab " + state.id() + ": building " + topology.name());
    building = true;
    Built fresh = Built.up(topology, state.run());
    building = false;
    synchronized (this) {
      requireOpen(fresh);
      built = fresh;
      for (String node : deployment.mobiles()) {
        plugs.put(node, new Plugs(fresh, node, plugs.size()));
      }
      captures =
          new Captures(launcher, topology.segments(), folder::capture, folder.log("captures"));
      watch = new EventWatch(eventFiles(), timeline);
    }
    AccessPaths.acquaint(fresh);
    installation.write(deployment, Instant.now());
    startServices(topology, segment);
    progress.say("connected in " + segment + ": " + String.join(", ", deployment.mobiles()));
    state.announceReady();
  }

  private void startServices(Topology topology, String segment) throws InterruptedException {
    progress.say(
        "starting strongSwan and "
            + String.join(", ", deployment.daemons().stream().map(Daemon::node).toList()));
    List<Daemon> withVpn = deployment.daemons().stream().filter(Daemon::needsStrongSwan).toList();
    withVpn.forEach(daemon -> strongSwan(daemon.node()));
    await(
        "strongSwan",
        () -> withVpn.stream().allMatch(daemon -> Files.exists(folder.vici(daemon.node()))));
    deployment.daemons().stream()
        .filter(daemon -> daemon.verb() != Verb.NODE)
        .forEach(this::daemon);
    for (String node : deployment.mobiles()) {
      String nic = plugs(node).interfaces().getFirst();
      plugs(node).plug(nic, topology.access(segment));
      daemon(deployment.daemon(node));
    }
    for (String node : deployment.mobiles()) {
      String nic = plugs(node).interfaces().getFirst();
      await(node, () -> watch().gateOpenedVia(node, nic, 0));
    }
  }

  private Map<String, Path> eventFiles() {
    var files = new LinkedHashMap<String, Path>();
    for (Daemon daemon : deployment.daemons()) {
      if (daemon.verb() != Verb.GATEWAY) {
        files.put(daemon.node(), folder.events(daemon.node()));
      }
    }
    return files;
  }

  /**
   * On a machine that does other work too, waiting for a processor would be measured as silence.
   * Threads and programs started later inherit it. Without the right to it, nothing changes.
   */
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
            Map.of("STRONGSWAN_CONF", installation.strongSwanFile(node).toString()),
            folder.log(node + "-charon-output")),
        STRONGSWAN_RESTART);
  }

  private void daemon(Daemon daemon) {
    var command = new ArrayList<>(dualmip);
    command.addAll(List.of(daemon.verb().word(), "-c", folder.config(daemon.node()).toString()));
    service(
        daemon.node(),
        new Start(daemon.node(), command, folder.log(daemon.node())),
        DAEMON_RESTART);
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

  Deployment deployment() {
    return deployment;
  }

  Built built() {
    return there(built);
  }

  /** The plugs of a mobile node. */
  synchronized Plugs plugs(String node) {
    return there(plugs.get(node));
  }

  Captures captures() {
    return there(captures);
  }

  EventWatch watch() {
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

  /** Restarts a service with these settings. */
  void restart(Daemon daemon) throws InterruptedException {
    installation.rewrite(daemon);
    service(daemon.node()).restart(STOP_PATIENCE);
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
    plugs.values().forEach(Plugs::close);
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
