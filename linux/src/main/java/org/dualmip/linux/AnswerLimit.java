package org.dualmip.linux;

import java.util.concurrent.atomic.LongAdder;

/** At most so many ICMP errors a second (RFC 1812 §4.3.2.8). Any thread. */
final class AnswerLimit {
  private static final int A_SECOND = 100;

  private final LongAdder withheld = new LongAdder();
  private long second;
  private int thisSecond;

  /** Whether this second has room for one more; if not, it is counted. */
  synchronized boolean admits() {
    long now = System.nanoTime() / 1_000_000_000;
    if (now != second) {
      second = now;
      thisSecond = 0;
    }
    boolean room = thisSecond < A_SECOND;
    if (room) {
      thisSecond++;
    } else {
      withheld.increment();
    }
    return room;
  }

  /** How many there was no room for. */
  long withheld() {
    return withheld.sum();
  }
}
