package org.dualmip.mobilenode.world;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Sequence-numbered user data in both directions, and what became of each packet. */
final class Flow {
  static final int UP = 0;
  static final int DOWN = 1;

  private long[] sentAt = new long[1024];
  private final long[][] arrivedAt = {new long[1024], new long[1024]};
  private final byte[][] copies = {new byte[1024], new byte[1024]};
  private int next;

  /** The number of the next pair of packets. */
  int next() {
    if (next == sentAt.length) {
      sentAt = Arrays.copyOf(sentAt, 2 * next);
      for (int direction = UP; direction <= DOWN; direction++) {
        arrivedAt[direction] = Arrays.copyOf(arrivedAt[direction], 2 * next);
        copies[direction] = Arrays.copyOf(copies[direction], 2 * next);
      }
    }
    return next++;
  }

  void sent(int direction, long number, long now) {
    sentAt[(int) number] = now;
  }

  void arrived(int direction, long number, long now) {
    if (copies[direction][(int) number]++ == 0) {
      arrivedAt[direction][(int) number] = now;
    }
  }

  /** The first packet that was sent at that time or later. */
  private int first(long from) {
    int low = 0;
    int high = next;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sentAt[middle] < from) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** What was not delivered exactly once, of all that was sent between two times; null if none. */
  @Nullable String flaw(long from, long to) {
    int packets = 0;
    for (int direction = UP; direction <= DOWN; direction++) {
      for (int number = first(from); number < next && sentAt[number] < to; number++) {
        packets++;
        if (copies[direction][number] != 1) {
          return "packet "
              + number
              + (direction == UP ? " up" : " down")
              + " sent at "
              + sentAt[number] / 1e9
              + " arrived "
              + copies[direction][number]
              + " times";
        }
      }
    }
    return packets == 0 ? "no packet was sent" : null;
  }

  /**
   * The longest time within a window in which a direction's packets were all lost: from the sending
   * of the first lost one to the sending of the next that arrived.
   */
  long outage(int direction, long from, long to) {
    long longest = 0;
    long since = -1;
    for (int number = first(from); number < next && sentAt[number] < to; number++) {
      if (copies[direction][number] == 0) {
        since = since < 0 ? sentAt[number] : since;
      } else if (since >= 0) {
        longest = Math.max(longest, sentAt[number] - since);
        since = -1;
      }
    }
    return since < 0 ? longest : Math.max(longest, to - since);
  }
}
