package org.dualmip.mobileip.node;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the engine has to say: its outputs in their order, and what it counted. */
final class Journal {
  private final ArrayDeque<MobileNode.Output> outputs = new ArrayDeque<>();
  private final Map<String, Long> counters = new TreeMap<>();

  void say(MobileNode.Output output) {
    outputs.add(output);
  }

  /** What was about to be sent from there is sent no more. */
  void forgetSends(CareOf careOf) {
    Predicate<CareOf> same = careOf::equals;
    outputs.removeIf(out -> out instanceof MobileNode.Output.Send send && same.test(send.via()));
  }

  MobileNode.@Nullable Output poll() {
    return outputs.poll();
  }

  void count(String what) {
    counters.merge(what, 1L, Long::sum);
  }

  Map<String, Long> counters() {
    return new TreeMap<>(counters);
  }
}
