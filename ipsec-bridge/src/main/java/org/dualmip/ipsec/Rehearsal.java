package org.dualmip.ipsec;

import java.util.List;
import java.util.random.RandomGenerator;
import org.dualmip.ipsec.vici.ViciMessage;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Now;

/**
 * Plays a session through with nobody at the other end, so that the first real one, with a user
 * waiting between two networks, does not pay for loading classes. It halves the time that the first
 * connection of a fresh program takes.
 */
final class Rehearsal {
  private Rehearsal() {}

  /** Leaves nothing behind. */
  static void play(VpnConfig config, Now now) {
    Ip4 local = new Ip4(1);
    var session = new VpnSession(config.timing(), RandomGenerator.getDefault());
    var association = Association.of(VpnConfig.CONNECTION, association(local));
    for (VpnInput input :
        List.of(
            new VpnInput.DaemonAvailable(now, ""),
            new VpnInput.Connect(now, local),
            new VpnInput.Looked(now, 1, List.of()),
            new VpnInput.Loaded(now, 2),
            new VpnInput.Initiated(now, 3),
            new VpnInput.Looked(now, 4, List.of(association)),
            new VpnInput.ChildDown(now, association, ""),
            new VpnInput.Tick(now),
            new VpnInput.Disconnect(now))) {
      session.handle(input);
      VpnStatus status = VpnStatus.of(session.state(), true, VpnStatus.Counters.ZERO);
      for (var output = session.poll(); output != null; output = session.poll()) {
        if (output instanceof VpnOutput.Report(VpnEvent event)) {
          var _ = status.counters().plus(event);
        }
      }
    }
    var _ = config.connection(local);
  }

  private static ViciMessage association(Ip4 local) {
    return ViciMessage.with()
        .value("state", "ESTABLISHED")
        .value("local-host", local)
        .items("local-vips", List.of(local.toString()))
        .section(
            "child-sas",
            ViciMessage.with()
                .section("1", ViciMessage.with().value("state", "INSTALLED").build())
                .build())
        .build();
  }
}
