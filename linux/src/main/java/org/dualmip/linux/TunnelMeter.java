package org.dualmip.linux;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.dualmip.linux.TunnelCounters.Drop;

/** The running counters of {@link UserTunnels}; any thread may count. */
final class TunnelMeter {
  private final LongAdder sentPackets = new LongAdder();
  private final LongAdder sentOctets = new LongAdder();
  private final LongAdder receivedPackets = new LongAdder();
  private final LongAdder receivedOctets = new LongAdder();
  private final LongAdder copies = new LongAdder();
  private final LongAdder clamped = new LongAdder();
  private final LongAdder unusedMarks = new LongAdder();
  private final Map<Drop, LongAdder> drops = new EnumMap<>(Drop.class);

  TunnelMeter() {
    for (Drop reason : Drop.values()) {
      drops.put(reason, new LongAdder());
    }
  }

  void sent(long octets) {
    sentPackets.increment();
    sentOctets.add(octets);
  }

  void received(long octets) {
    receivedPackets.increment();
    receivedOctets.add(octets);
  }

  /** Counts copies that went to further tunnels of the same packet. */
  void copied(int copiesMade) {
    copies.add(copiesMade);
  }

  /** Counts a lowered segment size. */
  void clamped() {
    clamped.increment();
  }

  /** Counts a pair of congestion marks that no encapsulator makes. */
  void unusedMarks() {
    unusedMarks.increment();
  }

  /** Counts the loss; always false, for the caller to return. */
  boolean drop(Drop reason) {
    Objects.requireNonNull(drops.get(reason)).increment();
    return false;
  }

  /** The counters, with what the sockets and the answers tell. */
  TunnelCounters read(TunnelSockets sockets, TunnelAnswers answers) {
    var dropped = new EnumMap<Drop, Long>(Drop.class);
    drops.forEach((reason, count) -> dropped.put(reason, count.sum()));
    dropped.put(Drop.OVERRUN, sockets.overruns());
    return new TunnelCounters(
        sentPackets.sum(),
        sentOctets.sum(),
        receivedPackets.sum(),
        receivedOctets.sum(),
        copies.sum(),
        clamped.sum(),
        answers.sent(),
        answers.withheld(),
        unusedMarks.sum(),
        dropped);
  }
}
