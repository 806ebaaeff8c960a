package org.dualmip.detector;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.junit.jupiter.api.Test;

/** What is remembered of networks, and what is not. */
class NetworkHistoryTest {
  private static final byte[] KEY = new byte[NetworkHistory.KEY_OCTETS];
  private static final Map<NetworkFeature, String> OFFICE =
      Map.of(
          NetworkFeature.GATEWAY, "10.1.1.1",
          NetworkFeature.GATEWAY_MAC, "02:00:00:00:00:01",
          NetworkFeature.SSID, "corp");

  private final NetworkHistory history = new NetworkHistory(KEY, List.of());

  private static Now at(Duration later) {
    return new Now(
        new MonotonicTime(later.toNanos()), Instant.parse("2026-11-22T08:00:00Z").plus(later));
  }

  private static Now day(int days) {
    return at(Duration.ofDays(days));
  }

  @Test
  void whatWasProvedIsKnownAgainByEachFeature() {
    assertThat(history.proved(OFFICE, Domain.INSIDE, day(0))).isTrue();
    assertThat(history.recall(OFFICE, day(1)))
        .containsExactlyInAnyOrder(
            inside(NetworkFeature.GATEWAY),
            inside(NetworkFeature.GATEWAY_MAC),
            inside(NetworkFeature.SSID));
    assertThat(history.recall(Map.of(NetworkFeature.SSID, "free"), day(1))).isEmpty();
  }

  private static Clue inside(NetworkFeature by) {
    return new Clue.Remembered(by, Domain.INSIDE, Duration.ofDays(1));
  }

  @Test
  void aKnownGatewayAddressOnAnotherStationIsAContradiction() {
    history.proved(OFFICE, Domain.INSIDE, day(0));
    Map<NetworkFeature, String> copy =
        Map.of(
            NetworkFeature.GATEWAY, "10.1.1.1",
            NetworkFeature.GATEWAY_MAC, "02:00:00:00:00:66");
    assertThat(history.recall(copy, day(1)))
        .containsExactly(
            inside(NetworkFeature.GATEWAY),
            new Clue.Contradiction(NetworkFeature.GATEWAY, NetworkFeature.GATEWAY_MAC));
  }

  @Test
  void aKnownStationWithAnotherAddressIsAContradiction() {
    history.proved(OFFICE, Domain.INSIDE, day(0));
    Map<NetworkFeature, String> copy =
        Map.of(
            NetworkFeature.GATEWAY, "192.0.2.1",
            NetworkFeature.GATEWAY_MAC, "02:00:00:00:00:01");
    assertThat(history.recall(copy, day(1)))
        .contains(new Clue.Contradiction(NetworkFeature.GATEWAY_MAC, NetworkFeature.GATEWAY));
  }

  @Test
  void anotherOfManyAccessPointsOfOneNetworkIsNone() {
    history.proved(
        Map.of(NetworkFeature.SSID, "corp", NetworkFeature.BSSID, "02:00:00:00:00:0a"),
        Domain.INSIDE,
        day(0));
    assertThat(
            history.recall(
                Map.of(NetworkFeature.SSID, "corp", NetworkFeature.BSSID, "02:00:00:00:00:0b"),
                day(1)))
        .containsExactly(inside(NetworkFeature.SSID));
  }

  @Test
  void outsideDoesNotOverruleInside() {
    history.proved(OFFICE, Domain.INSIDE, day(0));
    assertThat(history.proved(OFFICE, Domain.OUTSIDE, day(0))).isFalse();
    assertThat(history.recall(OFFICE, day(1))).contains(inside(NetworkFeature.GATEWAY_MAC));
    NetworkHistory other = new NetworkHistory(KEY, List.of());
    other.proved(OFFICE, Domain.OUTSIDE, day(0));
    other.proved(OFFICE, Domain.INSIDE, day(0));
    assertThat(other.recall(OFFICE, day(1))).contains(inside(NetworkFeature.GATEWAY_MAC));
  }

  @Test
  void itForgetsWhatIsOldAndWhatIsTooMuch() {
    history.proved(OFFICE, Domain.INSIDE, day(0));
    assertThat(history.recall(OFFICE, day(91))).isEmpty();
    assertThat(history.entries()).isEmpty();
    for (int i = 0; i <= NetworkHistory.LIMIT; i++) {
      history.proved(Map.of(NetworkFeature.SSID, "net " + i), Domain.OUTSIDE, day(92));
    }
    assertThat(history.entries()).hasSize(NetworkHistory.LIMIT);
    assertThat(history.dropped()).isOne();
    assertThat(history.recall(Map.of(NetworkFeature.SSID, "net 0"), day(92))).isEmpty();
    assertThat(history.recall(Map.of(NetworkFeature.SSID, "net 1"), day(92))).hasSize(1);
  }

  @Test
  void itSurvivesARestartWithItsKeyAndTellsNothingWithout() {
    history.proved(OFFICE, Domain.INSIDE, day(0));
    assertThat(new NetworkHistory(KEY, history.entries()).recall(OFFICE, day(1))).hasSize(3);
    byte[] another = KEY.clone();
    another[0] = 1;
    assertThat(new NetworkHistory(another, history.entries()).recall(OFFICE, day(1))).isEmpty();
    for (String value : OFFICE.values()) {
      assertThat(history.entries().toString()).doesNotContain(value);
    }
  }
}
