package org.dualmip.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.lab.deployment.Talk;
import org.dualmip.lab.namespaces.Built;
import org.dualmip.lab.namespaces.LabException;
import org.dualmip.lab.namespaces.Launcher;
import org.dualmip.lab.services.RunFolder;
import org.dualmip.lab.traffic.Download;
import org.dualmip.lab.traffic.Flow;
import org.dualmip.lab.traffic.FlowReport;
import org.dualmip.lab.traffic.Probe;
import org.dualmip.lab.traffic.Session;
import org.dualmip.lab.traffic.SshFiles;
import org.dualmip.mobileip.net.Ip4;

/** All that talks in a lab while a scenario runs. Belongs to one thread. */
final class Traffic implements AutoCloseable {
  private static final Duration SSHD_PATIENCE = Duration.ofSeconds(5);

  /** So long after a harm, what still arrives was not sent before it. */
  private static final long STALE = Duration.ofMillis(1500).toNanos();

  private static final long FLOWING = Duration.ofMillis(300).toNanos();
  private static final int FIRST_PROBE_PORT = 7000;
  private static final int FIRST_DOWNLOAD_PORT = 5201;

  /**
   * What a probe saw.
   *
   * @param prefix what names of its flows begin with; empty for the first talk
   */
  record Seen(String prefix, Probe.Logs logs) {}

  private final Launcher launcher;
  private final RunFolder folder;
  private final Map<String, SshFiles> servers = new LinkedHashMap<>();
  private final List<Process> sshds = new ArrayList<>();
  private final List<Flow> connections = new ArrayList<>();
  private final Map<String, Probe> probes = new LinkedHashMap<>();

  /** Nothing runs yet. */
  Traffic(Launcher launcher, RunFolder folder) {
    this.launcher = launcher;
    this.folder = folder;
  }

  /** Starts all of it. */
  void start(Built built, List<Talk> talks) throws IOException, InterruptedException {
    for (Talk talk : talks) {
      if (talk.programs().contains(Talk.Program.SESSION) && !servers.containsKey(talk.peer())) {
        var ssh = new SshFiles(folder, launcher, talk.peer(), talk.to());
        servers.put(talk.peer(), ssh);
        sshds.add(ssh.serve(launcher));
        awaitListening(folder.log(talk.peer()));
      }
    }
    for (int i = 0; i < talks.size(); i++) {
      Talk talk = talks.get(i);
      String prefix = i == 0 ? "" : talk.host() + "-";
      for (Talk.Program program : talk.programs()) {
        switch (program) {
          case DOWNLOAD ->
              connections.add(
                  new Download(
                      launcher,
                      prefix + "iperf3",
                      talk,
                      FIRST_DOWNLOAD_PORT + i,
                      folder.log(talk.host() + "-iperf3")));
          case SESSION ->
              connections.add(
                  new Session(
                      launcher,
                      prefix + "ssh",
                      talk.host(),
                      server(talk).client(talk.from()),
                      folder.log(talk.host() + "-ssh")));
          case PROBE -> probes.put(prefix, probe(built, talk, FIRST_PROBE_PORT + i));
        }
      }
    }
  }

  private static void awaitListening(Path log) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + SSHD_PATIENCE.toNanos();
    while (!(Files.exists(log) && Files.readString(log).contains("Server listening"))) {
      if (System.nanoTime() - deadline > 0) {
        throw new LabException("sshd does not listen; see " + log);
      }
      Thread.sleep(20);
    }
  }

  private SshFiles server(Talk talk) {
    SshFiles server = servers.get(talk.peer());
    if (server == null) {
      throw new IllegalStateException("no ssh server on " + talk.peer());
    }
    return server;
  }

  private static Probe probe(Built built, Talk talk, int port) throws IOException {
    return new Probe(
        built.namespace(talk.host()),
        address(talk.from(), port),
        built.namespace(talk.peer()),
        address(talk.to(), port));
  }

  private static InetSocketAddress address(Ip4 address, int port) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(address.octets()), port);
  }

  /** Whether every connection has moved since then. */
  private boolean connectionsMovedSince(long nanos) {
    return connections.stream().allMatch(flow -> flow.lastArrival() - nanos > 0);
  }

  /** When something last arrived in the direction, of any probe, that has been silent longest. */
  private long lastProbeArrival() {
    long now = System.nanoTime();
    long age = 0;
    for (Probe probe : probes.values()) {
      age = Math.max(age, now - probe.lastArrival());
    }
    return now - age;
  }

  /**
   * Waits until something new has arrived on each, as TCP tries again ever more seldom.
   *
   * @return when; 0 if it did not in time
   */
  long awaitConnections(Duration patience) throws InterruptedException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < patience.toNanos()) {
      if (connectionsMovedSince(start)) {
        return System.nanoTime();
      }
      Thread.sleep(20);
    }
    return 0;
  }

  /** Waits until both directions of the probes flow with what was sent after the harm. */
  boolean awaitProbes(long over, Duration bound) throws InterruptedException {
    long deadline = over + bound.toNanos();
    while (System.nanoTime() - deadline < 0) {
      long now = System.nanoTime();
      if (now - over > STALE && now - lastProbeArrival() < FLOWING) {
        return true;
      }
      Thread.sleep(20);
    }
    return false;
  }

  /** Waits until both directions of all probes have brought what was sent after that time. */
  boolean awaitFresh(long since, Duration bound) throws InterruptedException {
    long deadline = since + bound.toNanos();
    while (System.nanoTime() - deadline < 0) {
      if (probes.values().stream().allMatch(probe -> probe.freshest() - since > 0)) {
        return true;
      }
      Thread.sleep(2);
    }
    return false;
  }

  /** Applications fall silent; connections stay open. A download cannot pause and goes on. */
  void pause() {
    probes.values().forEach(Probe::pause);
    sessions().forEach(Session::pause);
  }

  /** Everything goes on. */
  void resume() {
    probes.values().forEach(Probe::resume);
    sessions().forEach(Session::resume);
  }

  private List<Session> sessions() {
    return connections.stream().filter(Session.class::isInstance).map(Session.class::cast).toList();
  }

  /** Ends the connections in order and says how they went. */
  List<FlowReport> finishConnections() throws InterruptedException {
    var reports = new ArrayList<FlowReport>();
    for (Flow flow : connections) {
      reports.add(flow.finish());
    }
    sshds.forEach(Process::destroy);
    return reports;
  }

  /** Ends the probes and gives what they saw. */
  List<Seen> finishProbes() throws InterruptedException {
    var seen = new ArrayList<Seen>();
    for (var probe : probes.entrySet()) {
      seen.add(new Seen(probe.getKey(), probe.getValue().finish()));
    }
    return seen;
  }

  @Override
  public void close() {
    connections.forEach(Flow::close);
    probes.values().forEach(Probe::close);
  }
}
