package org.dualmip.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.message.ControlMessage;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.AgentOffer;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.Concealment;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.mobileip.node.MobileNode.Input;
import org.dualmip.mobileip.node.MobileNode.Output;
import org.dualmip.mobileip.node.MobilitySystem;
import org.dualmip.mobileip.node.OtherSecrets;
import org.dualmip.mobileip.node.Wishes;
import org.dualmip.mobileip.packet.TunnelData;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;

class MobileNodeFuzzTest {
  private static final Ip4 AGENT = Ip4.of("203.0.113.2");
  private static final Ip4 HOME = Ip4.of("203.0.113.140");
  private static final CareOf.ThroughAgent THROUGH_AGENT =
      new CareOf.ThroughAgent(
          "wlan0",
          Ip4.of("198.51.100.1"),
          Ip4.of("198.51.100.1"),
          MacAddress.of("02:00:00:00:00:01"));
  private static final List<CareOf> PLACES =
      List.of(
          new CareOf.CoLocated("wlan0", Ip4.of("198.51.100.50")),
          new CareOf.CoLocated("wwan0", Ip4.of("100.64.7.50")),
          THROUGH_AGENT,
          new CareOf.AtHome("eth0", HOME));

  @FuzzTest(maxDuration = "2s")
  void a_mobile_node_takes_everything_that_is_answered(byte[] octets) throws MalformedException {
    Feed feed = new Feed(octets);
    boolean nonces = feed.yes();
    List<SecurityAssociation> associations =
        List.of(
            HomeAgentFuzzTest.association(
                300, nonces ? ReplayProtection.NONCES : ReplayProtection.TIMESTAMPS));
    MobileNode node =
        new MobileNode(
            new MobilitySystem(
                "outer",
                AGENT,
                feed.yes() ? HOME : Ip4.ANY,
                "mn@lab.example",
                associations.getFirst(),
                Duration.ofSeconds(600),
                Duration.ofSeconds(110)),
            Wishes.USUAL,
            OtherSecrets.NONE,
            new Concealment(feed.choice(List.of(Concealment.Mode.values())), null),
            new SplittableRandom(1));
    long[] identification = {0};
    while (feed.more()) {
      node.handle(input(feed, associations, identification[0]));
      check(Drained.all(node::poll), identification);
      Drained.settles(
          feed,
          node::wakeAt,
          () -> {
            node.handle(new Input.Tick(feed.now()));
            Drained.all(node::poll);
          });
      assertThat(node.inUse()).hasSizeLessThanOrEqualTo(PLACES.size());
    }
  }

  private static void check(List<Output> outputs, long[] identification) throws MalformedException {
    for (Output output : outputs) {
      if (output instanceof Output.Send send) {
        byte[] payload = send.payload().toBytes();
        if (payload[0] == TunnelData.TYPE) {
          TunnelData.read(payload);
        } else if (ControlMessage.read(payload) instanceof RegistrationRequest request) {
          identification[0] = request.identification();
        }
      }
    }
  }

  private static Input input(
      Feed feed, List<SecurityAssociation> associations, long identification) {
    CareOf place = feed.choice(PLACES);
    Endpoint from = new Endpoint(feed.address(AGENT, Ip4.of("198.51.100.1")), 434);
    return switch (feed.octet() % 14) {
      case 0 -> new Input.Tick(feed.later());
      case 1 -> new Input.Register(feed.later(), place, feed.yes() ? Duration.ofSeconds(60) : null);
      case 2 -> new Input.GiveUp(feed.later(), place);
      case 3 -> new Input.PathChanged(feed.later(), place);
      case 4 -> new Input.CareOfLost(feed.later(), place);
      case 5 -> new Input.Deregister(feed.later(), place, feed.choice(PLACES));
      case 6 -> new Input.Carried(feed.later(), feed.now().monotonic());
      case 7 ->
          new Input.Advertised(
              feed.later(),
              THROUGH_AGENT,
              new AgentOffer(
                  feed.u16(),
                  feed.yes(),
                  feed.yes(),
                  feed.yes(),
                  feed.yes(),
                  feed.yes() ? Octets.of(feed.some()) : null));
      case 10 -> new Input.Rest(feed.later());
      case 11 -> {
        byte[] key = new byte[HomeAgentDiscovery.KEY_LENGTH];
        new SplittableRandom(feed.octet()).nextBytes(key);
        var offer = new HomeAgentDiscovery.Offer(Octets.of(key));
        yield new Input.OfferKnown(feed.later(), feed.address(AGENT), offer);
      }
      case 8 -> new Input.Datagram(feed.later(), place, from, Octets.of(feed.some()));
      case 9 -> {
        ByteWriter out = new ByteWriter().bytes(feed.some());
        yield new Input.Datagram(
            feed.later(), place, from, Octets.of(feed.closed(out, associations)));
      }
      default -> {
        feed.later();
        ByteWriter out = new ByteWriter();
        out.u8(3).u8(feed.octet()).u16(feed.u16()).ip4(feed.address(HOME, Ip4.ANY));
        out.ip4(feed.address(AGENT, Ip4.ANY));
        out.i64(
            feed.yes()
                ? identification
                : (NtpTimestamp.of(feed.now().wall()) & ~0xffff_ffffL)
                    | (identification & 0xffff_ffffL));
        yield new Input.Datagram(
            feed.now(), place, from, Octets.of(feed.closed(out, associations)));
      }
    };
  }
}
