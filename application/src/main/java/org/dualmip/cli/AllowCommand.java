package org.dualmip.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dualmip allow}: the user's yes to a network that asks. */
@Command(
    name = "allow",
    description = {
      "Lets a running node look for its inner home agent in a network that asks first.",
      "Such networks have 'ask: true' in the node's file; 'dualmip show detector' shows them. It"
          + " holds until the interface's connection changes."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class AllowCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ControlOption control;

  @Parameters(
      paramLabel = "NETWORK",
      description = "The name of the network in the file, or the interface that is in it.")
  private String network;

  @Override
  public Integer call() {
    Object allowed =
        OrderAnswer.of(control.client(), "a node", "allow", Map.of("network", network))
            .get("allowed");
    String links =
        allowed instanceof List<?> list
            ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
            : String.valueOf(allowed);
    spec.commandLine().getOut().println("allowed on " + links);
    return Dualmip.OK;
  }
}
