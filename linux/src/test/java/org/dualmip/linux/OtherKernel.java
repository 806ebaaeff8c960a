package org.dualmip.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A Linux kernel of its own in user mode (Debian's user-mode-linux), with the host's files
 * read-only and one Ethernet link: the tunnels of a kernel, where the host's kernel has none.
 */
final class OtherKernel {
  private static final String PROGRAM = "/usr/bin/linux.uml";

  private final Process process;
  private final BufferedReader console;
  private final Writer commands;
  private final Path directory;

  private OtherKernel(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
    console = process.inputReader();
    commands = process.outputWriter();
  }

  /** Why there can be none on this machine; empty if there can. */
  static String missing() {
    if (!Files.isExecutable(Path.of(PROGRAM))) {
      return "no user-mode Linux (apt-get install user-mode-linux)";
    }
    return Files.isExecutable(Path.of("/usr/sbin/insmod"))
        ? ""
        : "no insmod (apt-get install kmod)";
  }

  /**
   * Boots one in a place, its link vec0 on the TAP of that name; a shell reads the script.
   *
   * @throws IllegalStateException with what it said if it does not come up
   */
  static OtherKernel boot(Place place, String tap, String script) throws Exception {
    Path directory =
        Files.createTempDirectory(
            "dualmip-uml",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Path init = Files.writeString(directory.resolve("init"), "#!/bin/sh\n" + script + LOOP);
    Files.setPosixFilePermissions(init, PosixFilePermissions.fromString("rwxr-xr-x"));
    // This kernel does not know processors whose state is as large as that of AMX, and gives up
    // when
    // the host will not take a smaller one. Without that part it falls back to what all have.
    boolean large = Files.readString(Path.of("/proc/cpuinfo")).contains("amx_tile");
    var command =
        new ArrayList<>(
            List.of(
                PROGRAM,
                "mem=128M",
                "root=/dev/root",
                "rootfstype=hostfs",
                "rootflags=/",
                "ro",
                "init=" + init,
                "uml_dir=" + directory + "/",
                "umid=other",
                "con=null",
                "con0=fd:0,fd:1",
                "quiet",
                "vec0:transport=tap,ifname=" + tap + ",depth=128"));
    if (large) { // and then its processes must not use what is not kept
      command.add("GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-AVX,-AVX512F,-AVX512VL,-AVX512BW");
    }
    Process process =
        place.namespace.call(() -> {
          if (large) {
            hideExtendedState();
          }
          return new ProcessBuilder(command).redirectErrorStream(true).start();
        });
    var kernel = new OtherKernel(process, directory);
    String said = kernel.until("READY");
    if (!said.contains("READY")) {
      kernel.halt();
      throw new IllegalStateException("user-mode Linux did not come up: " + said);
    }
    return kernel;
  }

  /** Then a line is a command; what it prints ends with a line of its own. */
  private static final String LOOP =
      """

      echo READY
      while read -r line; do
        eval "$line" 2>&1
        echo "ENDED $?"
      done
      echo o >/proc/sysrq-trigger
      sleep 9
      """;

  /** Does a shell command inside; its words, and the line ENDED with its status. */
  String run(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
    return until("ENDED ");
  }

  private String until(String start) throws IOException {
    var said = new StringBuilder();
    String line;
    while ((line = console.readLine()) != null) {
      said.append(line).append('\n');
      if (line.startsWith(start)) {
        break;
      }
    }
    return said.toString();
  }

  /** Powers it off. */
  void halt() throws Exception {
    commands.close();
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    try (var files = Files.walk(directory)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }

  /**
   * Has the calling thread's programs see no extended register state through ptrace(2), by a filter
   * of system calls (seccomp(2)). The thread keeps it for ever.
   */
  private static void hideExtendedState() {
    int[][] program = {
      {0x20, 0, 0, 0}, // the call's number
      {0x15, 0, 6, 101}, // ptrace
      {0x20, 0, 0, 16}, // its first argument
      {0x15, 1, 0, 0x4204}, // PTRACE_GETREGSET
      {0x15, 0, 3, 0x4205}, // PTRACE_SETREGSET
      {0x20, 0, 0, 32}, // its third
      {0x15, 0, 1, 0x202}, // NT_X86_XSTATE
      {0x06, 0, 0, 0x0005_0000 | 5}, // fails with EIO
      {0x06, 0, 0, 0x7fff_0000} // all else is allowed
    };
    Linker linker = Linker.nativeLinker();
    var prctl =
        linker.downcallHandle(
            linker.defaultLookup().findOrThrow("prctl"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_LONG));
    try (var arena = Arena.ofConfined()) {
      MemorySegment code = arena.allocate(8L * program.length, 8);
      for (int i = 0; i < program.length; i++) {
        code.set(JAVA_SHORT, 8L * i, (short) program[i][0]);
        code.set(JAVA_BYTE, 8L * i + 2, (byte) program[i][1]);
        code.set(JAVA_BYTE, 8L * i + 3, (byte) program[i][2]);
        code.set(JAVA_INT, 8L * i + 4, program[i][3]);
      }
      MemorySegment header = arena.allocate(16, 8);
      header.set(JAVA_SHORT, 0, (short) program.length);
      header.set(ADDRESS, 8, code);
      int refused = (int) prctl.invokeExact(22, 2L, header, 0L, 0L); // PR_SET_SECCOMP
      if (refused != 0) {
        throw new IllegalStateException("seccomp is refused");
      }
    } catch (RuntimeException | Error passed) {
      throw passed;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }
}
