package org.dualmip.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.dualmip.lab.Observations.Configured;
import org.dualmip.lab.Observations.Mark;
import org.dualmip.lab.Observations.Moved;
import org.dualmip.lab.Observations.Snapshot;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.scenario.Kind;
import org.dualmip.lab.scenario.Mode;
import org.dualmip.lab.scenario.Scenario;
import org.dualmip.lab.scenario.Step;
import org.dualmip.lab.scenario.Trick;
import org.dualmip.lab.topology.AccessNetwork;
import org.dualmip.lab.topology.Node;
import org.dualmip.lab.topology.Topology;
import org.dualmip.lab.traffic.FlowReport;
import org.jspecify.annotations.Nullable;

/**
 * Carries out a scenario in a lab that is up, with the traffic around it. Belongs to one thread.
 *
 * <p>Nothing is started during a handover: what costs time waits for the middle of the stay.
 */
final class ScenarioRun {
  private final LiveLab lab;
  private final Scenario scenario;
  private final boolean quick;
  private final Progress progress;
  private final Timeline timeline;
  private final Topology topology;
  private final String mobile;
  private final Map<String, Travels> travels = new LinkedHashMap<>();
  private final Breakage breakage;
  private final Outages outages;
  private final Traffic traffic;
  private final List<Mark> marks = new ArrayList<>();
  private final List<Snapshot> snapshots = new ArrayList<>();
  private final List<String> modes = new ArrayList<>();
  private final List<String> unmet = new ArrayList<>();
  private final List<Vitals> vitals = new ArrayList<>();
  private final Cells cells;
  private final @Nullable Hostilities hostilities;
  private long lastStep = System.nanoTime();

  ScenarioRun(LiveLab lab, Scenario scenario, boolean quick, Progress progress, Timeline timeline) {
    this.lab = lab;
    this.scenario = scenario;
    this.quick = quick;
    this.progress = progress;
    this.timeline = timeline;
    topology = scenario.deployment().topology();
    List<String> mobiles = scenario.deployment().mobiles();
    mobile = mobiles.getFirst();
    for (String node : mobiles) {
      travels.put(
          node,
          new Travels(
              node, this::access, lab.plugs(node), lab.watch(), timeline, scenario.start()));
    }
    hostilities = scenario.isHostile() ? new Hostilities(lab.built()) : null;
    breakage = new Breakage(lab, travels(mobile));
    traffic = new Traffic(lab.launcher(), lab.folder());
    outages =
        new Outages(
            lab, mobile, travels(mobile), breakage, traffic, marks::add, timeline, progress);
    cells = new Cells(lab, traffic, timeline, progress);
  }

  /** Runs it all and ends the traffic; the lab stays up. */
  Observations run() throws IOException, InterruptedException {
    progress.say("starting the traffic");
    long start = System.nanoTime();
    try (traffic;
        Hostilities _ = hostilities) {
      traffic.start(lab.built(), scenario.deployment().talks());
      carryOut(scenario.steps());
      List<FlowReport> flows = traffic.finishConnections();
      long end = System.nanoTime();
      return new Observations(
          start,
          end,
          marks,
          lab.watch().all(mobile),
          traffic.finishProbes(),
          flows,
          snapshots,
          modes,
          Stream.concat(unmet.stream(), cells.stuck().stream()).toList(),
          lab.deaths() - breakage.intendedDeaths(),
          lab.built().droppedFrames(),
          hostilities == null ? List.of() : hostilities.disguises(end),
          hostilities == null ? Map.of() : hostilities.forged(),
          cells.crossed(),
          cells.exposures(end),
          vitals);
    }
  }

  private Travels travels(String node) {
    Travels found = travels.get(node);
    if (found == null) {
      throw new IllegalArgumentException(node + " is no mobile node");
    }
    return found;
  }

  private void carryOut(List<Step> steps) throws IOException, InterruptedException {
    for (Step step : steps) {
      carryOut(step);
    }
  }

  private void carryOut(Step step) throws IOException, InterruptedException {
    if (!(step instanceof Step.Stay || step instanceof Step.Expect || step instanceof Step.Flow)) {
      lastStep = System.nanoTime();
    }
    switch (step) {
      case Step.Stay stay -> stay(quick ? stay.quick() : stay.full());
      case Step.Move move -> move(move);
      case Step.Plug plug -> {
        timeline.note(lastStep, "lab", "plug", plug.nic() + " to " + plug.to());
        travels(mobile).plug(plug.nic(), plug.to());
        progress.say(plug.nic() + " is plugged in " + plug.to() + " as well");
      }
      case Step.Unplug unplug -> unplug(unplug);
      case Step.Turn turn -> turn(turn.trick());
      case Step.Impair impair -> impair(impair);
      case Step.Cut _ -> outages.cut();
      case Step.Restore restore -> outages.restore(restore.bound());
      case Step.Suspend suspend ->
          outages.suspend(quick ? suspend.quick() : suspend.full(), suspend.bound());
      case Step.Fault fault -> outages.fault(fault);
      case Step.Quiet quiet -> outages.quiet(quick ? quiet.quick() : quiet.full());
      case Step.Expect expect -> expect(expect);
      case Step.Configure wanted -> {
        marks.add(new Configured(lastStep));
        cells.configure(wanted);
      }
      case Step.Delay delay -> cells.delay(delay);
      case Step.Cell cell -> cells.begin(cell);
      case Step.Flow flow -> cells.flow(flow);
      case Step.Thorough more -> carryOut(quick ? List.of() : more.steps());
    }
  }

  /** The middle of the calm is for what would disturb a handover. */
  private void stay(Duration time) throws IOException, InterruptedException {
    if (outages.isCut()) {
      Thread.sleep(time);
      return;
    }
    long end = System.nanoTime() + time.toNanos();
    Thread.sleep(time.dividedBy(2));
    if (!marks.isEmpty() && marks.getLast() instanceof Moved moved && moved.pathRttMillis() == 0) {
      double rtt = AccessPaths.roundTripMillis(lab.built(), topology.access(moved.to()));
      marks.set(marks.size() - 1, moved.over(rtt));
      progress.say(String.format(Locale.ROOT, "  %s: the path takes %.1f ms", moved.to(), rtt));
    }
    look(mobile);
    if (scenario.deployment().daemon(mobile).needsStrongSwan()) {
      look(mobile + "-charon");
    }
    for (var travel : travels.entrySet()) {
      String node = travel.getKey();
      String mode =
          travel.getValue().segment() + " " + AccessMode.settled(lab.folder().control(node));
      modes.add(node.equals(mobile) ? mode : node + ": " + mode);
    }
    if (topology.segment(travels(mobile).segment()).outside()
        && scenario.deployment().daemon(mobile).needsStrongSwan()) {
      snapshots.add(Associations.ask(lab.launcher(), lab.folder().vici(mobile)));
    }
    long rest = end - System.nanoTime();
    if (rest > 0) {
      Thread.sleep(Duration.ofNanos(rest));
    }
  }

  private void look(String service) {
    Vitals.of(service, lab.service(service).pid()).ifPresent(vitals::add);
  }

  private void move(Step.Move move) throws InterruptedException {
    Travels who = travels(move.node());
    String from = who.segment();
    long at = System.nanoTime();
    outages.left();
    switch (move.mode()) {
      case HARD -> who.hard(move.to());
      case SOFT -> who.soft(move.to(), at);
    }
    moved(at, from, move.to(), move.mode());
  }

  private void unplug(Step.Unplug unplug) {
    Travels who = travels(mobile);
    String from =
        lab.plugs(mobile).where(unplug.nic()).map(one -> one.segment()).orElse(who.segment());
    long at = System.nanoTime();
    who.unplug(unplug.nic());
    moved(at, from, who.segment(), Mode.HARD);
  }

  private void moved(long at, String from, String to, Mode mode) {
    double plumbing = (System.nanoTime() - at) / 1e6;
    Kind kind = Kind.between(topology.segment(from).outside(), topology.segment(to).outside());
    Trick trick = hostilities == null ? Trick.NONE : hostilities.on(to);
    marks.add(new Moved(at, from, to, kind, mode, 0, trick));
    timeline.note(at, "lab", "move", from + " to " + to + " " + mode.word());
    if (cells.moved(at)) {
      return; // one of many
    }
    progress.say(
        String.format(
            Locale.ROOT,
            "%s -> %s, %s, %s (%.1f ms%s)",
            from,
            to,
            kind.word(),
            mode.word(),
            plumbing,
            mode == Mode.SOFT ? " with both links" : " to unplug and plug"));
  }

  /** What is given out on a segment now. */
  private AccessNetwork access(String segment) {
    return Optional.ofNullable(hostilities)
        .flatMap(cafe -> cafe.access(segment))
        .orElseGet(() -> topology.access(segment));
  }

  private void turn(Trick trick) {
    long at = System.nanoTime();
    Objects.requireNonNull(hostilities).turn(trick, at);
    timeline.note(at, "lab", "turn", trick.word());
    progress.say("the café's trick: " + trick.word());
  }

  private void impair(Step.Impair impair) {
    Node router = topology.router(topology.access(impair.network()));
    lab.built().impair(router, router.nic("wan").orElseThrow(), impair.quality());
    timeline.note(lastStep, "lab", "impair", impair.network() + " " + impair.quality());
    progress.say("the link of " + impair.network() + " changes");
  }

  private void expect(Step.Expect expect) throws InterruptedException {
    long deadline = System.nanoTime() + expect.patience().toNanos();
    while (!lab.watch().said(expect.service(), expect.what(), expect.words(), lastStep)) {
      if (System.nanoTime() - deadline > 0) {
        unmet.add(
            "%s did not say \"%s\" with \"%s\" within %d s"
                .formatted(
                    expect.service(),
                    expect.what(),
                    expect.words(),
                    expect.patience().toSeconds()));
        progress.say("  " + unmet.getLast());
        return;
      }
      Thread.sleep(20);
    }
    progress.say("  " + expect.service() + " says " + expect.what() + " " + expect.words());
  }
}
