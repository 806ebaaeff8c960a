package org.dualmip.mobileip.foreign;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.foreign.ForeignAgent.Output;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/** What the engine has to say: its outputs in their order, what it counted, and its notices. */
final class Journal {
  private final ArrayDeque<Output> outputs = new ArrayDeque<>();
  private final Tally tally = new Tally();
  private final NoticeLimit notices = new NoticeLimit();

  void say(Output output) {
    outputs.add(output);
  }

  void say(List<? extends Output> all) {
    outputs.addAll(all);
  }

  void count(Counter what) {
    tally.count(what);
  }

  /** For the operator, unless there were many of that kind lately. */
  void notice(
      Counter kind,
      Level level,
      String what,
      String why,
      List<String> evidence,
      MonotonicTime now) {
    if (notices.admits(kind, now)) {
      outputs.add(new Output.Notice(level, what, why, evidence));
    } else {
      tally.count(Counter.NOTICES_SUPPRESSED);
    }
  }

  @Nullable Output poll() {
    return outputs.poll();
  }

  Map<String, Long> counters() {
    return tally.all();
  }
}
