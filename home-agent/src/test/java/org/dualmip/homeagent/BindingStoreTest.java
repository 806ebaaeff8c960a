package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.HomeAgent.Memory;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Tunnel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BindingStoreTest {
  private static final Now BEFORE =
      new Now(new MonotonicTime(1_000_000_000L), Instant.parse("2026-11-21T22:00:00Z"));

  /** A restarted process on a restarted host: the monotonic clock is another one. */
  private static final Now AFTER =
      new Now(new MonotonicTime(77), BEFORE.wall().plus(Duration.ofSeconds(10)));

  @TempDir Path directory = Path.of("");
  private final List<String> complaints = new ArrayList<>();

  private BindingStore open() {
    return BindingStore.open(directory.resolve("state"), complaints::add);
  }

  private static Binding binding(Tunnel tunnel, int lifetime) {
    return new Binding(
        Ip4.of("10.1.0.100"),
        "10.1.0.100",
        tunnel.remote(),
        tunnel,
        true,
        -42L,
        lifetime,
        BEFORE.monotonic().plus(Duration.ofSeconds(lifetime)),
        null,
        null);
  }

  @Test
  void aBindingComesBackWithTheLifetimeThatIsLeft() {
    var tunnel = Tunnel.ipInIp(Ip4.of("10.1.1.50"));
    try (BindingStore store = open()) {
      store.put(binding(tunnel, 60), BEFORE);
    }
    try (BindingStore store = open()) {
      Binding restored = store.bindings(AFTER).getFirst();
      assertThat(restored.expires()).isEqualTo(new MonotonicTime(77 + 50_000_000_000L));
      assertThat(restored.tunnel()).isEqualTo(tunnel);
      assertThat(restored.identification()).isEqualTo(-42);
      assertThat(restored.grantedSeconds()).isEqualTo(60);
      assertThat(restored.reverseTunnel()).isTrue();
    }
  }

  @Test
  void aWallClockThatWentBackMakesNoLifetimeLonger() {
    try (BindingStore store = open()) {
      store.put(binding(Tunnel.ipInIp(Ip4.of("10.1.1.50")), 60), BEFORE);
    }
    Now earlier = new Now(new MonotonicTime(77), BEFORE.wall().minus(Duration.ofHours(1)));
    try (BindingStore store = open()) {
      assertThat(store.bindings(earlier).getFirst().expires())
          .isEqualTo(new MonotonicTime(77).plus(Duration.ofMinutes(1)));
    }
  }

  @Test
  void aBindingBehindANatComesBackWithItsPort() {
    var tunnel = Tunnel.inUdp(new Endpoint(Ip4.of("198.18.0.20"), 40434));
    try (BindingStore store = open()) {
      store.put(binding(tunnel, 60), BEFORE);
    }
    try (BindingStore store = open()) {
      assertThat(store.bindings(AFTER)).extracting(Binding::tunnel).containsExactly(tunnel);
    }
  }

  @Test
  void allThatABindingSaysComesBack() {
    var router =
        new Binding(
            "tenant",
            Ip4.of("10.0.0.5"),
            "x@b",
            Ip4.of("198.51.100.1"),
            new Tunnel(
                Tunnel.Kind.GRE, Ip4.of("198.51.100.1"), 0, new Tunnel.GreKeys(-1, 0x7fffffff)),
            true,
            false,
            true,
            true,
            List.of(Prefix4.of("10.7.0.0/24")),
            new Endpoint(Ip4.of("198.51.100.1"), 434),
            true,
            0xa1b2c3d4,
            7,
            60,
            BEFORE.monotonic().plus(Duration.ofMinutes(1)),
            null,
            null);
    try (BindingStore store = open()) {
      store.put(router, BEFORE);
    }
    try (BindingStore store = open()) {
      assertThat(store.bindings(BEFORE)).containsExactly(router);
    }
  }

  @Test
  void bindingsOfOneHomeAddressAreKeptApart() {
    try (BindingStore store = open()) {
      store.put(binding(Tunnel.ipInIp(Ip4.of("10.1.1.50")), 60), BEFORE);
      store.put(binding(Tunnel.ipInIp(Ip4.of("10.1.2.50")), 60), BEFORE);
      assertThat(store.bindings(AFTER)).hasSize(2);
      store.remove(binding(Tunnel.ipInIp(Ip4.of("10.1.1.50")), 60));
      assertThat(store.bindings(AFTER))
          .extracting(Binding::careOf)
          .containsExactly(Ip4.of("10.1.2.50"));
    }
  }

  @Test
  void whatEndedWhileTheProcessWasDownDoesNotComeBack() {
    try (BindingStore store = open()) {
      store.put(binding(Tunnel.ipInIp(Ip4.of("10.1.1.50")), 10), BEFORE);
    }
    try (BindingStore store = open()) {
      assertThat(store.bindings(AFTER)).isEmpty();
      assertThat(complaints).isEmpty();
    }
  }

  @Test
  void aRemovedBindingStaysRemovedButItsNodeIsRemembered() {
    var memory = new Memory("mn@lab.example", Ip4.of("203.0.113.130"), Long.MIN_VALUE, -7);
    try (BindingStore store = open()) {
      store.put(binding(Tunnel.ipInIp(Ip4.of("10.1.1.50")), 60), BEFORE);
      store.remember(memory);
      store.remove(binding(Tunnel.ipInIp(Ip4.of("10.1.1.50")), 60));
    }
    try (BindingStore store = open()) {
      assertThat(store.bindings(AFTER)).isEmpty();
      assertThat(store.memories()).containsExactly(memory);
    }
  }

  @Test
  void whatWasWrittenSurvivesWithoutAClose() throws Exception {
    Path copy = directory.resolve("copy");
    Files.createDirectories(copy);
    try (BindingStore store = open()) {
      store.put(binding(Tunnel.ipInIp(Ip4.of("10.1.1.50")), 60), BEFORE);
      Files.copy(directory.resolve("state/bindings.mv"), copy.resolve("bindings.mv"));
    }
    try (BindingStore store = BindingStore.open(copy, complaints::add)) {
      assertThat(store.bindings(AFTER)).hasSize(1);
      assertThat(complaints).isEmpty();
    }
  }

  @Test
  void aDamagedFileIsSetAsideAndSaidSo() throws Exception {
    Path state = Files.createDirectories(directory.resolve("state"));
    Files.writeString(state.resolve("bindings.mv"), "this is no store\n".repeat(1000));
    try (BindingStore store = open()) {
      assertThat(store.bindings(AFTER)).isEmpty();
    }
    assertThat(complaints)
        .singleElement()
        .asString()
        .startsWith("the binding store " + state.resolve("bindings.mv") + " is damaged (")
        .contains("; set aside as " + state.resolve("bindings.mv.damaged-"));
    try (var files = Files.list(state)) {
      assertThat(files.filter(file -> file.toString().contains(".damaged-")))
          .singleElement()
          .satisfies(aside -> assertThat(aside).content().startsWith("this is no store"));
    }
  }

  @Test
  void aStoreInUseIsRefusedAndNotSetAside() {
    try (BindingStore _ = open()) {
      assertThatThrownBy(this::open).hasMessageContaining("is in use by another agent");
    }
    assertThat(complaints).isEmpty();
  }
}
