package org.dualmip.fuzzing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.dualmip.mobileip.discovery.Agent;
import org.dualmip.mobileip.discovery.AgentList;
import org.dualmip.mobileip.discovery.AgentList.Input;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.net.Prefix4;

class AgentListFuzzTest {
  private static final Ip4 HOME_AGENT = Ip4.of("203.0.113.2");
  private static final List<String> LINKS = List.of("wlan0", "eth0", "wwan0");
  private static final List<MacAddress> MACS =
      List.of(MacAddress.of("02:00:00:00:00:01"), MacAddress.of("02:00:00:00:00:02"));

  @FuzzTest(maxDuration = "1s")
  void a_list_of_agents_takes_everything_that_is_heard(byte[] octets) {
    Feed feed = new Feed(octets);
    AgentList list = new AgentList(Set.of(HOME_AGENT), new SplittableRandom(1));
    while (feed.more()) {
      list.handle(input(feed));
      Drained.all(list::poll);
      Drained.settles(
          feed,
          list::wakeAt,
          () -> {
            list.handle(new Input.Tick(feed.now()));
            Drained.all(list::poll);
          });
      assertThat(list.agents()).hasSizeLessThanOrEqualTo(AgentList.MOST_AGENTS);
    }
  }

  private static Input input(Feed feed) {
    Ip4 source = feed.address(HOME_AGENT, Ip4.of("198.51.100.1"), Ip4.of("192.0.2.1"));
    String link = feed.choice(LINKS);
    Agent.Key key = new Agent.Key(link, feed.choice(MACS), source);
    return switch (feed.octet() % 8) {
      case 0 -> new Input.LinkUp(feed.later(), link);
      case 1 -> new Input.LinkDown(feed.later(), link);
      case 2 -> new Input.Registered(feed.later(), key, null);
      case 3 -> new Input.Registered(feed.later(), null, Prefix4.around(source, 24));
      case 4 -> new Input.Refused(feed.later(), key);
      case 5 -> new Input.Tick(feed.later());
      default ->
          new Input.Heard(
              feed.later(),
              link,
              key.mac(),
              source,
              feed.yes() ? 1 : feed.octet(),
              Octets.of(DiscoveryFuzzTest.withChecksum(feed.some())));
    };
  }
}
