package org.dualmip.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.dualmip.mobileip.agent.ForeignAgentPeer;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.agent.HomeAgent.Input;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.agent.Services;
import org.dualmip.mobileip.agent.Subscriber;
import org.dualmip.mobileip.agent.TunnelOffer;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.message.ControlMessage;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.probe.ProbeRequest;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.ConcealedIdentity;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;

class HomeAgentFuzzTest {
  private static final Ip4 AGENT = Ip4.of("203.0.113.2");
  private static final Ip4 HOME = Ip4.of("203.0.113.140");
  private static final Ip4 ROUTER = Ip4.of("203.0.113.141");
  private static final Ip4 FOREIGN_AGENT = Ip4.of("198.51.100.1");
  private static final Ip4 CAFE = Ip4.of("198.51.100.50");
  static final List<SecurityAssociation> ASSOCIATIONS =
      List.of(
          association(256, ReplayProtection.TIMESTAMPS),
          association(257, ReplayProtection.NONCES),
          association(258, ReplayProtection.TIMESTAMPS),
          association(300, ReplayProtection.TIMESTAMPS));

  private static final HomeAgentConfig CONFIG =
      new HomeAgentConfig(
              AGENT,
              Prefix4.of("203.0.113.128/26"),
              false,
              List.of(),
              Duration.ofMinutes(10),
              Duration.ofSeconds(2),
              Duration.ofSeconds(20),
              List.of(
                  new Subscriber(HOME, null, List.of(ASSOCIATIONS.get(0))),
                  new Subscriber(ROUTER, null, List.of(ASSOCIATIONS.get(1))),
                  new Subscriber(null, "mn@lab.example", List.of(ASSOCIATIONS.get(2)))))
          .with(TunnelOffer.EVERYTHING)
          .with(Services.ALL, new ForeignAgentPeer(FOREIGN_AGENT, List.of(ASSOCIATIONS.get(3))));

  private static final DiscoverySecret DISCOVERY = DiscoverySecret.draw(new SplittableRandom(1));

  static SecurityAssociation association(int spi, ReplayProtection replay) {
    return new SecurityAssociation(
        spi,
        Algorithm.HMAC_MD5,
        Octets.ofHex("%032x".formatted(spi)),
        replay,
        SecurityAssociation.DEFAULT_TOLERANCE);
  }

  @FuzzTest(maxDuration = "2s")
  void a_home_agent_takes_everything_that_is_sent_to_it(byte[] octets) throws MalformedException {
    Feed feed = new Feed(octets);
    HomeAgent agent =
        new HomeAgent(CONFIG, new SplittableRandom(1), List.of(), List.of(), null, DISCOVERY);
    while (feed.more()) {
      agent.handle(input(feed));
      check(Drained.all(agent::poll));
      Drained.settles(
          feed,
          agent::wakeAt,
          () -> {
            agent.handle(new Input.Tick(feed.now()));
            Drained.all(agent::poll);
          });
      assertThat(agent.bindings()).hasSizeLessThanOrEqualTo(16);
    }
  }

  /** What it sends can be read by others. */
  private static void check(List<Output> outputs) throws MalformedException {
    for (Output output : outputs) {
      if (output instanceof Output.Send send) {
        assertThat(ControlMessage.read(send.payload().toBytes()).mustBeDiscarded()).isFalse();
      }
    }
  }

  private static Input input(Feed feed) {
    Endpoint from =
        new Endpoint(feed.address(CAFE, FOREIGN_AGENT, HOME), feed.yes() ? 434 : feed.u16());
    Endpoint to = new Endpoint(AGENT, 434);
    return switch (feed.octet() % 8) {
      case 0 -> new Input.Tick(feed.later());
      case 1 -> new Input.Keepalive(feed.later(), from, feed.address(HOME, ROUTER));
      case 2 -> new Input.Revoke(feed.later(), HOME.toString(), feed.yes() ? CAFE : null);
      case 3 -> new Input.Notify(feed.later(), HOME.toString(), "hello");
      case 4 -> new Input.Datagram(feed.later(), from, to, Octets.of(feed.some()));
      case 5 -> {
        ByteWriter out = new ByteWriter().bytes(feed.some());
        yield new Input.Datagram(feed.later(), from, to, Octets.of(feed.closed(out, ASSOCIATIONS)));
      }
      case 6 -> {
        ProbeRequest probe =
            ProbeRequest.draw(
                new SplittableRandom(feed.octet()),
                feed.address(CAFE, FOREIGN_AGENT),
                feed.yes(),
                feed.address(AGENT),
                feed.yes() ? DISCOVERY.offer() : null,
                feed.later().monotonic());
        ByteWriter out = new ByteWriter().bytes(probe.payload().toBytes());
        yield new Input.Datagram(feed.now(), from, to, Octets.of(feed.closed(out, ASSOCIATIONS)));
      }
      default -> request(feed, from, to);
    };
  }

  private static Input request(Feed feed, Endpoint from, Endpoint to) {
    feed.later();
    Ip4 careOf = feed.address(CAFE, FOREIGN_AGENT);
    ByteWriter out = new ByteWriter();
    out.u8(1).u8(feed.octet()).u16(feed.u16()).ip4(feed.address(HOME, ROUTER, Ip4.ANY));
    out.ip4(feed.address(AGENT, Ip4.ANY, Ip4.BROADCAST)).ip4(careOf);
    out.i64(feed.yes() ? NtpTimestamp.of(feed.now().wall()) : feed.i64());
    if (feed.yes()) {
      new ConcealedIdentity(feed.yes() ? 300 : 256, feed.octet(), "mn@lab.example")
          .seal(new SplittableRandom(feed.octet()), DISCOVERY.publicKey(), careOf)
          .ifPresent(sealed -> new HomeAgentDiscovery(sealed).write(out));
    }
    return new Input.Datagram(feed.now(), from, to, Octets.of(feed.closed(out, ASSOCIATIONS)));
  }
}
