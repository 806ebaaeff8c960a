package org.dualmip.lab;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.dualmip.lab.Observations.Broke;
import org.dualmip.lab.Observations.Mark;
import org.dualmip.lab.Observations.Paused;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.scenario.Step;

/**
 * Times in which nothing flows, because something is broken or on purpose; then waits until packets
 * and connections move again. Belongs to the thread of the scenario.
 */
final class Outages {
  private static final Duration TCP_PATIENCE = Duration.ofSeconds(60);
  private static final Duration AFTER_SILENCE = Duration.ofSeconds(5);
  private static final String CUT = "link-cut";
  private static final String SUSPENDED = "suspended";

  private final LiveLab lab;
  private final String mobile;
  private final Travels travels;
  private final Breakage breakage;
  private final Traffic traffic;
  private final Consumer<Mark> marks;
  private final Timeline timeline;
  private final Progress progress;
  private boolean cut;
  private long cutAt;

  /**
   * For the mobile node of that name.
   *
   * @param marks takes what happened
   */
  Outages(
      LiveLab lab,
      String mobile,
      Travels travels,
      Breakage breakage,
      Traffic traffic,
      Consumer<Mark> marks,
      Timeline timeline,
      Progress progress) {
    this.lab = lab;
    this.mobile = mobile;
    this.travels = travels;
    this.breakage = breakage;
    this.traffic = traffic;
    this.marks = marks;
    this.timeline = timeline;
    this.progress = progress;
  }

  /** Whether the node's link has no carrier. */
  boolean isCut() {
    return cut;
  }

  /** The carrier goes. */
  void cut() {
    cutAt = begin(CUT);
    cut = true;
    travels.carrier(false);
  }

  /** The carrier comes back. */
  void restore(Duration bound) throws InterruptedException {
    travels.carrier(true);
    cut = false;
    recover(cutAt, CUT, bound);
  }

  /** The node goes elsewhere, cut or not. */
  void left() {
    cut = false;
  }

  /** The node sleeps. */
  void suspend(Duration time, Duration bound) throws InterruptedException {
    long at = begin(SUSPENDED);
    traffic.pause();
    breakage.freeze(
        lab.deployment().daemon(mobile).needsStrongSwan()
            ? List.of(mobile, mobile + "-charon")
            : List.of(mobile),
        time);
    traffic.resume();
    recover(at, SUSPENDED, bound);
  }

  /** Something breaks. */
  void fault(Step.Fault fault) throws InterruptedException {
    long at = begin(fault.name());
    breakage.harm(fault.harm());
    recover(at, fault.name(), fault.bound());
  }

  /** Applications are silent. */
  void quiet(Duration time) throws InterruptedException {
    progress.say("all is silent for " + time.toSeconds() + " s");
    long at = System.nanoTime();
    timeline.note(at, "lab", "quiet", time.toString());
    traffic.pause();
    Thread.sleep(time);
    long over = System.nanoTime();
    timeline.note(over, "lab", "quiet-over", "");
    traffic.resume();
    long moving = traffic.awaitConnections(AFTER_SILENCE);
    marks.accept(new Paused(at, over, moving));
    tellMoving(moving, over);
  }

  private long begin(String fault) {
    progress.say("fault: " + fault);
    long at = System.nanoTime();
    timeline.note(at, "lab", "fault", fault);
    return at;
  }

  private void recover(long at, String fault, Duration bound) throws InterruptedException {
    long over = System.nanoTime();
    boolean inTime = traffic.awaitProbes(over, bound);
    String lastWords = lab.watch().lastWords(mobile);
    progress.say(inTime ? "  packets flow again" : "  nothing flows; the node says " + lastWords);
    long moving = inTime ? traffic.awaitConnections(TCP_PATIENCE) : 0;
    marks.accept(new Broke(at, over, fault, bound, inTime, moving, lastWords));
    tellMoving(moving, over);
  }

  private void tellMoving(long moving, long since) {
    progress.say(
        moving == 0
            ? "  the connections do not move yet"
            : String.format(
                Locale.ROOT, "  the connections move after %.1f s", (moving - since) / 1e9));
  }
}
