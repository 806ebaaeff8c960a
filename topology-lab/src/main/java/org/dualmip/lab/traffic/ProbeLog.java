package org.dualmip.lab.traffic;

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
}
