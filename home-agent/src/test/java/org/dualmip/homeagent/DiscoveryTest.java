package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dualmip.mobileip.discovery.AdvertiserConfig;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of its roles an agent shows on which link (RFC 5944 §2.1.1, §2.3). */
class DiscoveryTest {
  @TempDir Path directory = Path.of("");

  private AdvertiserConfig on(String link, String visitors) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("agent.yaml"),
            """
            role: outer
            address: 203.0.113.2
            home-network: {prefix: 203.0.113.0/24, link: home}
            foreign-agent:
              links: [%s]
              advertisements: {interval: 5s}
            state: state
            control: control
            """
                .formatted(visitors));
    AgentConfig config = AgentConfig.read(file);
    return Discovery.settings(
        config,
        link,
        new OnLink(Ip4.of("10.2.0.1"), Prefix4.of("10.2.0.0/24")),
        Discovery.times(config, link));
  }

  private static boolean says(AdvertiserConfig settings, int flag) {
    return (settings.flags() & flag) != 0;
  }

  @Test
  void theHomeLinkHearsOfAHomeAgentAndOtherLinksDoNot() throws Exception {
    AdvertiserConfig home = on("home", "visited");
    assertThat(says(home, AgentAdvertisement.HOME_AGENT)).isTrue();
    assertThat(says(home, AgentAdvertisement.FOREIGN_AGENT)).isFalse();
    assertThat(home.careOf()).isEmpty();
    AdvertiserConfig visited = on("visited", "visited");
    assertThat(says(visited, AgentAdvertisement.HOME_AGENT)).isFalse();
    assertThat(says(visited, AgentAdvertisement.FOREIGN_AGENT)).isTrue();
    assertThat(visited.careOf()).containsExactly(Ip4.of("203.0.113.2"));
  }

  @Test
  void aHomeLinkWithVisitorsHearsOfBoth() throws Exception {
    AdvertiserConfig both = on("home", "home");
    assertThat(says(both, AgentAdvertisement.HOME_AGENT)).isTrue();
    assertThat(says(both, AgentAdvertisement.FOREIGN_AGENT)).isTrue();
  }

  @Test
  void anAdvertisementHoldsForThreeIntervalsUnlessTheFileSaysOtherwise() throws Exception {
    AdvertiserConfig visited = on("visited", "visited");
    assertThat(visited.lifetime()).isEqualTo(visited.longest().multipliedBy(3));
  }
}
