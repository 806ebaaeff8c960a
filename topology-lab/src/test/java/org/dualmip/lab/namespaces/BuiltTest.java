package org.dualmip.lab.namespaces;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.dualmip.lab.topology.ThreeTier;
import org.dualmip.lab.topology.Topology;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.mobileip.net.Ip4;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BuiltTest {
  private static final Topology THREE_TIER = ThreeTier.topology();

  private RunId run;

  @BeforeEach
  void needsRoot() {
    RootOnly.orSkip("the three-tier topology in namespaces");
    run = RunId.random(new Random());
  }

  @AfterEach
  void leavesNothing() {
    assertThat(Leftovers.namespaces(run)).isEmpty();
  }

  @Test
  void carriesPacketsFromEachAccessNetworkToItsAgentWithTheDelayOfItsLink() throws Exception {
    try (Built built = Built.up(THREE_TIER, run);
        Plugs plugs = new Plugs(built, "mn", 0)) {
      for (var access : THREE_TIER.accesses()) {
        plugs.plug("wlan0", access);
        Ip4 agent = access.agent().equals("iha") ? ThreeTier.INNER_AGENT : ThreeTier.OUTER_AGENT;
        double millis = bestEcho(built.namespace("mn"), agent);
        System.out.printf("%s to %s: %.3f ms%n", access.segment(), access.agent(), millis);
        double delay = delayMillis(access.gateway());
        assertThat(millis).isBetween(2 * delay, 2 * delay + 5);
        plugs.unplug("wlan0");
      }
      assertThat(built.droppedFrames()).isZero();
    }
  }

  @Test
  void hidesTheCellularNetworkBehindItsRouterAndTheInsideBehindTheGateway() throws Exception {
    try (Built built = Built.up(THREE_TIER, run);
        Plugs plugs = new Plugs(built, "mn", 0)) {
      plugs.plug("wwan0", THREE_TIER.access("cell"));
      assertThat(reaches(built.namespace("mn"), ThreeTier.GATEWAY)).isTrue();
      assertThat(reaches(built.namespace("mn"), ThreeTier.INNER_AGENT)).isFalse();
      assertThat(reaches(built.namespace("mn"), Ip4.of("10.1.254.2"))).isFalse();
      // Nobody but the cellular router has a route to its addresses.
      assertThat(reaches(built.namespace("gw"), Ip4.of("100.64.7.50"))).isFalse();
    }
  }

  @Test
  void tellsTheNodeOfLostCarrierAtOnce() {
    try (Built built = Built.up(THREE_TIER, run);
        Plugs plugs = new Plugs(built, "mn", 0);
        Rtnetlink inside = built.namespace("mn").call(Rtnetlink::open)) {
      plugs.plug("wlan0", THREE_TIER.access("office-a"));
      plugs.plug("wwan0", THREE_TIER.access("cafe"));
      assertThat(inside.link("wlan0").orElseThrow().carrier()).isTrue();
      plugs.unplug("wlan0");
      assertThat(inside.link("wlan0").orElseThrow().carrier()).isFalse();
      assertThat(inside.addresses())
          .noneMatch(address -> address.address().equals(Ip4.of("10.1.1.50")))
          .anyMatch(address -> address.address().equals(Ip4.of("198.51.100.51")));
      assertThat(inside.routes(254))
          .noneMatch(route -> "wlan0".equals(route.device()))
          .anyMatch(route -> Ip4.of("198.51.100.1").equals(route.via()));
    }
  }

  @Test
  void letsTwoLabsRunSideBySideAndLeavesTheHostAsItWas() throws Exception {
    String before = hostNetwork();
    var other = new RunId(run.text().equals("ffff") ? "0000" : "ffff");
    try (Built two = Built.up(THREE_TIER, other)) {
      try (Built one = Built.up(THREE_TIER, run)) {
        assertThat(hostNetwork()).isEqualTo(before);
        assertThat(reaches(one.namespace("cn"), ThreeTier.INNER_AGENT)).isTrue();
        assertThat(reaches(two.namespace("cn"), ThreeTier.INNER_AGENT)).isTrue();
      }
      assertThat(reaches(two.namespace("cn"), ThreeTier.INNER_AGENT)).isTrue();
    }
    assertThat(hostNetwork()).isEqualTo(before);
    assertThat(Leftovers.namespaces(other)).isEmpty();
  }

  @Test
  void removesWhatAnotherLabLeftWithTheProcessesInside() throws Exception {
    Built abandoned = Built.up(THREE_TIER, run);
    assertThat(abandoned.run()).isEqualTo(run);
    Process sleeper =
        new ProcessBuilder("ip", "netns", "exec", run.namespace("mn"), "sleep", "600").start();
    while (!Leftovers.processes(run.namespace("mn")).contains(sleeper.pid())) {
      Thread.onSpinWait();
    }
    assertThat(Leftovers.runs()).contains(run);
    assertThat(Leftovers.remove(run)).isEqualTo(THREE_TIER.nodes().size() + 1);
    assertThat(sleeper.waitFor()).isEqualTo(128 + 9);
  }

  private static String hostNetwork() throws IOException, InterruptedException {
    try (Rtnetlink host = Rtnetlink.open()) {
      return host.links()
          + "\n"
          + host.addresses()
          + "\n"
          + host.routes(0)
          + "\n"
          + host.rules()
          + "\n"
          + Files.readString(Path.of("/proc/sys/net/ipv4/ip_forward"))
          + Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control"))
          + Files.readString(Path.of("/proc/sys/net/ipv4/neigh/default/proxy_delay"));
    }
  }

  private static double delayMillis(Ip4 gateway) {
    return THREE_TIER.owner(gateway).orElseThrow().nics().stream()
        .mapToDouble(nic -> nic.delay().toNanos() / 1e6)
        .sum();
  }

  private static boolean reaches(NetworkNamespace from, Ip4 to) throws IOException {
    try {
      return from.<Boolean, IOException>call(
          () -> InetAddress.getByAddress(to.octets()).isReachable(500));
    } catch (SocketException noRoute) {
      return false;
    }
  }

  private static double bestEcho(NetworkNamespace from, Ip4 to) throws IOException {
    return from.<Double, IOException>call(() -> {
      double best = Double.MAX_VALUE;
      for (int i = 0; i < 20; i++) {
        long start = System.nanoTime();
        assertThat(InetAddress.getByAddress(to.octets()).isReachable(1000)).isTrue();
        best = Math.min(best, (System.nanoTime() - start) / 1e6);
      }
      return best;
    });
  }
}
