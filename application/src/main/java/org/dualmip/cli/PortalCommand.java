package org.dualmip.cli;

import java.io.IOException;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dualmip.cli.Rights.Capability;
import org.dualmip.linux.NetworkNamespace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dualmip portal}: the way to a captive portal's log-in page. */
@Command(
    name = "portal",
    description = {
      "Opens a way to a captive portal's log-in page, and to nothing else.",
      "For ten minutes, or as long as the portal holds the node, programs in a network namespace"
          + " of their own reach the access network; the node's gate stays shut. With a command, runs"
          + " it there (needs root); without, tells where to log in and how."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  dualmip portal                                where to log in",
      "  dualmip portal -- runuser -u me -- firefox --no-remote --profile /tmp/portal",
      "  dualmip portal -- curl -v http://192.0.2.1/   what the portal answers"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PortalCommand implements Callable<Integer> {
  private static final String ORDER = "portal";

  @Spec private CommandSpec spec;
  @Mixin private ControlOption control;

  @Option(
      names = "--interface",
      paramLabel = "LINK",
      description = "Which one is meant, where several may be. Default: the one that is held.")
  private @Nullable String link;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      description = "The command to run there, and its arguments.")
  private List<String> command = List.of();

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!command.isEmpty()) {
      Rights.require(ORDER, EnumSet.of(Capability.SYS_ADMIN));
    }
    Map<String, String> parameters = new HashMap<>();
    if (link != null) {
      parameters.put("interface", link);
    }
    Map<?, ?> way = order(parameters);
    String meant = String.valueOf(way.get("interface"));
    if (command.isEmpty()) {
      tell(meant, way);
      return Dualmip.OK;
    }
    int code = run(String.valueOf(way.get("namespace")));
    order(Map.of("interface", meant, "done", "true"));
    return code;
  }

  private Map<?, ?> order(Map<String, String> parameters) {
    return OrderAnswer.of(control.client(), "a node", ORDER, parameters);
  }

  private void tell(String meant, Map<?, ?> way) {
    Object page = way.get("portal");
    var out = spec.commandLine().getOut();
    out.println(meant + ": " + way.get("state") + (page == null ? "" : ", log in at " + page));
    out.println(
        "run a browser there: dualmip portal -- COMMAND, or ip netns exec "
            + way.get("namespace")
            + " COMMAND");
  }

  private int run(String namespace) throws IOException, InterruptedException {
    try (NetworkNamespace place = NetworkNamespace.named(namespace)) {
      Process process =
          place.<Process, IOException>callWithOwnFiles(
              () -> new ProcessBuilder(command).inheritIO().start());
      return process.waitFor();
    }
  }
}
