package org.dualmip.lab.report;

import org.jspecify.annotations.Nullable;

/**
 * One fault and what became of it.
 *
 * @param name which fault
 * @param recovered whether packets flowed again by themselves within the bound
 * @param recoveryMs from the harm, or its end if it has one, until then; null if they did not
 * @param connectionsMs from the same until every TCP connection had moved again, which its own
 *     timers decide; null if one did not within a minute
 * @param boundMs the longest time allowed
 * @param silenceMs the longest silence of the probe, in the worse direction, because of it
 * @param says what the node said last, when the flows did not recover; null otherwise
 */
public record FaultReport(
    String name,
    boolean recovered,
    @Nullable Double recoveryMs,
    @Nullable Double connectionsMs,
    double boundMs,
    double silenceMs,
    @Nullable String says) {}
