package org.dualmip.lab.namespaces;

/**
 * Slots by the time at which they are due, those due at once in the order in which they came: a
 * binary heap that allocates nothing. Belongs to one thread.
 */
final class Arrivals {
  private final long[] due;
  private final long[] order;
  private final int[] slot;
  private int size;
  private long next;

  /** An empty one with so much room. */
  Arrivals(int room) {
    due = new long[room];
    order = new long[room];
    slot = new int[room];
  }

  int size() {
    return size;
  }

  /** When the first is due; there must be one. */
  long nextDue() {
    return due[0];
  }

  /** Adds one; there must be room. */
  void add(long at, int which) {
    int place = size++;
    put(place, at, next++, which);
    while (place > 0 && isBefore(place, (place - 1) / 2)) {
      swap(place, (place - 1) / 2);
      place = (place - 1) / 2;
    }
  }

  /** Takes the first out; there must be one. */
  int remove() {
    int first = slot[0];
    size--;
    put(0, due[size], order[size], slot[size]);
    int place = 0;
    while (true) {
      int child = 2 * place + 1;
      if (child + 1 < size && isBefore(child + 1, child)) {
        child++;
      }
      if (child >= size || !isBefore(child, place)) {
        return first;
      }
      swap(place, child);
      place = child;
    }
  }

  private boolean isBefore(int one, int other) {
    long difference = due[one] - due[other];
    return difference == 0 ? order[one] < order[other] : difference < 0;
  }

  private void swap(int one, int other) {
    long at = due[one];
    long turn = order[one];
    int which = slot[one];
    put(one, due[other], order[other], slot[other]);
    put(other, at, turn, which);
  }

  private void put(int place, long at, long turn, int which) {
    due[place] = at;
    order[place] = turn;
    slot[place] = which;
  }
}
