package org.dualmip.lab.report;

import java.util.List;
import org.dualmip.lab.traffic.FlowReport;

/**
 * The whole of {@code result.json}.
 *
 * @param scenario its name
 * @param runner what carried it: {@code namespaces}
 * @param quick whether it was the short form
 * @param passed whether everything that must hold did
 * @param failures what did not hold, in words; empty if passed
 * @param durationMs of the traffic
 * @param accessModes where the node was and in which access mode, stay by stay
 * @param flows what ran through it
 * @param handovers in order
 * @param faults in order; empty if the scenario breaks nothing
 * @param leaks how many frames on outside segments carried an inner address in the clear
 * @param leakedFrames the first of them
 * @param tricks moves into a hostile network; empty if there was none
 * @param processes what the mobile node's programs took of the machine
 * @param ikeSas the security associations of the VPN
 * @param crossings moves that belong to a table of many; empty if there is none
 */
public record RunReport(
    String scenario,
    String runner,
    boolean quick,
    boolean passed,
    List<String> failures,
    double durationMs,
    List<String> accessModes,
    List<FlowReport> flows,
    List<HandoverReport> handovers,
    List<FaultReport> faults,
    int leaks,
    List<Leak> leakedFrames,
    List<TrickReport> tricks,
    List<ProcessReport> processes,
    List<IkeSa> ikeSas,
    List<CrossingReport> crossings) {}
