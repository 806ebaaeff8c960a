package org.dualmip.homeagent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dualmip.service.Json;
import org.dualmip.service.admin.AdminClient;
import org.dualmip.service.admin.AdminException;

/** An agent in a namespace, driven from outside: signals, administration socket, output. */
final class AgentProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final Process process;
  private final Path output;
  private final AdminClient admin;

  private AgentProcess(Process process, Path output, AdminClient admin) {
    this.process = process;
    this.output = output;
    this.admin = admin;
  }

  /** Starts one without waiting for it. */
  static AgentProcess launch(String namespace, Path file, Path control, String... options)
      throws IOException {
    Path output = Files.createTempFile(file.getParent(), "agent", ".log");
    List<String> command = new ArrayList<>();
    command.addAll(List.of("ip", "netns", "exec", namespace));
    command.add(System.getProperty("java.home") + "/bin/java");
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(AgentMain.class.getName(), file.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new AgentProcess(process, output, new AdminClient(control));
  }

  /** Starts one and waits until it serves. */
  static AgentProcess start(String namespace, Path file, Path control, String... options)
      throws IOException {
    AgentProcess agent = launch(namespace, file, control, options);
    agent.awaitServing();
    return agent;
  }

  private void awaitServing() {
    Await.until(
        "the agent serves",
        LIMIT,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("the agent ended: " + printed());
          }
          try {
            return admin.get("/health").status() == 200
                && page("/why").toString().contains("what=started");
          } catch (AdminException notYet) {
            return false;
          }
        });
  }

  /** A page of the administration socket. */
  Object page(String path) {
    AdminClient.Answer answer = admin.get(path);
    Object value = Json.read(answer.body());
    return value == null ? "null" : value;
  }

  List<?> bindings() {
    return (List<?>) page("/show/bindings");
  }

  /** A counter of the home agent; 0 if it never counted. */
  long registrations(String counter) {
    return counted("registrations", counter);
  }

  /** A counter of the foreign agent; 0 if it never counted. */
  long relaying(String counter) {
    return counted("relaying", counter);
  }

  /** A counter of a part; 0 if it never counted. */
  long counted(String part, String counter) {
    return ((Map<?, ?>) page("/show/counters")).get(part) instanceof Map<?, ?> counters
            && counters.get(counter) instanceof Long count
        ? count
        : 0;
  }

  /** All counters of the engine. */
  Map<?, ?> registrations() {
    return (Map<?, ?>)
        java.util.Objects.requireNonNull(((Map<?, ?>) page("/show/counters")).get("registrations"));
  }

  /** Ends it without giving it a chance. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** Ends it by SIGTERM; returns the exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(6, TimeUnit.SECONDS)) {
      throw new AssertionError("the agent does not stop: " + printed());
    }
    return process.exitValue();
  }

  /** Waits for an end by itself; returns what it printed. */
  String awaitEnd() throws InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the agent goes on running");
    }
    return printed();
  }

  /** Sends a signal by name. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  String printed() {
    try {
      return Files.readString(output);
    } catch (IOException gone) {
      return gone.toString();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
