package org.dualmip.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.dualmip.lab.namespaces.LabException;
import org.dualmip.lab.namespaces.RunId;

/**
 * A shell that waits for the end of this process and then removes what is left of its lab.
 *
 * <p>It reads from a pipe whose other end only this process has: however the process ends, the pipe
 * closes. There is no polling and nothing that could be forgotten. It has its own session, so a
 * Ctrl-C at the terminal does not reach it.
 */
final class Watchdog implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '' INT HUP TERM
      read -r word
      [ "$word" = done ] && exit 0
      for round in 1 2; do
        for name in $(ip netns list | cut -d' ' -f1 | grep "^dm-$1-"); do
          pids=$(ip netns pids "$name")
          [ -z "$pids" ] || kill -9 $pids 2>/dev/null
          [ $round = 1 ] || ip netns del "$name"
        done
        sleep 0.1
      done
      rm -rf "/run/dualmip-lab/$1"
      rmdir /run/dualmip-lab 2>/dev/null
      """;

  private final Process shell;
  private final OutputStream pipe;

  /** Watches over a lab of this process. */
  Watchdog(RunId run) {
    try {
      shell =
          new ProcessBuilder("setsid", "sh", "-c", SCRIPT, "dualmip-lab-watchdog", run.text())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      pipe = shell.getOutputStream();
    } catch (IOException refused) {
      throw new LabException("cannot start setsid: install util-linux", refused);
    }
  }

  /** The lab has cleaned up itself. */
  @Override
  public void close() {
    try {
      pipe.write("done\n".getBytes(StandardCharsets.US_ASCII));
      pipe.close();
      shell.waitFor();
    } catch (IOException gone) {
      return; // somebody killed the shell; there is nothing left to do for it
    } catch (InterruptedException wish) {
      Thread.currentThread().interrupt();
    }
  }
}
