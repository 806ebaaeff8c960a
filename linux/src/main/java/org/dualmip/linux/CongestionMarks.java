package org.dualmip.linux;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.dualmip.linux.TunnelCounters.Drop;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Ecn;

/**
 * Hands congestion marks from outer headers to the packets inside (RFC 6040 §4.2), and notices
 * pairs of marks that no encapsulator makes. Any thread.
 */
final class CongestionMarks {
  /** RFC 6040 §4.2: whoever is told must not be flooded. */
  private static final long BETWEEN_NOTICES = 60_000_000_000L;

  private final TunnelMeter meter;
  private final TunnelListener listener;
  private final LongSupplier nanos;
  private final AtomicLong nextNotice;

  CongestionMarks(TunnelMeter meter, TunnelListener listener, LongSupplier nanos) {
    this.meter = meter;
    this.listener = listener;
    this.nanos = nanos;
    this.nextNotice = new AtomicLong(nanos.getAsLong());
  }

  /**
   * Gives the packet inside the more severe mark of the two.
   *
   * @return false if it must be dropped, which is counted
   */
  boolean inherits(Arrival outer, long inner, int outerTrafficClass) {
    int own = Ip4Header.trafficClass(inner);
    if (Ecn.isUnused(own, outerTrafficClass)) {
      meter.unusedMarks();
      notice(outer, own & Ecn.MASK, outerTrafficClass & Ecn.MASK);
    }
    return Ip4Header.decapsulateEcn(inner, outerTrafficClass) || meter.drop(Drop.CONGESTION);
  }

  private void notice(Arrival outer, int innerMark, int outerMark) {
    long now = nanos.getAsLong();
    long next = nextNotice.get();
    if (now - next >= 0 && nextNotice.compareAndSet(next, now + BETWEEN_NOTICES)) {
      listener.unusedMarks(new Ip4(outer.source()), innerMark, outerMark);
    }
  }
}
