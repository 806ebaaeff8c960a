package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The packet filter of one network namespace, that of the thread that opened it: the language of
 * nft(8), spoken to libnftables in this process (libnftables(3)), because starting the program
 * costs many times the change itself.
 *
 * <p>Any thread may call. Calls of all instances take turns, since the library keeps state of the
 * process. In particular it remembers link numbers: match links by name ({@code iifname}, {@code
 * oifname}), never by number ({@code iif}, {@code oif}).
 */
public final class Nftables implements AutoCloseable {
  /** The library, loaded when first used. */
  private static final class Library {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = load();
    private static final MethodHandle NEW = call("nft_ctx_new", ADDRESS, JAVA_INT);
    private static final MethodHandle FREE = free();
    private static final MethodHandle BUFFER_OUTPUT =
        call("nft_ctx_buffer_output", JAVA_INT, ADDRESS);
    private static final MethodHandle BUFFER_ERROR =
        call("nft_ctx_buffer_error", JAVA_INT, ADDRESS);
    private static final MethodHandle OUTPUT = call("nft_ctx_get_output_buffer", ADDRESS, ADDRESS);
    private static final MethodHandle ERROR = call("nft_ctx_get_error_buffer", ADDRESS, ADDRESS);
    private static final MethodHandle RUN =
        call("nft_run_cmd_from_buffer", JAVA_INT, ADDRESS, ADDRESS);

    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... parameters) {
      return LINKER.downcallHandle(
          SYMBOLS.findOrThrow(name), FunctionDescriptor.of(result, parameters));
    }

    private static MethodHandle free() {
      return LINKER.downcallHandle(
          SYMBOLS.findOrThrow("nft_ctx_free"), FunctionDescriptor.ofVoid(ADDRESS));
    }
  }

  private static SymbolLookup load() {
    try {
      return SymbolLookup.libraryLookup("libnftables.so.1", Arena.global());
    } catch (IllegalArgumentException missing) {
      throw new HostException(
          "load libnftables.so.1", 0, "install nftables (Debian: 'apt install libnftables1')");
    }
  }

  private static final Object TURN = new Object();

  private final MemorySegment context;
  private boolean closed;

  private Nftables(MemorySegment context) {
    this.context = context;
  }

  /**
   * Opens the filter of the caller's network namespace.
   *
   * @throws HostException if the library is not installed
   */
  public static Nftables open() {
    load(); // so that its absence is told in words
    synchronized (TURN) {
      try {
        MemorySegment context = (MemorySegment) Library.NEW.invokeExact(0);
        if (context.equals(MemorySegment.NULL)
            || (int) Library.BUFFER_OUTPUT.invokeExact(context) != 0
            || (int) Library.BUFFER_ERROR.invokeExact(context) != 0) {
          throw new HostException("start libnftables", Errno.ENOMEM);
        }
        return new Nftables(context);
      } catch (RuntimeException | Error as) {
        throw as;
      } catch (Throwable impossible) {
        throw new AssertionError(impossible);
      }
    }
  }

  /**
   * Runs commands as one transaction: all of them take effect at once, or none. Commands in one
   * line, with semicolons between, get better words in a refusal: of several lines the library
   * quotes the first, whichever is wrong.
   *
   * @throws HostException with the words of nft if they are refused
   */
  public void run(String commands) {
    execute(commands);
  }

  /**
   * Lists something, in the language it would be made with.
   *
   * @param what such as "table inet filter" or "ruleset"
   * @throws HostException if there is no such thing
   */
  public String list(String what) {
    return execute("list " + what);
  }

  /** Frees the connection; rules and sets stay. A second call does nothing. */
  @Override
  public void close() {
    synchronized (TURN) {
      if (!closed) {
        closed = true;
        try {
          Library.FREE.invokeExact(context);
        } catch (Throwable impossible) {
          throw new AssertionError(impossible);
        }
      }
    }
  }

  private String execute(String commands) {
    synchronized (TURN) {
      if (closed) {
        throw new IllegalStateException("nftables is closed");
      }
      try (var arena = Arena.ofConfined()) {
        int result = (int) Library.RUN.invokeExact(context, arena.allocateFrom(commands));
        // Asking for a buffer also empties it, so both are asked for each time.
        String output = text((MemorySegment) Library.OUTPUT.invokeExact(context));
        String error = text((MemorySegment) Library.ERROR.invokeExact(context));
        if (result != 0) {
          throw new HostException("change the packet filter", 0, error.strip());
        }
        return output;
      } catch (HostException refused) {
        throw refused;
      } catch (Throwable impossible) {
        throw new AssertionError(impossible);
      }
    }
  }

  private static String text(MemorySegment text) {
    return text.equals(MemorySegment.NULL) ? "" : text.reinterpret(Long.MAX_VALUE).getString(0);
  }
}
