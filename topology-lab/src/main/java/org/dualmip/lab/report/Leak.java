package org.dualmip.lab.report;

/**
 * A frame on an outside segment that carries an inner address in the clear.
 *
 * @param segment where
 * @param frame its number in the capture of that segment
 * @param timeMs when, in milliseconds since the run began
 * @param summary what the independent decoder says it is
 */
public record Leak(String segment, int frame, double timeMs, String summary) {}
