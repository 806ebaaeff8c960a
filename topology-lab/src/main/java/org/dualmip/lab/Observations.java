package org.dualmip.lab;

import java.time.Duration;
import java.util.List;
import org.dualmip.lab.report.NodeEvent;
import org.dualmip.lab.scenario.Kind;
import org.dualmip.lab.scenario.Mode;
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
    long droppedFrames) {

  /** Something that the scenario did. */
  sealed interface Mark {
    /** When it began. */
    long at();
  }

  /** The node moved; the round-trip time was measured in the calm afterwards. */
  record Moved(long at, String from, String to, Kind kind, Mode mode, double pathRttMillis)
      implements Mark {}

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
