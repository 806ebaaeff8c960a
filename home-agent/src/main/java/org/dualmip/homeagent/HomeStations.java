package org.dualmip.homeagent;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;

/**
 * The stations of home links that registrations came from lately: where a mobile node is that has
 * come home, before it has answered to ARP. Any thread.
 */
final class HomeStations {
  private static final int MOST = 1024;
  private static final Duration LATELY = Duration.ofSeconds(10);

  /** A station, and when it was heard. */
  record Station(String link, MacAddress mac, MonotonicTime heard) {}

  private final Supplier<MonotonicTime> clock;
  private final Map<Ip4, Station> byAddress = new LinkedHashMap<>();

  HomeStations(Supplier<MonotonicTime> clock) {
    this.clock = clock;
  }

  /** A registration came from that address and station. */
  synchronized void heard(String link, MacAddress mac, Ip4 address) {
    byAddress.remove(address); // so that the order is that of the last time
    if (byAddress.size() == MOST) {
      byAddress.remove(byAddress.keySet().iterator().next());
    }
    byAddress.put(address, new Station(link, mac, clock.get()));
  }

  /** Where that address was heard in the last seconds. */
  synchronized Optional<Station> at(Ip4 address) {
    return Optional.ofNullable(byAddress.get(address))
        .filter(station -> clock.get().isBefore(station.heard.plus(LATELY)));
  }
}
