package org.dualmip.ipsec;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Where a session stands and what it wants done: what the parts of a {@link VpnSession} share. */
final class SessionBook {
  VpnState state = new VpnState.Down("not asked for yet", false);

  /** Whether strongSwan answers. */
  boolean available;

  /** What to do about it if not; null if nobody has said yet. */
  @Nullable String remedy;

  private final Queue<VpnOutput> outputs = new ArrayDeque<>();
  private int tickets;

  /** A number for a new question; answers to earlier ones do not count any more. */
  int ticket() {
    return ++tickets;
  }

  /** The number of the latest question. */
  int latest() {
    return tickets;
  }

  void want(VpnOutput output) {
    outputs.add(output);
  }

  void report(VpnEvent event) {
    outputs.add(new VpnOutput.Report(event));
  }

  void terminate() {
    if (available) {
      outputs.add(new VpnOutput.Terminate());
    }
  }

  @Nullable VpnOutput poll() {
    return outputs.poll();
  }
}
