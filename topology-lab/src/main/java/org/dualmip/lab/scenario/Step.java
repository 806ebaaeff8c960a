package org.dualmip.lab.scenario;

import java.time.Duration;

/** One thing that happens in a scenario. */
public sealed interface Step {
  /**
   * Nothing happens; the traffic runs.
   *
   * @param full for how long
   * @param quick for how long in the quick form
   */
  record Stay(Duration full, Duration quick) implements Step {}

  /**
   * The mobile node moves to another access network.
   *
   * @param to the segment
   * @param mode hard or soft
   */
  record Move(String to, Mode mode) implements Step {}

  /**
   * Something breaks, and packets must flow again by themselves within the bound. The next step
   * waits until the connections move again too, which TCP's own timers may put off.
   *
   * @param name how results call it
   * @param harm what breaks
   * @param bound the longest time from the harm, or from its end if it has one, to recovery
   */
  record Fault(String name, Harm harm, Duration bound) implements Step {}

  /** What breaks. Services are named by their node, strongSwan by the node and {@code -charon}. */
  sealed interface Harm {
    /** The service is killed (SIGKILL); it is restarted as a service manager would. */
    record Kill(String service) implements Harm {}

    /** The service is killed the moment a hard move has plugged the new link. */
    record KillWhileMoving(String service, String to) implements Harm {}

    /** The service stops answering (SIGSTOP) and goes on after that time. */
    record Freeze(String service, Duration time) implements Harm {}
  }
}
