package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The calls of libc that this module makes, each answering as the kernel does: a result of 0 or
 * more, or the negated error number.
 *
 * <p>Nothing is checked here and nothing is thrown. Calls that are made once per packet take raw
 * addresses, because a slice of a segment is an object per packet; the memory behind an address
 * must belong to the calling thread or never be freed. All methods may be called from any thread.
 */
final class Libc {
  private static final Linker LINKER = Linker.nativeLinker();
  private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

  // The capture state of Linux is the one int errno; one per thread, since calls do not nest.
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

  private static final MethodHandle OPEN = call(2, JAVA_INT, "open", ADDRESS, JAVA_INT, JAVA_INT);
  private static final MethodHandle IOCTL =
      call(2, JAVA_INT, "ioctl", JAVA_INT, JAVA_LONG, ADDRESS);
  private static final MethodHandle CLOSE = call("close", JAVA_INT);
  private static final MethodHandle READ = transfer("read", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle WRITE = transfer("write", JAVA_INT, JAVA_LONG, JAVA_LONG);
  private static final MethodHandle POLL = call("poll", ADDRESS, JAVA_LONG, JAVA_INT);
  private static final MethodHandle EVENTFD = call("eventfd", JAVA_INT, JAVA_INT);
  private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT);
  private static final MethodHandle BIND = call("bind", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle CONNECT = call("connect", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle GETSOCKNAME = call("getsockname", JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SETSOCKOPT =
      call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle GETSOCKOPT =
      call("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SENDTO =
      transfer("sendto", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RECVFROM =
      transfer("recvfrom", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS);
  private static final MethodHandle SENDMSG = transfer("sendmsg", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle RECVMSG = transfer("recvmsg", JAVA_INT, ADDRESS, JAVA_INT);
  private static final MethodHandle SETNS = call("setns", JAVA_INT, JAVA_INT);
  private static final MethodHandle UNSHARE = call("unshare", JAVA_INT);
  private static final MethodHandle MOUNT =
      call("mount", ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS);
  private static final MethodHandle UMOUNT2 = call("umount2", ADDRESS, JAVA_INT);
  private static final MethodHandle CLOCK_GETTIME = call("clock_gettime", JAVA_INT, ADDRESS);
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          SYMBOLS.findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

  private Libc() {}

  static int open(String path, int flags, int mode) {
    try (var arena = Arena.ofConfined()) {
      return result((int) OPEN.invokeExact(STATE.get(), arena.allocateFrom(path), flags, mode));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int ioctl(int fd, long request, MemorySegment argument) {
    try {
      return result((int) IOCTL.invokeExact(STATE.get(), fd, request, argument));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int close(int fd) {
    try {
      return result((int) CLOSE.invokeExact(STATE.get(), fd));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static long read(int fd, long address, long length) {
    try {
      return result((long) READ.invokeExact(STATE.get(), fd, address, length));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static long write(int fd, long address, long length) {
    try {
      return result((long) WRITE.invokeExact(STATE.get(), fd, address, length));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int poll(MemorySegment entries, long count, int timeoutMillis) {
    try {
      return result((int) POLL.invokeExact(STATE.get(), entries, count, timeoutMillis));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int eventfd(int initial, int flags) {
    try {
      return result((int) EVENTFD.invokeExact(STATE.get(), initial, flags));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int socket(int domain, int type, int protocol) {
    try {
      return result((int) SOCKET.invokeExact(STATE.get(), domain, type, protocol));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int bind(int fd, MemorySegment address) {
    try {
      return result((int) BIND.invokeExact(STATE.get(), fd, address, (int) address.byteSize()));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int connect(int fd, MemorySegment address) {
    try {
      return result((int) CONNECT.invokeExact(STATE.get(), fd, address, (int) address.byteSize()));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int getsockname(int fd, MemorySegment address, MemorySegment length) {
    try {
      return result((int) GETSOCKNAME.invokeExact(STATE.get(), fd, address, length));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int setsockopt(int fd, int level, int option, MemorySegment value) {
    try {
      return result(
          (int)
              SETSOCKOPT.invokeExact(
                  STATE.get(), fd, level, option, value, (int) value.byteSize()));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int setsockopt(int fd, int level, int option, int value) {
    try (var arena = Arena.ofConfined()) {
      return setsockopt(fd, level, option, arena.allocateFrom(JAVA_INT, value));
    }
  }

  static int getsockopt(int fd, int level, int option, MemorySegment value, MemorySegment length) {
    try {
      return result((int) GETSOCKOPT.invokeExact(STATE.get(), fd, level, option, value, length));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static long sendto(int fd, long address, long length, int flags, MemorySegment to) {
    try {
      return result(
          (long)
              SENDTO.invokeExact(STATE.get(), fd, address, length, flags, to, (int) to.byteSize()));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static long recvfrom(
      int fd, long address, long length, int flags, MemorySegment from, MemorySegment fromLength) {
    try {
      return result(
          (long) RECVFROM.invokeExact(STATE.get(), fd, address, length, flags, from, fromLength));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static long sendmsg(int fd, MemorySegment message, int flags) {
    try {
      return result((long) SENDMSG.invokeExact(STATE.get(), fd, message, flags));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static long recvmsg(int fd, MemorySegment message, int flags) {
    try {
      return result((long) RECVMSG.invokeExact(STATE.get(), fd, message, flags));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int setns(int fd, int kind) {
    try {
      return result((int) SETNS.invokeExact(STATE.get(), fd, kind));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int unshare(int kinds) {
    try {
      return result((int) UNSHARE.invokeExact(STATE.get(), kinds));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int mount(String source, String target, String type, long flags) {
    try (var arena = Arena.ofConfined()) {
      return result(
          (int)
              MOUNT.invokeExact(
                  STATE.get(),
                  arena.allocateFrom(source),
                  arena.allocateFrom(target),
                  arena.allocateFrom(type),
                  flags,
                  MemorySegment.NULL));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int umount2(String target, int flags) {
    try (var arena = Arena.ofConfined()) {
      return result((int) UMOUNT2.invokeExact(STATE.get(), arena.allocateFrom(target), flags));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  static int clockGettime(int clock, MemorySegment time) {
    try {
      return result((int) CLOCK_GETTIME.invokeExact(STATE.get(), clock, time));
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** The system's words for an error number. */
  static String errorText(int errno) {
    try {
      return ((MemorySegment) STRERROR.invokeExact(errno)).reinterpret(256).getString(0);
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static int result(int value) {
    return value >= 0 ? value : -STATE.get().get(JAVA_INT, 0);
  }

  private static long result(long value) {
    return value >= 0 ? value : -STATE.get().get(JAVA_INT, 0);
  }

  private static MethodHandle call(String name, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        SYMBOLS.findOrThrow(name), FunctionDescriptor.of(JAVA_INT, parameters), ERRNO);
  }

  private static MethodHandle transfer(String name, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        SYMBOLS.findOrThrow(name), FunctionDescriptor.of(JAVA_LONG, parameters), ERRNO);
  }

  private static MethodHandle call(
      int firstVariadic, MemoryLayout result, String name, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        SYMBOLS.findOrThrow(name),
        FunctionDescriptor.of(result, parameters),
        ERRNO,
        Linker.Option.firstVariadicArg(firstVariadic));
  }
}
