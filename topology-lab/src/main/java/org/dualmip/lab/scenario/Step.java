package org.dualmip.lab.scenario;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.lab.topology.Quality;
import org.dualmip.lab.topology.ThreeTier;
import org.dualmip.mobileip.net.Ip4;

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
   * A mobile node moves to another access network.
   *
   * @param node which
   * @param to the segment
   * @param mode hard or soft
   */
  record Move(String node, String to, Mode mode) implements Step {
    /** The mobile node moves. */
    public Move(String to, Mode mode) {
      this(ThreeTier.MOBILE, to, mode);
    }
  }

  /** Another interface of the mobile node is plugged in as well, and stays. */
  record Plug(String nic, String to) implements Step {}

  /** An interface is pulled while others carry: nothing may be lost that they can carry. */
  record Unplug(String nic) implements Step {}

  /** The café becomes a hostile one, or an honest one again; the node must be elsewhere. */
  record Turn(Trick trick) implements Step {}

  /** The cable behind the router of an access network is of another quality from now on. */
  record Impair(String network, Quality quality) implements Step {}

  /** The link that the mobile node is on loses its carrier; a stay then looks at nothing. */
  record Cut() implements Step {}

  /**
   * The carrier comes back, and packets must flow again by themselves.
   *
   * @param bound the longest time until they do
   */
  record Restore(Duration bound) implements Step {}

  /**
   * The mobile node sleeps with all that runs on it, its link plugged in; then packets must flow
   * again by themselves.
   *
   * @param full for how long
   * @param quick for how long in the quick form
   * @param bound the longest time from the end of the sleep until they do
   */
  record Suspend(Duration full, Duration quick, Duration bound) implements Step {}

  /**
   * Applications are silent, with their connections open; then everything must move again within
   * five seconds.
   *
   * @param full for how long
   * @param quick for how long in the quick form
   */
  record Quiet(Duration full, Duration quick) implements Step {}

  /**
   * A service has said, since the last move, plug or fault began, or says within that time, that
   * something happened.
   *
   * @param service who
   * @param what the kind of event
   * @param words a part of the event's text; may be empty
   * @param patience how long to wait for it
   */
  record Expect(String service, String what, String words, Duration patience) implements Step {}

  /**
   * Something breaks, and packets must flow again by themselves within the bound. The next step
   * waits until the connections move again too, which TCP's own timers may put off.
   *
   * @param name how results call it
   * @param harm what breaks
   * @param bound the longest time from the harm, or from its end if it has one, to recovery
   */
  record Fault(String name, Harm harm, Duration bound) implements Step {}

  /**
   * A service gets other settings and is restarted; packets must flow again by themselves.
   *
   * @param node where it runs
   * @param settings by path, such as {@code detection.probe}, each a line of YAML; they are set on
   *     top of what the scenario began with, not of an earlier step's
   */
  record Configure(String node, Map<String, String> settings) implements Step {
    /** Copies the map, in its order. */
    public Configure {
      settings = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }
  }

  /**
   * A delayed cable becomes slower or faster.
   *
   * @param node at whose end the delay is
   * @param nic its interface
   * @param each what a frame takes from now on, each way
   */
  record Delay(String node, String nic, Duration each) implements Step {}

  /**
   * What the moves from here on belong to, until a service is configured anew: crossings in one
   * cell of a table.
   *
   * @param method how the node finds out where it is
   * @param roundTrip of the paths between access network and home agent
   */
  record Cell(String method, Duration roundTrip) implements Step {}

  /**
   * Waits until packets that were sent after the last move or change have come through, both ways.
   *
   * @param bound the longest time until then; the run fails where it is not kept
   * @param calm how long nothing happens afterwards
   */
  record Flow(Duration bound, Duration calm) implements Step {}

  /** What the quick form leaves out. */
  record Thorough(List<Step> steps) implements Step {
    /** Copies the list. */
    public Thorough {
      steps = List.copyOf(steps);
    }
  }

  /** What breaks. Services are named by their node, strongSwan by the node and {@code -charon}. */
  sealed interface Harm {
    /** The service is killed (SIGKILL); it is restarted as a service manager would. */
    record Kill(String service) implements Harm {}

    /** The service is killed the moment a hard move has plugged the new link. */
    record KillWhileMoving(String service, String to) implements Harm {}

    /** The service is killed, and finds no binding store when it comes back. */
    record KillAndForget(String service) implements Harm {}

    /** The service is asked to end (SIGTERM), and started again. */
    record Restart(String service) implements Harm {}

    /**
     * A NAT forgets all mappings and gets another public address: what comes to the old ones is
     * lost, what leaves makes new ones.
     */
    record Renumber(String router, Ip4 address) implements Harm {}

    /** The carrier of the link the node is on goes and comes, evenly over that time. */
    record Flap(int times, Duration time) implements Harm {}

    /** The service stops answering (SIGSTOP) and goes on after that time. */
    record Freeze(String service, Duration time) implements Harm {}
  }
}
