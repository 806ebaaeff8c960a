package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.dualmip.linux.TunnelCounters.Drop;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.packet.Ecn;
import org.dualmip.mobileip.packet.Tunnel.Kind;
import org.junit.jupiter.api.Test;

class CongestionMarksTest {
  private static final Ip4 END = Ip4.of("198.51.100.50");
  private static final long MINUTE = 60_000_000_000L;

  private final TunnelMeter meter = new TunnelMeter();
  private final List<String> notices = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - MINUTE / 2); // it may wrap
  private final CongestionMarks marks =
      new CongestionMarks(
          meter,
          new TunnelListener() {
            @Override
            public void unusedMarks(Ip4 outerSource, int inner, int outer) {
              notices.add(outerSource + " " + inner + " in " + outer);
            }
          },
          nanos::get);

  @Test
  void everyPairIsTreatedAsTheTableSays() {
    int unused = 0;
    int dropped = 0;
    for (int inner = 0; inner < 4; inner++) {
      for (int outer = 0; outer < 4; outer++) {
        int expected = Ecn.leaving(inner, outer);
        assertThat(leaving(inner, outer)).as("%s in %s", inner, outer).isEqualTo(expected);
        unused += Ecn.isUnused(inner, outer) ? 1 : 0;
        dropped += expected == Ecn.DROP ? 1 : 0;
        assertThat(counters().unusedMarks()).as("%s in %s", inner, outer).isEqualTo(unused);
        assertThat(counters().dropped(Drop.CONGESTION)).isEqualTo(dropped);
      }
    }
    assertThat(unused).isEqualTo(5);
  }

  @Test
  void whatNoEncapsulatorMakesIsToldOnceAMinute() {
    leaving(Ecn.ECT_0, Ecn.CE);
    assertThat(notices).isEmpty();
    leaving(Ecn.NOT_ECT, Ecn.ECT_1);
    leaving(Ecn.CE, Ecn.ECT_1);
    nanos.addAndGet(MINUTE - 1);
    leaving(Ecn.CE, Ecn.ECT_1);
    assertThat(notices).containsExactly(END + " 0 in 1");
    nanos.addAndGet(1);
    leaving(Ecn.CE, Ecn.ECT_1);
    assertThat(notices).containsExactly(END + " 0 in 1", END + " 3 in 1");
    assertThat(counters().unusedMarks()).isEqualTo(4);
  }

  /** The mark of a packet out of a tunnel. */
  private int leaving(int inner, int outer) {
    var arrival = new Arrival();
    arrival.set(Kind.IP_IN_IP, END.bits(), 0);
    try (var arena = Arena.ofConfined()) {
      long packet = arena.allocate(20, 8).address();
      Ip4Header.write(packet, inner, 20, 0, false, 64, 17, END.bits(), END.bits());
      return marks.inherits(arrival, packet, outer) ? Ip4Header.trafficClass(packet) : Ecn.DROP;
    }
  }

  private TunnelCounters counters() {
    return meter.read(new TunnelSockets((_, _, _, _) -> {}, meter), new TunnelAnswers());
  }
}
