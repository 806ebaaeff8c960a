package org.dualmip.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dualmip revoke}: ends registrations at a running agent. */
@Command(
    name = "revoke",
    description = {
      "Ends the registrations of a node at a running agent.",
      "At a home agent its bindings, at a foreign agent its visit. The agent at the other end is"
          + " told, if both support it (RFC 3543)."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RevokeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ControlOption control;

  @Parameters(paramLabel = "NODE", description = "Its NAI or home address.")
  private String node;

  @Option(
      names = "--care-of",
      paramLabel = "ADDRESS",
      converter = AddressOption.class,
      description = "Only the binding with this care-of address.")
  private @Nullable Ip4 careOf;

  @Override
  public Integer call() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("node", node);
    if (careOf != null) {
      parameters.put("care-of", careOf.toString());
    }
    Object ended =
        OrderAnswer.of(control.client(), "an agent", "revoke", parameters).get("revoked");
    spec.commandLine().getOut().println(node + ": " + ended + " revoked");
    return Dualmip.OK;
  }
}
