package org.dualmip.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dualmip.service.Clock;
import org.dualmip.service.Event;
import org.dualmip.service.EventLog;
import org.dualmip.service.admin.AdminServer;
import picocli.CommandLine;

/**
 * What ./dualmip runs once after a build, for the Java below us to see which classes a start needs
 * (JEP 483, JEP 514). Touches nothing but a folder of its own; takes about a second.
 */
final class Training {
  private static final String AGENT =
      """
      role: outer
      address: 203.0.113.2
      home-network: {prefix: 203.0.113.128/26}
      mobile-nodes:
        - {nai: mn@lab.example, spi: 257, key: 00112233445566778899aabbccddeeff}
      state: state
      control: control
      """;

  private Training() {}

  /** Trains in a folder of its own. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createTempDirectory("dualmip-training");
    try {
      train(folder);
    } finally {
      Files.deleteIfExists(folder);
    }
  }

  /** Uses what every verb uses, and leaves nothing in the folder. */
  static void train(Path folder) throws IOException {
    Path file = folder.resolve("agent.yaml");
    Path socket = folder.resolve("control");
    try {
      Files.writeString(file, AGENT);
      execute("--help");
      execute("agent", "--check", "-c", file.toString());
      execute("node", "--check", "-c", file.toString());
      execute("gateway", "--check", "-c", file.toString());
      serve(socket);
      org.dualmip.homeagent.Rehearsal.play();
      org.dualmip.mobilenode.Rehearsal.play();
    } finally {
      Files.deleteIfExists(socket);
      Files.deleteIfExists(file);
    }
  }

  private static void serve(Path socket) {
    var event = Event.of(Clock.system().now(), "training", "started", "to learn");
    try (var log = new EventLog(null, 1);
        AdminServer _ =
            AdminServer.open(
                socket,
                Map.of(
                    "/show/bindings", () -> List.of(Map.of("home", "203.0.113.130")),
                    "/why", () -> List.of(event.fields())))) {
      log.add(event);
      execute("show", "--control", socket.toString());
      execute("why", "--control", socket.toString());
    }
  }

  private static void execute(String... arguments) {
    CommandLine commandLine = Dualmip.commandLine();
    commandLine.setOut(new PrintWriter(new StringWriter()));
    commandLine.setErr(new PrintWriter(new StringWriter()));
    int _ = commandLine.execute(arguments);
  }
}
