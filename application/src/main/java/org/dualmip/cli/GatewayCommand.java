package org.dualmip.cli;

import java.util.EnumSet;
import java.util.concurrent.Callable;
import org.dualmip.cli.Rights.Capability;
import org.dualmip.cli.gateway.GatewayService;
import org.dualmip.cli.gateway.GatewaySettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code dualmip gateway}: the enterprise's end of the VPN. */
@Command(
    name = "gateway",
    description = {
      "Runs the enterprise's end of the VPN.",
      "Keeps the configuration of a VPN gateway loaded in a strongSwan until Ctrl-C or SIGTERM,"
          + " also when strongSwan is restarted."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class GatewayCommand implements Callable<Integer> {
  @Mixin private ServiceOptions options;

  @Override
  public Integer call() throws Exception {
    return options.serve(
        GatewaySettings::read, EnumSet.noneOf(Capability.class), GatewayService::start);
  }
}
