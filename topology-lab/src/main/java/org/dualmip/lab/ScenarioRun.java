package org.dualmip.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dualmip.lab.Observations.Broke;
import org.dualmip.lab.Observations.Mark;
import org.dualmip.lab.Observations.Moved;
import org.dualmip.lab.Observations.Snapshot;
import org.dualmip.lab.namespaces.LabException;
import org.dualmip.lab.namespaces.Plugs;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.scenario.Kind;
import org.dualmip.lab.scenario.Mode;
import org.dualmip.lab.scenario.Scenario;
import org.dualmip.lab.scenario.Step;
import org.dualmip.lab.topology.AccessNetwork;
import org.dualmip.lab.topology.Node;
import org.dualmip.lab.topology.ThreeTier;
import org.dualmip.lab.topology.Topology;
import org.dualmip.lab.traffic.Download;
import org.dualmip.lab.traffic.Flow;
import org.dualmip.lab.traffic.FlowReport;
import org.dualmip.lab.traffic.Probe;
import org.dualmip.lab.traffic.Session;
import org.dualmip.lab.traffic.SshFiles;
import org.dualmip.mobileip.net.Ip4;

/**
 * Carries out a scenario in a lab that is up, with the traffic around it. Belongs to one thread.
 *
 * <p>Nothing is started during a handover: what costs time waits for the middle of the stay.
 */
final class ScenarioRun {
  private static final int PROBE_PORT = 7000;
  private static final int ECHOES = 4;
  private static final int ECHO_TIMEOUT_MILLIS = 1000;

  /** The longest time both links are up in a soft move. */
  private static final Duration OVERLAP = Duration.ofSeconds(3);

  /** What is under way to the old link when the gate opens on the new one still wants to arrive. */
  private static final Duration IN_FLIGHT = Duration.ofMillis(500);

  /** So long after a harm, what still arrives was not sent before it. */
  private static final long STALE = Duration.ofMillis(1500).toNanos();

  private static final long TCP_PATIENCE = Duration.ofSeconds(60).toNanos();
  private static final long FLOWING = Duration.ofMillis(300).toNanos();

  private final LiveLab lab;
  private final Scenario scenario;
  private final boolean quick;
  private final Progress progress;
  private final Timeline timeline;
  private final Topology topology = ThreeTier.topology();
  private final List<Mark> marks = new ArrayList<>();
  private final List<Snapshot> snapshots = new ArrayList<>();
  private int intendedDeaths;
  private String nic;
  private String segment;

  ScenarioRun(LiveLab lab, Scenario scenario, boolean quick, Progress progress, Timeline timeline) {
    this.lab = lab;
    this.scenario = scenario;
    this.quick = quick;
    this.progress = progress;
    this.timeline = timeline;
    nic = lab.plugs().interfaces().getFirst();
    segment = scenario.start();
  }

  /** Runs it all and ends the traffic; the lab stays up. */
  Observations run() throws IOException, InterruptedException {
    var ssh = new SshFiles(lab.folder(), lab.launcher(), ThreeTier.CORRESPONDENT);
    Process sshd = ssh.serve(lab.launcher(), "cn");
    progress.say("starting a download, an ssh session and a probe of 500 packets a second");
    long start = System.nanoTime();
    try (Probe probe = probe();
        Flow download =
            new Download(
                lab.launcher(),
                ThreeTier.MOBILE,
                ThreeTier.INNER_HOME_ADDRESS,
                "cn",
                ThreeTier.CORRESPONDENT,
                lab.folder().log("mn-iperf3"));
        Flow session =
            new Session(
                lab.launcher(),
                ThreeTier.MOBILE,
                ssh.client(ThreeTier.INNER_HOME_ADDRESS),
                lab.folder().log("mn-ssh"))) {
      for (Step step : scenario.steps()) {
        carryOut(step, probe, List.of(download, session));
      }
      List<FlowReport> flows = List.of(download.finish(), session.finish());
      long end = System.nanoTime();
      sshd.destroy();
      Probe.Logs logs = probe.finish();
      return new Observations(
          start,
          end,
          marks,
          lab.watch().all(),
          logs,
          flows,
          snapshots,
          lab.deaths() - intendedDeaths,
          lab.built().droppedFrames());
    }
  }

  private Probe probe() throws IOException {
    return new Probe(
        lab.built().namespace(ThreeTier.MOBILE),
        socketAddress(ThreeTier.INNER_HOME_ADDRESS),
        lab.built().namespace("cn"),
        socketAddress(ThreeTier.CORRESPONDENT));
  }

  private static InetSocketAddress socketAddress(Ip4 address) throws IOException {
    return new InetSocketAddress(InetAddress.getByAddress(address.octets()), PROBE_PORT);
  }

  private void carryOut(Step step, Probe probe, List<Flow> connections)
      throws IOException, InterruptedException {
    switch (step) {
      case Step.Stay stay -> stay(quick ? stay.quick() : stay.full());
      case Step.Move move -> move(move);
      case Step.Fault fault -> fault(fault, probe, connections);
    }
  }

  /** The middle of the calm is for what would disturb a handover. */
  private void stay(Duration time) throws IOException, InterruptedException {
    long end = System.nanoTime() + time.toNanos();
    Thread.sleep(time.dividedBy(2));
    if (!marks.isEmpty() && marks.getLast() instanceof Moved moved) {
      double rtt = pathRtt(topology.access(moved.to()));
      marks.set(
          marks.size() - 1,
          new Moved(moved.at(), moved.from(), moved.to(), moved.kind(), moved.mode(), rtt));
      progress.say(String.format(Locale.ROOT, "  %s: the path takes %.1f ms", segment, rtt));
    }
    if (topology.segment(segment).outside()) {
      snapshots.add(Associations.ask(lab.launcher(), lab.folder().vici(ThreeTier.MOBILE)));
    }
    long rest = end - System.nanoTime();
    if (rest > 0) {
      Thread.sleep(Duration.ofNanos(rest));
    }
  }

  private void move(Step.Move move) throws InterruptedException {
    String from = segment;
    Kind kind =
        Kind.between(topology.segment(from).outside(), topology.segment(move.to()).outside());
    long at = System.nanoTime();
    switch (move.mode()) {
      case HARD -> hard(move.to());
      case SOFT -> soft(move.to(), at);
    }
    double plumbing = (System.nanoTime() - at) / 1e6;
    segment = move.to();
    marks.add(new Moved(at, from, segment, kind, move.mode(), 0));
    timeline.note(at, "lab", "move", from + " to " + segment + " " + move.mode().word());
    progress.say(
        String.format(
            Locale.ROOT,
            "%s -> %s, %s, %s (%.1f ms%s)",
            from,
            segment,
            kind.word(),
            move.mode().word(),
            plumbing,
            move.mode() == Mode.SOFT ? " with both links" : " to unplug and plug"));
  }

  private void hard(String to) {
    Plugs plugs = lab.plugs();
    plugs.unplug(nic);
    plugs.plug(nic, topology.access(to));
  }

  private void soft(String to, long at) throws InterruptedException {
    Plugs plugs = lab.plugs();
    String old = nic;
    nic = plugs.interfaces().stream().filter(other -> !other.equals(old)).findFirst().orElseThrow();
    plugs.plug(nic, topology.access(to));
    long deadline = at + OVERLAP.toNanos();
    while (!lab.watch().gateOpenedVia(nic, at) && System.nanoTime() - deadline < 0) {
      Thread.sleep(5);
    }
    Thread.sleep(IN_FLIGHT);
    plugs.unplug(old);
    timeline.note(System.nanoTime(), "lab", "unplug", old);
  }

  private void fault(Step.Fault fault, Probe probe, List<Flow> connections)
      throws InterruptedException {
    progress.say("fault: " + fault.name());
    long at = System.nanoTime();
    timeline.note(at, "lab", "fault", fault.name());
    switch (fault.harm()) {
      case Step.Harm.Kill kill -> kill(kill.service());
      case Step.Harm.KillWhileMoving kill -> {
        hard(kill.to());
        kill(kill.service());
        segment = kill.to();
      }
      case Step.Harm.Freeze freeze -> {
        lab.service(freeze.service()).signal("STOP");
        Thread.sleep(freeze.time());
        lab.service(freeze.service()).signal("CONT");
      }
    }
    long over = System.nanoTime();
    boolean inTime = awaitFlow(probe, over, fault.bound());
    String lastWords = lab.watch().lastWords();
    progress.say(inTime ? "  packets flow again" : "  nothing flows; the node says " + lastWords);
    long moving = inTime ? awaitConnections(connections) : 0;
    marks.add(new Broke(at, over, fault.name(), fault.bound(), inTime, moving, lastWords));
    progress.say(
        moving == 0
            ? "  the connections do not move yet"
            : String.format(
                Locale.ROOT, "  the connections move after %.1f s", (moving - over) / 1e9));
  }

  /** Waits until something new has arrived on each, as TCP tries again ever more seldom. */
  private static long awaitConnections(List<Flow> connections) throws InterruptedException {
    long start = System.nanoTime();
    while (System.nanoTime() - start < TCP_PATIENCE) {
      if (connections.stream().allMatch(flow -> flow.lastArrival() - start > 0)) {
        return System.nanoTime();
      }
      Thread.sleep(20);
    }
    return 0;
  }

  private void kill(String service) {
    intendedDeaths++;
    lab.service(service).kill();
  }

  /** Waits until both directions of the probe flow with what was sent after the harm. */
  private static boolean awaitFlow(Probe probe, long over, Duration bound)
      throws InterruptedException {
    long deadline = over + bound.toNanos();
    while (System.nanoTime() - deadline < 0) {
      long now = System.nanoTime();
      if (now - over > STALE && now - probe.lastArrival() < FLOWING) {
        return true;
      }
      Thread.sleep(20);
    }
    return false;
  }

  /** From the access router to the agent and back; the last hop to the node has no delay. */
  private double pathRtt(AccessNetwork access) throws IOException {
    Node router = topology.owner(access.gateway()).orElseThrow();
    double configured = router.nics().stream().mapToDouble(n -> n.delay().toNanos() / 5e5).sum();
    Ip4 agent = topology.node(access.agent()).nics().getFirst().address();
    if (agent == null) {
      throw new LabException(access.agent() + " has no address");
    }
    return lab.built()
        .namespace(router.name())
        .<Double, IOException>call(() -> {
          double best = Double.POSITIVE_INFINITY;
          for (int echo = 0; echo < ECHOES; echo++) {
            long sent = System.nanoTime();
            if (InetAddress.getByAddress(agent.octets()).isReachable(ECHO_TIMEOUT_MILLIS)) {
              best = Math.min(best, (System.nanoTime() - sent) / 1e6);
            }
          }
          return best < Double.POSITIVE_INFINITY ? best : configured;
        });
  }
}
