package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A file descriptor that may be closed while other threads are inside a call on it.
 *
 * <p>Every call stands between {@link #enter} and {@link #leave}; the descriptor is given back to
 * the system when it is closed and nobody is inside, so its number is never used again by mistake.
 * The descriptor does not block: {@link #await} waits until there is something to read, and an
 * eventfd that nobody ever reads ends that waiting for all threads when it is closed.
 */
final class Descriptor implements AutoCloseable {
  private static final int EFD_CLOEXEC_NONBLOCK = 0x80800;
  private static final short POLLIN = 1;
  private static final int CLOSED = Integer.MIN_VALUE;

  private final int fd;
  private final int wake;
  private final AtomicInteger inside = new AtomicInteger();

  // Shared by all waiting threads: they ask for the same and never look at the answer.
  private final MemorySegment interest;

  /** Takes over an open, non-blocking descriptor. */
  Descriptor(int fd) {
    this.fd = fd;
    this.wake = Libc.eventfd(0, EFD_CLOEXEC_NONBLOCK);
    if (wake < 0) {
      Libc.close(fd);
      throw new HostException("make an eventfd", -wake);
    }
    interest = Arena.ofAuto().allocate(16, 8);
    interest.set(JAVA_INT, 0, fd);
    interest.set(JAVA_SHORT, 4, POLLIN);
    interest.set(JAVA_INT, 8, wake);
    interest.set(JAVA_SHORT, 12, POLLIN);
  }

  /** The number, valid between {@link #enter} and {@link #leave}. */
  int fd() {
    return fd;
  }

  /** Begins a call; false if the descriptor is closed. */
  boolean enter() {
    while (true) {
      int count = inside.get();
      if (count < 0) {
        return false;
      }
      if (inside.compareAndSet(count, count + 1)) {
        return true;
      }
    }
  }

  /** Ends a call. */
  void leave() {
    if (inside.decrementAndGet() == CLOSED) {
      release();
    }
  }

  /** Waits, inside a call, until something can be read, an error is pending or it is closed. */
  void await() {
    Libc.poll(interest, 2, -1);
  }

  boolean isClosed() {
    return inside.get() < 0;
  }

  @Override
  public void close() {
    while (true) {
      int count = inside.get();
      if (count < 0) {
        return;
      }
      // Inside while it wakes the others: the last of them must not give the eventfd back before.
      if (inside.compareAndSet(count, (count + 1) | CLOSED)) {
        wakeAll();
        leave();
        return;
      }
    }
  }

  private void wakeAll() {
    try (var arena = Arena.ofConfined()) {
      Libc.write(wake, arena.allocateFrom(JAVA_LONG, 1L).address(), 8);
    }
  }

  private void release() {
    Libc.close(fd);
    Libc.close(wake);
  }
}
