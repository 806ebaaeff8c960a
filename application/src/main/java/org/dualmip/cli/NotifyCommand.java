package org.dualmip.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dualmip notify}: sends a message to a registered node. */
@Command(
    name = "notify",
    description = "Sends a message from a home agent to the people at a node (RFC 6098).")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class NotifyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ControlOption control;

  @Parameters(index = "0", paramLabel = "NODE", description = "Its NAI or home address.")
  private String node;

  @Parameters(index = "1", paramLabel = "TEXT", description = "At most 254 octets of UTF-8.")
  private String text;

  @Override
  public Integer call() {
    Map<?, ?> _ =
        OrderAnswer.of(control.client(), "an agent", "notify", Map.of("node", node, "text", text));
    spec.commandLine().getOut().println("sent to " + node);
    return Dualmip.OK;
  }
}
