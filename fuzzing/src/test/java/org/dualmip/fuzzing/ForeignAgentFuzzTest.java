package org.dualmip.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.dualmip.mobileip.discovery.Challenges;
import org.dualmip.mobileip.foreign.ForeignAgent;
import org.dualmip.mobileip.foreign.ForeignAgent.Input;
import org.dualmip.mobileip.foreign.ForeignAgent.Output;
import org.dualmip.mobileip.foreign.ForeignAgentConfig;
import org.dualmip.mobileip.foreign.ForeignAgentConfig.NodeSecret;
import org.dualmip.mobileip.message.ControlMessage;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;

class ForeignAgentFuzzTest {
  private static final String LINK = "lan0";
  private static final Ip4 AGENT = Ip4.of("10.2.0.1");
  private static final Ip4 CARE_OF = Ip4.of("198.51.100.1");
  private static final Ip4 HOME = Ip4.of("203.0.113.140");
  private static final Ip4 HOME_AGENT = Ip4.of("203.0.113.2");
  private static final Ip4 OTHER_HOME_AGENT = Ip4.of("203.0.113.3");
  private static final int VISITORS = 3;
  private static final List<MacAddress> MACS =
      List.of(MacAddress.of("02:00:00:00:00:01"), MacAddress.of("02:00:00:00:00:02"));
  private static final List<SecurityAssociation> ASSOCIATIONS =
      List.of(
          HomeAgentFuzzTest.association(256, ReplayProtection.TIMESTAMPS),
          HomeAgentFuzzTest.association(300, ReplayProtection.TIMESTAMPS),
          HomeAgentFuzzTest.association(400, ReplayProtection.TIMESTAMPS));

  private static ForeignAgent agent(boolean trusting, boolean challenging) {
    var config =
        new ForeignAgentConfig(
            Map.of(LINK, AGENT),
            List.of(CARE_OF),
            Set.of(AGENT, CARE_OF),
            false,
            new ForeignAgentConfig.Limits(Duration.ofMinutes(10), VISITORS, VISITORS, 2),
            new ForeignAgentConfig.Service(
                EnumSet.allOf(Tunnel.Kind.class),
                true,
                ForeignAgentConfig.ReverseTunnels.OFFERED,
                true,
                true,
                ForeignAgentConfig.UdpTunnels.BEHIND_NAT,
                true,
                true,
                "ask at the desk"),
            new ForeignAgentConfig.Trust(
                trusting ? List.of(new NodeSecret(HOME, null, ASSOCIATIONS.get(1))) : List.of(),
                Map.of(HOME_AGENT, List.of(ASSOCIATIONS.get(2))),
                challenging));
    var challenges = new Challenges(new SplittableRandom(3), 16);
    challenges.advertise();
    return new ForeignAgent(config, Map.of(LINK, challenges), null, new SplittableRandom(1));
  }

  @FuzzTest(maxDuration = "2s")
  void a_foreign_agent_takes_everything_from_both_sides(byte[] octets) throws MalformedException {
    Feed feed = new Feed(octets);
    ForeignAgent agent = agent(feed.yes(), feed.yes());
    long[] identification = {0};
    while (feed.more()) {
      agent.handle(input(feed, identification[0]));
      check(Drained.all(agent::poll), identification);
      Drained.settles(
          feed,
          agent::wakeAt,
          () -> {
            agent.handle(new Input.Tick(feed.now()));
            Drained.all(agent::poll);
          });
      assertThat(agent.visitors()).hasSizeLessThanOrEqualTo(VISITORS);
      assertThat(agent.pending()).isLessThanOrEqualTo(3 * VISITORS);
    }
  }

  /** What it sends can be read by others. */
  private static void check(List<Output> outputs, long[] identification) throws MalformedException {
    for (Output output : outputs) {
      if (output instanceof Output.ToHomeAgent send
          && ControlMessage.read(send.payload().toBytes()) instanceof RegistrationRequest relayed) {
        identification[0] = relayed.identification();
      } else if (output instanceof Output.ToNode send) {
        ControlMessage.read(send.payload().toBytes());
      }
    }
  }

  private static Input input(Feed feed, long identification) {
    return switch (feed.octet() % 10) {
      case 0 -> new Input.Tick(feed.later());
      case 1 ->
          new Input.Unreachable(
              feed.later(), feed.address(HOME_AGENT, OTHER_HOME_AGENT), feed.octet());
      case 2 -> new Input.Revoke(feed.later(), HOME);
      case 3 -> fromNode(feed, new ByteWriter().bytes(feed.some()));
      case 4 -> fromNetwork(feed, new ByteWriter().bytes(feed.some()));
      case 5, 6, 7 -> request(feed);
      default -> reply(feed, identification);
    };
  }

  private static Input fromNode(Feed feed, ByteWriter message) {
    return new Input.FromNode(
        feed.later(),
        LINK,
        feed.choice(MACS),
        new Endpoint(feed.address(HOME, Ip4.ANY, Ip4.of("10.2.0.77")), 434),
        new Endpoint(feed.address(AGENT, Ip4.of("224.0.0.11")), 434),
        feed.yes() ? 255 : feed.octet(),
        Octets.of(feed.closed(message, ASSOCIATIONS)));
  }

  private static Input fromNetwork(Feed feed, ByteWriter message) {
    return new Input.FromNetwork(
        feed.later(),
        new Endpoint(feed.address(HOME_AGENT, OTHER_HOME_AGENT), 434),
        new Endpoint(CARE_OF, 434),
        Octets.of(feed.closed(message, ASSOCIATIONS)));
  }

  private static Input request(Feed feed) {
    ByteWriter out = new ByteWriter();
    out.u8(1).u8(feed.octet()).u16(feed.u16());
    out.ip4(feed.address(HOME, Ip4.ANY, Ip4.of("203.0.113.141")));
    out.ip4(feed.address(HOME_AGENT, OTHER_HOME_AGENT, Ip4.ANY, AGENT));
    out.ip4(feed.address(CARE_OF, Ip4.of("10.2.0.77")));
    out.i64(feed.yes() ? NtpTimestamp.of(feed.now().wall()) : feed.i64());
    return fromNode(feed, out);
  }

  private static Input reply(Feed feed, long identification) {
    ByteWriter out = new ByteWriter();
    out.u8(3).u8(feed.yes() ? 0 : feed.octet()).u16(feed.u16());
    out.ip4(feed.address(HOME, Ip4.ANY)).ip4(feed.address(HOME_AGENT, OTHER_HOME_AGENT));
    out.i64(feed.yes() ? identification : feed.i64());
    return fromNetwork(feed, out);
  }
}
