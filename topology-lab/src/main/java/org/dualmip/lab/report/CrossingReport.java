package org.dualmip.lab.report;

import org.jspecify.annotations.Nullable;

/**
 * One crossing of the border between inside and outside, in a cell of the table. Times begin when
 * the interface has its new address and default route.
 *
 * @param handover the index of its handover
 * @param method how the node found out where it was
 * @param roundTripMs of the path between the new access network and the home agent, as configured
 * @param direction {@code entering} or {@code leaving}
 * @param askedMs when the home agent was asked first whose answer decided; null if none did
 * @param decisionMs when it was decided: entering, when the inner home agent's proof opened the
 *     gate; leaving, when the outer home agent had accepted the new address. Null if it never was
 * @param probed whether a probe of the inner home agent was answered before
 * @param gapMs the longest silence of user data, as of every handover
 * @param stallMs the longest that the probe's sender itself was late, which the gap leaves out
 * @param requestsInClear requests to the inner home agent that the café saw during the visit; null
 *     where the node went inside
 */
public record CrossingReport(
    int handover,
    String method,
    double roundTripMs,
    String direction,
    @Nullable Double askedMs,
    @Nullable Double decisionMs,
    boolean probed,
    double gapMs,
    double stallMs,
    @Nullable Integer requestsInClear) {}
