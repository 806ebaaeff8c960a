package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Waits for any of a few virtual adapters or for a deadline, as exactly as the kernel's timers can:
 * what a program needs that hands frames on at a certain time.
 *
 * <p>Belongs to one thread, which must end before the adapters are closed.
 */
public final class TunPoll {
  private static final int PR_SET_TIMERSLACK = 29;
  private static final int SCHED_FIFO = 1;
  private static final short POLLIN = 1;
  private static final int ENTRY = 8;

  private static final MethodHandle PPOLL = call("ppoll", ADDRESS, JAVA_LONG, ADDRESS, ADDRESS);
  private static final MethodHandle PRCTL =
      call("prctl", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle SCHED_SETSCHEDULER =
      call("sched_setscheduler", JAVA_INT, JAVA_INT, ADDRESS);

  private final int count;
  private final MemorySegment entries;
  private final MemorySegment timeout = Arena.ofAuto().allocate(16, 8);

  /** For these adapters, at most 32. */
  public TunPoll(Tun... adapters) {
    count = adapters.length;
    entries = Arena.ofAuto().allocate((long) ENTRY * count, 8);
    for (int i = 0; i < count; i++) {
      entries.set(JAVA_INT, (long) ENTRY * i, adapters[i].fd());
      entries.set(JAVA_SHORT, (long) ENTRY * i + 4, POLLIN);
    }
  }

  /**
   * Waits.
   *
   * @param nanos at most that long; 0 only looks
   * @return bit i is set if a read of adapter i would not wait
   */
  public int await(long nanos) {
    timeout.set(JAVA_LONG, 0, nanos / 1_000_000_000);
    timeout.set(JAVA_LONG, 8, nanos % 1_000_000_000);
    int ready;
    try {
      ready = (int) PPOLL.invokeExact(entries, (long) count, timeout, MemorySegment.NULL);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
    int bits = 0;
    for (int i = 0; ready > 0 && i < count; i++) {
      if (entries.get(JAVA_SHORT, (long) ENTRY * i + 6) != 0) {
        bits |= 1 << i;
      }
    }
    return bits;
  }

  /**
   * Lets the calling thread wake to the nanosecond (PR_SET_TIMERSLACK) and, if the host allows,
   * before all ordinary threads (SCHED_FIFO).
   *
   * @param priority 1 to 99
   * @return whether it now goes before ordinary threads
   */
  public static boolean onTime(int priority) {
    try (var arena = Arena.ofConfined()) {
      int slack = (int) PRCTL.invokeExact(PR_SET_TIMERSLACK, 1L, 0L, 0L, 0L);
      MemorySegment parameter = arena.allocateFrom(JAVA_INT, priority);
      return slack == 0 && (int) SCHED_SETSCHEDULER.invokeExact(0, SCHED_FIFO, parameter) == 0;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static MethodHandle call(String name, MemoryLayout... parameters) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(JAVA_INT, parameters));
  }
}
