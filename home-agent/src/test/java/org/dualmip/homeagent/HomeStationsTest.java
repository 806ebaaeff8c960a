package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;
import org.junit.jupiter.api.Test;

class HomeStationsTest {
  private static final Ip4 HOME = Ip4.of("10.1.0.100");
  private static final MacAddress MAC = MacAddress.of("02:00:00:00:00:01");
  private static final MacAddress OTHER = MacAddress.of("02:00:00:00:00:02");

  private MonotonicTime now = new MonotonicTime(0);
  private final HomeStations stations = new HomeStations(() -> now);

  @Test
  void theStationHeardLastCountsForAWhile() {
    stations.heard("eth0", MAC, HOME);
    stations.heard("eth1", OTHER, HOME);
    assertThat(stations.at(HOME))
        .hasValueSatisfying(station -> {
          assertThat(station.mac()).isEqualTo(OTHER);
          assertThat(station.link()).isEqualTo("eth1");
        });
    now = now.plus(Duration.ofSeconds(10));
    assertThat(stations.at(HOME)).isEmpty();
  }

  @Test
  void aFloodPushesOutTheOldestAlone() {
    for (int each = 0; each < 1100; each++) {
      stations.heard("eth0", MAC, new Ip4(each));
    }
    assertThat(stations.at(new Ip4(75))).isEmpty();
    assertThat(stations.at(new Ip4(76))).isPresent();
    assertThat(stations.at(new Ip4(1099))).isPresent();
  }
}
