package org.dualmip.cli;

import java.util.EnumSet;
import java.util.concurrent.Callable;
import org.dualmip.cli.Rights.Capability;
import org.dualmip.mobilenode.NodeService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dualmip node}: the mobile node. */
@Command(
    name = "node",
    description = {
      "Runs the mobile node.",
      "Until Ctrl-C or SIGTERM. No user data flows before its gate opens, nor after it dies; a"
          + " clean stop removes all that it installed on the host."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class NodeCommand implements Callable<Integer> {
  @Mixin private ServiceOptions options;

  @Override
  public Integer call() throws Exception {
    return options.serve(
        NodeService::check,
        EnumSet.of(Capability.NET_ADMIN, Capability.NET_RAW),
        NodeService::start);
  }
}
