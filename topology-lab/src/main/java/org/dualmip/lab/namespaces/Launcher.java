package org.dualmip.lab.namespaces;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Starts programs that die with this process, in the namespaces of one run. Thread-safe.
 *
 * <p>The kernel ends a child (PR_SET_PDEATHSIG) when the <em>thread</em> that started it ends, not
 * the process; therefore one thread starts them all and lives as long as the lab.
 */
public final class Launcher implements AutoCloseable {
  private final RunId run;
  private final ExecutorService starter =
      Executors.newSingleThreadExecutor(
          task -> Thread.ofPlatform().name("launcher").daemon().unstarted(task));

  /** For the namespaces of that run. */
  public Launcher(RunId run) {
    this.run = run;
  }

  /**
   * What to run.
   *
   * @param node the namespace to run in, or null for the host's own
   * @param command program and arguments
   * @param environment added to ours
   * @param log where both outputs are appended, or null to read them from the process
   */
  public record Start(
      @Nullable String node,
      List<String> command,
      Map<String, String> environment,
      @Nullable Path log) {
    /** With nothing added to the environment. */
    public Start(@Nullable String node, List<String> command, @Nullable Path log) {
      this(node, command, Map.of(), log);
    }
  }

  /**
   * Starts it.
   *
   * @throws LabException if it cannot be started
   */
  public Process start(Start what) {
    var command = new ArrayList<>(List.of("setpriv", "--pdeathsig", "KILL"));
    if (what.node() != null) {
      command.addAll(inNamespace(run.namespace(what.node())));
    }
    command.addAll(what.command());
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(what.environment());
    if (what.log() != null) {
      builder.redirectOutput(Redirect.appendTo(what.log().toFile()));
    }
    try {
      return starter.submit(builder::start).get();
    } catch (ExecutionException refused) {
      throw new LabException("cannot start " + what.command().getFirst(), refused);
    } catch (InterruptedException wish) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while starting " + what.command().getFirst(), wish);
    }
  }

  /** Runs it to its end and gives what it printed. */
  public String output(@Nullable String node, List<String> command) throws InterruptedException {
    Process process = start(new Start(node, command, null));
    try (var output = process.inputReader()) {
      String text = output.readAllAsString();
      process.waitFor();
      return text;
    } catch (IOException broken) {
      throw new LabException("cannot read what " + command.getFirst() + " prints", broken);
    }
  }

  /** The command that runs what follows inside a namespace, without touching mounts. */
  public static List<String> inNamespace(String namespace) {
    return List.of("nsenter", "--net=/run/netns/" + namespace, "--");
  }

  /** Starts nothing more; the kernel kills what still runs. */
  @Override
  public void close() {
    starter.shutdownNow();
  }
}
