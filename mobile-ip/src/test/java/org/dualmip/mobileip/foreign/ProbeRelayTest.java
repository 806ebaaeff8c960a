package org.dualmip.mobileip.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import org.dualmip.mobileip.extension.Authentication.Kind;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.probe.Match;
import org.dualmip.mobileip.probe.ProbeReply;
import org.dualmip.mobileip.probe.ProbeRequest;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.junit.jupiter.api.Test;

/** A foreign agent knows nothing of probes, and relays them as any registration. */
class ProbeRelayTest {
  private final DiscoverySecret secret = DiscoverySecret.draw(new SplittableRandom(1));

  private void expectRelayed(Lobby lobby) {
    ProbeRequest probe =
        ProbeRequest.draw(
            new SplittableRandom(2),
            Lobby.CARE_OF,
            false,
            Lobby.HOME_AGENT,
            secret.offer(),
            lobby.now().monotonic());
    lobby.ask().source(probe.home()).send(probe.payload().toBytes());
    RegistrationRequest relayed = Lobby.readRequest(lobby.relayed().payload());
    ProbeReply reply =
        ProbeReply.to(relayed, secret, Lobby.HOME_AGENT, lobby.relayed().from().address(), true)
            .orElseThrow();
    ByteWriter out = new ByteWriter();
    reply.denial().write(out);
    reply.association().sign(Kind.MOBILE_HOME, out);
    Lobby.FA_HA.sign(Kind.FOREIGN_HOME, out);
    lobby.fromNetwork(out.toBytes(), Lobby.HOME_AGENT);
    assertThat(probe.match(lobby.sent().payload(), lobby.now().monotonic()))
        .isEqualTo(new Match.Authentic(Lobby.HOME_AGENT, true, false, Duration.ZERO));
    assertThat(lobby.agent().visitors()).isEmpty();
  }

  @Test
  void a_probe_and_its_answer_pass_a_foreign_agent() {
    expectRelayed(new Lobby());
  }

  @Test
  void a_probe_and_its_answer_pass_one_that_shares_a_secret_with_the_home_agent() {
    expectRelayed(new Lobby().sharedWithHomeAgent());
  }
}
