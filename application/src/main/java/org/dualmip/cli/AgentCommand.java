package org.dualmip.cli;

import java.util.EnumSet;
import java.util.concurrent.Callable;
import org.dualmip.cli.Rights.Capability;
import org.dualmip.homeagent.AgentConfig;
import org.dualmip.homeagent.HomeAgentService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dualmip agent}: a home agent, a foreign agent, or both. */
@Command(
    name = "agent",
    description = {
      "Runs a home agent, a foreign agent, or both.",
      "What it is, its configuration says. It runs until Ctrl-C or SIGTERM; then all that it"
          + " installed on the host is removed again. SIGHUP re-reads the configuration."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class AgentCommand implements Callable<Integer> {
  @Mixin private ServiceOptions options;

  @Override
  public Integer call() throws Exception {
    return options.serve(
        AgentConfig::read,
        EnumSet.of(Capability.NET_ADMIN, Capability.NET_RAW),
        HomeAgentService::start);
  }
}
