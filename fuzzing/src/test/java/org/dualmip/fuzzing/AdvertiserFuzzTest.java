package org.dualmip.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.dualmip.mobileip.discovery.Advertiser;
import org.dualmip.mobileip.discovery.Advertiser.Input;
import org.dualmip.mobileip.discovery.AdvertiserConfig;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.discovery.Challenges;
import org.dualmip.mobileip.discovery.RouterSolicitation;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;

class AdvertiserFuzzTest {
  private static final Ip4 AGENT = Ip4.of("198.51.100.1");
  private static final List<MacAddress> MACS =
      List.of(MacAddress.of("02:00:00:00:00:01"), MacAddress.of("02:00:00:00:00:02"));

  @FuzzTest(maxDuration = "1s")
  void an_advertiser_says_only_what_can_be_read(byte[] octets) throws MalformedException {
    Feed feed = new Feed(octets);
    Advertiser advertiser =
        new Advertiser(
            AdvertiserConfig.usual(
                AGENT,
                Prefix4.of("198.51.100.0/24"),
                AgentAdvertisement.FOREIGN_AGENT,
                List.of(AGENT),
                600,
                Duration.ofSeconds(feed.yes() ? 3 : 600)),
            feed.yes() ? new Challenges(new SplittableRandom(3), 16) : null,
            new SplittableRandom(2),
            feed.now().monotonic());
    while (feed.more()) {
      advertiser.handle(input(feed));
      check(Drained.all(advertiser::poll));
      Drained.settles(
          feed,
          advertiser::wakeAt,
          () -> {
            advertiser.handle(new Input.Tick(feed.now()));
            Drained.all(advertiser::poll);
          });
    }
  }

  private static void check(List<Advertiser.Send> sent) throws MalformedException {
    for (Advertiser.Send send : sent) {
      AgentAdvertisement said = AgentAdvertisement.read(send.icmp().toBytes());
      assertThat(said.has(AgentAdvertisement.FOREIGN_AGENT)).isTrue();
    }
  }

  private static Input input(Feed feed) {
    MacAddress mac = feed.choice(MACS);
    Ip4 source = feed.address(Ip4.of("198.51.100.77"), Ip4.ANY, AGENT);
    return switch (feed.octet() % 8) {
      case 0 -> new Input.Busy(feed.later(), feed.yes());
      case 1 -> new Input.Revoked(feed.later(), mac, source, feed.yes());
      case 2 -> new Input.Tick(feed.later());
      case 3 -> new Input.Stop(feed.later());
      case 4, 5 ->
          new Input.Solicited(
              feed.later(), mac, source, 1, Octets.of(new RouterSolicitation().toBytes()));
      default ->
          new Input.Solicited(
              feed.later(),
              mac,
              source,
              feed.octet(),
              Octets.of(DiscoveryFuzzTest.withChecksum(feed.some())));
    };
  }
}
