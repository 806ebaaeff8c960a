package org.dualmip.lab.report;

import org.jspecify.annotations.Nullable;

/**
 * One thing that a daemon said about itself.
 *
 * @param nanos when, by the clock of {@link System#nanoTime()}, which all processes share
 * @param who which daemon
 * @param what the kind of event, such as {@code gate-opened}
 * @param link the interface it concerns, or null
 * @param system {@code inner} or {@code outer}, if it concerns one of the two, or null
 * @param news the new state, in words
 * @param why the reason, in words
 */
public record NodeEvent(
    long nanos,
    String who,
    String what,
    @Nullable String link,
    @Nullable String system,
    String news,
    String why) {
  /** The name of the phase that the event ends. */
  public String phase() {
    return system == null ? what : what + "-" + system;
  }
}
