package org.dualmip.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.mobileip.probe.HomeAgentProbe;
import org.dualmip.mobileip.probe.HomeAgentProbe.Input;
import org.dualmip.mobileip.probe.HomeAgentProbe.Output;
import org.dualmip.mobileip.probe.ProbeReply;
import org.dualmip.mobileip.security.DiscoverySecret;

class HomeAgentProbeFuzzTest {
  private static final Ip4 AGENT = Ip4.of("10.10.0.2");
  private static final DiscoverySecret SECRET = DiscoverySecret.draw(new SplittableRandom(1));
  private static final List<CareOf> PLACES =
      List.of(
          new CareOf.CoLocated("wlan0", Ip4.of("198.51.100.50")),
          new CareOf.CoLocated("eth0", Ip4.of("10.10.1.50")),
          new CareOf.ThroughAgent(
              "wlan0",
              Ip4.of("10.10.2.2"),
              Ip4.of("10.10.2.1"),
              MacAddress.of("02:00:00:00:00:fa")));

  private final HomeAgentProbe probe = new HomeAgentProbe(new SplittableRandom(2));
  private final List<MobileNode.Output.Send> sent = new ArrayList<>();
  private final Set<Octets> answers = new HashSet<>();

  @FuzzTest(maxDuration = "1s")
  void only_the_home_agents_own_answer_proves_anything(byte[] octets) throws MalformedException {
    Feed feed = new Feed(octets);
    HomeAgentProbeFuzzTest fresh = new HomeAgentProbeFuzzTest();
    while (feed.more()) {
      fresh.take(input(feed, fresh));
      Drained.settles(feed, fresh.probe::wakeAt, () -> fresh.take(new Input.Tick(feed.now())));
    }
  }

  private void take(Input input) {
    probe.handle(input);
    for (Output output : Drained.all(probe::poll)) {
      switch (output) {
        case Output.Send(MobileNode.Output.Send request) -> sent.add(request);
        case Output.Found _ ->
            assertThat(input)
                .isInstanceOfSatisfying(
                    Input.Datagram.class,
                    datagram -> assertThat(answers).contains(datagram.payload()));
        case Output.SmokedOut _, Output.Unanswered _ -> {}
      }
    }
  }

  private static Input input(Feed feed, HomeAgentProbeFuzzTest at) throws MalformedException {
    CareOf place = feed.choice(PLACES);
    return switch (feed.octet() % 6) {
      case 0 -> new Input.Tick(feed.later());
      case 1 -> new Input.End(feed.later(), place);
      case 2 -> new Input.Datagram(feed.later(), place, Octets.of(feed.some()));
      case 3, 4 -> new Input.Begin(feed.later(), place, AGENT, feed.yes() ? SECRET.offer() : null);
      default -> new Input.Datagram(feed.later(), place, at.answer(feed));
    };
  }

  /** To any of the probes, as it should be or with some octets changed. */
  private Octets answer(Feed feed) throws MalformedException {
    if (sent.isEmpty()) {
      return Octets.EMPTY;
    }
    MobileNode.Output.Send to = feed.choice(sent);
    RegistrationRequest request = RegistrationRequest.read(to.payload().toBytes());
    ProbeReply reply = ProbeReply.to(request, SECRET, AGENT, to.source(), feed.yes()).orElse(null);
    if (reply == null) {
      return Octets.EMPTY;
    }
    byte[] octets = reply.denial().signed(reply.association());
    answers.add(Octets.of(octets));
    for (int count = feed.octet() % 3; count > 0; count--) {
      octets[feed.octet() % octets.length] ^= (byte) feed.octet();
    }
    return Octets.of(octets);
  }
}
