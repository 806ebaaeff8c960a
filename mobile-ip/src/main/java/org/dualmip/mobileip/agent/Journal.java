package org.dualmip.mobileip.agent;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Map;
import org.dualmip.mobileip.agent.HomeAgent.Input.Datagram;
import org.dualmip.mobileip.agent.HomeAgent.Level;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.jspecify.annotations.Nullable;

/** What the engine has to say: its outputs in their order, what it counted, and its notices. */
final class Journal {
  private final ArrayDeque<Output> outputs = new ArrayDeque<>();
  private final Tally tally = new Tally();
  private final NoticeLimit notices = new NoticeLimit();

  void say(Output output) {
    outputs.add(output);
  }

  void say(Collection<? extends Output> all) {
    outputs.addAll(all);
  }

  void count(Counter what) {
    tally.count(what);
  }

  /**
   * For the operator, unless there were many of that kind lately.
   *
   * @param request what the datagram says, if it is authentic or claims to be; null otherwise
   */
  void notice(
      Counter kind, Level level, String why, Datagram datagram, @Nullable Authentic request) {
    long left = notices.admit(kind, datagram.at().monotonic());
    if (left < 0) {
      count(Counter.NOTICES_SUPPRESSED);
    } else {
      say(new Output.Notice(level, kind.label(), why, Evidence.of(datagram, request, left)));
    }
  }

  @Nullable Output poll() {
    return outputs.poll();
  }

  Map<String, Long> counters() {
    return tally.all();
  }
}
