package org.dualmip.lab.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IperfIntervalsTest {
  private final IperfIntervals intervals = new IperfIntervals();

  @Test
  void addsUpWhatIperf3PrintsAndIgnoresTheRest() {
    """
    Connecting to host 10.1.0.10, port 5201
    Reverse mode, remote host 10.1.0.10 is sending
    [  5] local 10.1.0.100 port 53765 connected to 10.1.0.10 port 5201
    [ ID] Interval           Transfer     Bitrate
    [  5]   0.00-0.10   sec   128 KBytes  10.5 Mbits/sec                 \s
    [  5]   0.10-0.20   sec  0.00 Bytes  0.00 bits/sec                 \s
    [  5]   0.20-0.30   sec  0.00 Bytes  0.00 bits/sec                 \s
    [  5]   0.30-0.40   sec  1.25 MBytes  105 Mbits/sec                 \s
    [  5]   0.40-0.50   sec  0.00 Bytes  0.00 bits/sec                 \s
    [  5]   0.50-0.60   sec   512 Bytes  41.0 Kbits/sec                 \s
    """
        .lines()
        .forEach(intervals::accept);
    assertThat(intervals.bytes()).isEqualTo(128 * 1024 + 5 * 1024 * 1024 / 4 + 512);
    assertThat(intervals.longestSilenceMillis()).isCloseTo(200, within(0.001));
  }

  @Test
  void tellsArrivalsFromSilence() {
    assertThat(intervals.accept("[  5]   3.00-3.10   sec  87.7 KBytes  7.18 Mbits/sec   "))
        .isTrue();
    assertThat(intervals.accept("[  5]   3.10-3.20   sec  0.00 Bytes  0.00 bits/sec   ")).isFalse();
    assertThat(intervals.accept("iperf3: interrupt - the client has terminated")).isFalse();
  }
}
