package org.dualmip.lab.traffic;

import java.io.IOException;
import java.util.BitSet;
import java.util.Locale;

/**
 * One direction of the probe: when each datagram left, and what arrived when. All times are of one
 * clock, {@link System#nanoTime()}.
 *
 * @param direction {@code down} (to the mobile node) or {@code up}
 * @param sent the time of sending, by sequence number
 * @param arrivedSequence the sequence numbers in the order of arrival
 * @param arrivedAt when each of them arrived
 */
@SuppressWarnings("ArrayRecordComponent") // a hundred thousand entries; never compared
public record ProbeLog(String direction, long[] sent, int[] arrivedSequence, long[] arrivedAt) {
  /**
   * @throws IllegalArgumentException if the two lists of arrivals differ in length
   */
  public ProbeLog {
    if (arrivedSequence.length != arrivedAt.length) {
      throw new IllegalArgumentException(
          arrivedSequence.length + " sequence numbers, " + arrivedAt.length + " times");
    }
  }

  /**
   * Writes the log as lines of {@code direction,sequence,sent_ms,arrived_ms}, in the order of
   * arrival, then what was lost, with no arrival.
   *
   * @param origin the time that counts as 0
   */
  public void write(Appendable out, long origin) throws IOException {
    BitSet arrived = new BitSet(sent.length);
    for (int i = 0; i < arrivedSequence.length; i++) {
      int sequence = arrivedSequence[i];
      arrived.set(sequence);
      line(out, sequence, millis(sent[sequence], origin), millis(arrivedAt[i], origin));
    }
    for (int lost = arrived.nextClearBit(0);
        lost < sent.length;
        lost = arrived.nextClearBit(lost + 1)) {
      line(out, lost, millis(sent[lost], origin), "");
    }
  }

  private void line(Appendable out, int sequence, String left, String came) throws IOException {
    out.append(direction + ',' + sequence + ',' + left + ',' + came + '\n');
  }

  private static String millis(long at, long origin) {
    return String.format(Locale.ROOT, "%.3f", (at - origin) / 1e6);
  }
}
