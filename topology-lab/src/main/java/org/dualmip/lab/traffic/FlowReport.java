package org.dualmip.lab.traffic;

import org.jspecify.annotations.Nullable;

/**
 * How one flow came through a run.
 *
 * @param name which flow
 * @param survived whether it still worked at the end, with everything in order
 * @param bytes what arrived
 * @param longestSilenceMs the longest time in which nothing arrived, in milliseconds
 * @param problem what went wrong, or null
 */
public record FlowReport(
    String name, boolean survived, long bytes, double longestSilenceMs, @Nullable String problem) {}
