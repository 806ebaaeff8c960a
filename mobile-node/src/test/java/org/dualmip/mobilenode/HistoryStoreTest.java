package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dualmip.detector.Clue;
import org.dualmip.detector.Domain;
import org.dualmip.detector.NetworkFeature;
import org.dualmip.detector.NetworkHistory;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryStoreTest {
  private static final Now NOW =
      new Now(new MonotonicTime(0), Instant.parse("2026-11-21T22:00:00Z"));
  private static final String MAC = "02:5e:77:aa:bb:cc";
  private static final String SSID = "Example Corp Staff";
  private static final Map<NetworkFeature, String> OFFICE =
      Map.of(NetworkFeature.GATEWAY_MAC, MAC, NetworkFeature.SSID, SSID);

  @TempDir Path folder = Path.of("");
  private final List<String> complaints = new ArrayList<>();

  private Path state() {
    return folder.resolve("node.sock.state");
  }

  private HistoryStore open() {
    return HistoryStore.open(state(), complaints::add);
  }

  private void remember(Domain domain) {
    try (HistoryStore store = open()) {
      store.history().proved(OFFICE, domain, NOW);
    }
  }

  private static List<Clue> recall(HistoryStore store) {
    return store.history().recall(OFFICE, NOW.plus(Duration.ofHours(2)));
  }

  @Test
  void whatWasProvedIsRememberedAfterARestart() {
    remember(Domain.INSIDE);
    try (HistoryStore store = open()) {
      assertThat(recall(store))
          .contains(
              new Clue.Remembered(NetworkFeature.GATEWAY_MAC, Domain.INSIDE, Duration.ofHours(2)));
      assertThat(store.history().entries()).hasSize(2);
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void whatAHomeAgentOffersIsRememberedForThatOne() {
    Ip4 homeAgent = Ip4.of("10.1.0.2");
    Offer offer = new Offer(Octets.ofHex("07".repeat(32)));
    try (HistoryStore store = open()) {
      assertThat(store.offers()).isEmpty();
      store.keepOffer(homeAgent, new Offer(Octets.ofHex("08".repeat(32))));
      store.keepOffer(homeAgent, offer);
    }
    try (HistoryStore store = open()) {
      assertThat(store.offers()).containsExactly(Map.entry(homeAgent, offer));
      store.keepOffer(Ip4.of("203.0.113.2"), offer);
      store.keepOffer(homeAgent, null);
    }
    try (HistoryStore store = open()) {
      assertThat(store.offers())
          .as("withdrawn is forgotten")
          .containsExactly(Map.entry(Ip4.of("203.0.113.2"), offer));
    }
    assertThat(complaints).isEmpty();
  }

  @Test
  void whatIsWrittenSurvivesAProcessThatIsKilled() throws IOException {
    HistoryStore store = open();
    store.history().proved(OFFICE, Domain.INSIDE, NOW);
    store.keep();
    Path copy = Files.createDirectories(folder.resolve("copy"));
    for (String name : List.of(HistoryStore.FILE, HistoryStore.KEY_FILE)) {
      Files.copy(state().resolve(name), copy.resolve(name));
    }
    store.close();
    try (HistoryStore other = HistoryStore.open(copy, complaints::add)) {
      assertThat(recall(other)).isNotEmpty();
    }
  }

  @Test
  void nothingIsWrittenAsLongAsOnlyTheTimeIsAnother() throws IOException {
    try (HistoryStore store = open()) {
      store.history().proved(OFFICE, Domain.INSIDE, NOW);
      store.keep();
      long changes = store.history().changes();
      store.history().proved(OFFICE, Domain.INSIDE, NOW.plus(Duration.ofMinutes(40)));
      assertThat(store.history().changes()).isEqualTo(changes);
      store.history().proved(OFFICE, Domain.INSIDE, NOW.plus(Duration.ofHours(3)));
      assertThat(store.history().changes()).isGreaterThan(changes);
    }
  }

  @Test
  void aStolenFileShowsNeitherHardwareAddressNorNetworkNameInAnyForm() throws IOException {
    remember(Domain.INSIDE);
    byte[] stolen = Files.readAllBytes(state().resolve(HistoryStore.FILE));
    String octets = HexFormat.of().formatHex(stolen);
    assertThat(octets)
        .doesNotContain(MAC.replace(":", ""))
        .doesNotContain(HexFormat.of().formatHex(SSID.getBytes(StandardCharsets.UTF_8)))
        .doesNotContain(HexFormat.of().formatHex(SSID.getBytes(StandardCharsets.UTF_16LE)))
        .doesNotContain(HexFormat.of().formatHex(MAC.getBytes(StandardCharsets.UTF_8)));
    assertThat(new String(stolen, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT))
        .doesNotContain(MAC)
        .doesNotContain("example");
    // Without the key the hashes of a guess are not found either.
    byte[] guess = new byte[NetworkHistory.KEY_OCTETS];
    NetworkHistory guessed = new NetworkHistory(guess, List.of());
    guessed.proved(OFFICE, Domain.INSIDE, NOW);
    assertThat(new String(stolen, StandardCharsets.ISO_8859_1))
        .doesNotContain(guessed.entries().getFirst().hash());
  }

  @Test
  void theKeyIsAFileForItsOwnerAloneAndStaysTheSame() throws IOException {
    open().close();
    Path key = state().resolve(HistoryStore.KEY_FILE);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    byte[] before = Files.readAllBytes(key);
    assertThat(before).hasSize(NetworkHistory.KEY_OCTETS);
    open().close();
    assertThat(Files.readAllBytes(key)).isEqualTo(before);
  }

  @Test
  void aDamagedFileIsSetAsideAndTheMemoryStartsEmpty() throws IOException {
    remember(Domain.INSIDE);
    byte[] noise = new byte[9000];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (byte) (i * 31);
    }
    Files.write(state().resolve(HistoryStore.FILE), noise);
    try (HistoryStore store = open()) {
      assertThat(recall(store)).isEmpty();
      assertThat(complaints).singleElement().asString().contains("damaged", "set aside");
      store.history().proved(OFFICE, Domain.INSIDE, NOW);
    }
    try (HistoryStore store = open()) {
      assertThat(recall(store)).isNotEmpty();
    }
  }

  @Test
  void withoutItsKeyOrWithADamagedOneTheMemoryStartsEmpty() throws IOException {
    remember(Domain.INSIDE);
    Files.write(state().resolve(HistoryStore.KEY_FILE), new byte[5]);
    try (HistoryStore store = open()) {
      assertThat(store.history().entries()).isEmpty();
    }
    assertThat(complaints).singleElement().asString().contains("key", "forgotten");
    Files.delete(state().resolve(HistoryStore.KEY_FILE));
    try (HistoryStore store = open()) {
      assertThat(store.history().entries()).isEmpty();
    }
  }

  @Test
  void whereNothingCanBeWrittenTheNodeRemembersUntilItEnds() throws IOException {
    Files.writeString(state(), "a file where the directory should be");
    try (HistoryStore store = open()) {
      store.history().proved(OFFICE, Domain.INSIDE, NOW);
      store.keep();
      assertThat(recall(store)).isNotEmpty();
    }
    assertThat(complaints).singleElement().asString().contains("cannot be used");
  }

  @Test
  void aStoreInUseIsLeftToItsOwner() {
    try (HistoryStore first = open()) {
      first.history().proved(OFFICE, Domain.INSIDE, NOW);
      first.keep();
      try (HistoryStore second = open()) {
        assertThat(second.history().entries()).isEmpty();
      }
    }
    assertThat(complaints).singleElement().asString().contains("cannot be used");
    try (HistoryStore again = open()) {
      assertThat(recall(again)).isNotEmpty();
    }
  }

  @Test
  void theFileHoldsNoMoreThanTheMemoryMay() {
    try (HistoryStore store = open()) {
      for (int i = 0; i < NetworkHistory.LIMIT + 100; i++) {
        store.history().proved(Map.of(NetworkFeature.SSID, "net " + i), Domain.OUTSIDE, NOW);
        if (i % 100 == 0) {
          store.keep();
        }
      }
    }
    try (HistoryStore store = open()) {
      assertThat(store.history().entries()).hasSize(NetworkHistory.LIMIT);
    }
  }
}
