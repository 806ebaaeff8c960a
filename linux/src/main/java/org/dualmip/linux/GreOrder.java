package org.dualmip.linux;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.packet.GreSequence;

/**
 * The order of each flow whose GRE packets carry sequence numbers (RFC 2890 §2.2). Ours do not, so
 * this is for other encapsulators' alone. Only flows that were admitted come here. Any thread.
 */
final class GreOrder {
  private static final int MOST = 4096;

  private record Flow(int source, int port, boolean keyed, int key) {}

  private final Map<Flow, GreSequence> flows =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Flow, GreSequence> longestUnused) {
          return size() > MOST;
        }
      };

  /** Whether the packet is not late. */
  synchronized boolean accepts(Arrival outer) {
    var flow = new Flow(outer.source(), outer.port(), outer.isKeyed(), outer.key());
    return flows
        .computeIfAbsent(flow, _ -> new GreSequence())
        .accepts(new MonotonicTime(System.nanoTime()), outer.sequence());
  }
}
