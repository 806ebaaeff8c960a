package org.dualmip.lab.report;

import org.jspecify.annotations.Nullable;

/**
 * One fault and what became of it.
 *
 * @param name which fault
 * @param recovered whether the flows moved again by themselves within the bound
 * @param recoveryMs from the harm, or its end if it has one, until then; null if they did not
 * @param boundMs the longest time allowed
 * @param silenceMs the longest silence of the probe, in the worse direction, because of it
 * @param says what the node said last, when the flows did not recover; null otherwise
 */
public record FaultReport(
    String name,
    boolean recovered,
    @Nullable Double recoveryMs,
    double boundMs,
    double silenceMs,
    @Nullable String says) {}
