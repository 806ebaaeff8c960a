package org.dualmip.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.dualmip.lab.Observations.Crossed;
import org.dualmip.lab.Observations.Exposure;
import org.dualmip.lab.deployment.Yaml;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.scenario.Step;
import org.dualmip.lab.topology.Node;
import org.jspecify.annotations.Nullable;

/**
 * Many moves in quick succession, in the cells of a table that differ in settings and paths.
 * Belongs to one thread.
 */
final class Cells {
  /** What makes a node ask the inner home agent wherever it is. */
  private static final Set<String> BRUTE = Set.of("always", "sequential");

  /** A DHCP client whose host reaches nothing asks for its lease again. */
  private static final Duration DHCP_PATIENCE = Duration.ofSeconds(2);

  private final LiveLab lab;
  private final Traffic traffic;
  private final Timeline timeline;
  private final Progress progress;
  private final List<Crossed> crossed = new ArrayList<>();
  private final List<Exposure> exposures = new ArrayList<>();
  private final List<String> stuck = new ArrayList<>();
  private Step.@Nullable Cell cell;
  private boolean exposed;
  private long exposedSince;
  private long changed = System.nanoTime();

  /** None yet. */
  Cells(LiveLab lab, Traffic traffic, Timeline timeline, Progress progress) {
    this.lab = lab;
    this.traffic = traffic;
    this.timeline = timeline;
    this.progress = progress;
  }

  /** Gives a service other settings; no cell until the next begins. */
  void configure(Step.Configure wanted) throws InterruptedException {
    long at = System.nanoTime();
    timeline.note(at, "lab", "configure", wanted.node() + " " + wanted.settings());
    cell = null;
    lab.restart(
        lab.deployment()
            .configure(wanted.node(), yaml -> with(yaml, wanted.settings()))
            .daemon(wanted.node()));
    changed = System.nanoTime();
    endExposure(changed); // until then it went by its old settings
    if (BRUTE.contains(wanted.settings().getOrDefault("detection.probe", ""))) {
      exposed = true;
      exposedSince = at;
    }
  }

  private static Yaml with(Yaml yaml, Map<String, String> settings) {
    Yaml changed = yaml;
    for (var setting : settings.entrySet()) {
      changed = changed.with(setting.getKey(), setting.getValue());
    }
    return changed;
  }

  /** Makes a cable slower or faster. */
  void delay(Step.Delay delay) {
    changed = System.nanoTime();
    timeline.note(changed, "lab", "delay", delay.node() + " " + delay.each());
    Node node = lab.deployment().topology().node(delay.node());
    lab.built().delay(node, node.nic(delay.nic()).orElseThrow(), delay.each());
  }

  /** A cell begins. */
  void begin(Step.Cell next) {
    progress.say(next.method() + ", round trips of " + next.roundTrip().toMillis() + " ms");
    cell = next;
  }

  /** A move that began at that time is done; whether it belongs to a cell. */
  boolean moved(long at) {
    changed = System.nanoTime();
    if (cell != null) {
      crossed.add(new Crossed(at, changed, cell));
    }
    return cell != null;
  }

  /** Waits until packets flow again. */
  void flow(Step.Flow flow) throws InterruptedException {
    if (!traffic.awaitFresh(changed, DHCP_PATIENCE)) {
      lab.deployment().mobiles().forEach(node -> lab.plugs(node).renew());
    }
    if (!traffic.awaitFresh(changed, flow.bound())) {
      stuck.add(
          "at %.1f s nothing flowed within %d s; the node says %s"
              .formatted(
                  timeline.millis(changed) / 1e3,
                  flow.bound().toSeconds(),
                  lab.watch().lastWords(lab.deployment().mobiles().getFirst())));
      progress.say("  " + stuck.getLast());
    }
    Thread.sleep(flow.calm());
  }

  private void endExposure(long at) {
    if (exposed) {
      exposures.add(new Exposure(exposedSince, at));
      exposed = false;
    }
  }

  /** The moves that belong to cells. */
  List<Crossed> crossed() {
    return List.copyOf(crossed);
  }

  /** After which moves and changes nothing flowed in time, in words. */
  List<String> stuck() {
    return List.copyOf(stuck);
  }

  /** When the node asked everywhere, until then. */
  List<Exposure> exposures(long end) {
    endExposure(end);
    return List.copyOf(exposures);
  }
}
