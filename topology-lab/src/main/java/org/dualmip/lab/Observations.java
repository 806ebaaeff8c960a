package org.dualmip.lab;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.dualmip.lab.report.NodeEvent;
import org.dualmip.lab.scenario.Kind;
import org.dualmip.lab.scenario.Mode;
import org.dualmip.lab.scenario.Step;
import org.dualmip.lab.scenario.Trick;
import org.dualmip.lab.traffic.FlowReport;

/**
 * What was seen while a scenario ran; the analysis makes the report of it.
 *
 * @param start when the traffic began
 * @param end when it ended
 * @param marks what happened, in the order of time
 * @param events what the mobile node said
 * @param probes what the probes saw
 * @param flows how the other flows came through
 * @param snapshots what strongSwan had at certain times
 * @param modes where the node was and in which access mode, stay by stay
 * @param unmet what the scenario expected to happen in between and did not, in words
 * @param deaths services that died without being told to by the scenario
 * @param droppedFrames frames that the lab's own links had no room for
 * @param disguises when the café had an office's addresses
 * @param forged how many packets were made up for each trick
 * @param crossings moves that belong to a cell of a table
 * @param exposures when the node was told to ask the inner home agent everywhere
 * @param vitals what the node's programs took of the machine, now and then
 */
record Observations(
    long start,
    long end,
    List<Mark> marks,
    List<NodeEvent> events,
    List<Traffic.Seen> probes,
    List<FlowReport> flows,
    List<Snapshot> snapshots,
    List<String> modes,
    List<String> unmet,
    int deaths,
    long droppedFrames,
    List<Disguise> disguises,
    Map<Trick, Long> forged,
    List<Crossed> crossings,
    List<Exposure> exposures,
    List<Vitals> vitals) {

  /** Something that the scenario did. */
  sealed interface Mark {
    /** When it began. */
    long at();
  }

  /** The node moved; the round-trip time was measured in the calm afterwards. */
  record Moved(
      long at, String from, String to, Kind kind, Mode mode, double pathRttMillis, Trick trick)
      implements Mark {
    /** Into an honest network. */
    Moved(long at, String from, String to, Kind kind, Mode mode, double pathRttMillis) {
      this(at, from, to, kind, mode, pathRttMillis, Trick.NONE);
    }

    /** The same, measured. */
    Moved over(double millis) {
      return new Moved(at, from, to, kind, mode, millis, trick);
    }
  }

  /**
   * A time in which the café had an office's addresses, so that these by themselves say nothing.
   *
   * @param from when it began
   * @param until when it ended
   */
  record Disguise(long from, long until) {}

  /**
   * A move that belongs to a cell of a table.
   *
   * @param at when it began, as that move's mark says
   * @param there when the new link had its address and its default route
   * @param cell which
   */
  record Crossed(long at, long there, Step.Cell cell) {}

  /**
   * A time in which the node was told to ask the inner home agent everywhere, by registrations that
   * name the home address.
   *
   * @param from when it began
   * @param until when it ended
   */
  record Exposure(long from, long until) {}

  /**
   * Something broke.
   *
   * @param at when
   * @param over when it was over: at once, unless the harm lasts
   * @param name which fault
   * @param bound the longest time from then to recovery
   * @param inTime whether packets flowed again within the bound
   * @param connections when every connection had moved again; 0 if one did not
   * @param lastWords what the node said last when the wait ended
   */
  record Broke(
      long at,
      long over,
      String name,
      Duration bound,
      boolean inTime,
      long connections,
      String lastWords)
      implements Mark {}

  /** A service was given other settings and restarted. */
  record Configured(long at) implements Mark {}

  /**
   * All was silent on purpose, and then moved again in time or not.
   *
   * @param at when the silence began
   * @param over when it ended
   * @param moving when every connection had moved again; 0 if one did not
   */
  record Paused(long at, long over, long moving) implements Mark {}

  /**
   * The security associations of the node's strongSwan at a time.
   *
   * @param at when
   * @param associations what it had
   */
  record Snapshot(long at, List<Association> associations) {}

  /**
   * One of them.
   *
   * @param initiatorSpi in hexadecimal
   * @param responderSpi in hexadecimal
   * @param ageSeconds since it was established
   * @param childSpis of ESP, inbound and outbound
   */
  record Association(
      String initiatorSpi, String responderSpi, long ageSeconds, List<String> childSpis) {}
}
