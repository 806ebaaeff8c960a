package org.dualmip.lab.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AddedNetworkTest {
  @Test
  void anOutsideNetworkHasARouterThatTheGatewayKnows() {
    Topology topology = network("bar", true, "198.51.101", null).addTo(ThreeTier.topology(), 3);
    assertThat(topology.segment("bar").outside()).isTrue();
    assertThat(topology.access("bar").agent()).isEqualTo("xha");
    assertThat(topology.router(topology.access("bar")).name()).isEqualTo("bar-r");
    assertThat(topology.node("gw").routes())
        .contains(StaticRoute.to("198.51.101.0/24", "198.18.0.103"));
    assertThat(topology.node("irt").routes()).isEqualTo(ThreeTier.topology().node("irt").routes());
  }

  @Test
  void anInsideNetworkIsKnownInTheWholeInside() {
    Topology topology = network("office-c", false, "10.1.3", null).addTo(ThreeTier.topology(), 0);
    assertThat(topology.access("office-c").agent()).isEqualTo("iha");
    var route = StaticRoute.to("10.1.3.0/24", "10.1.254.100");
    assertThat(topology.node("gw").routes()).contains(route);
    assertThat(topology.node("irt").routes()).contains(route);
  }

  @Test
  void nobodyKnowsANetworkBehindANatWhichForgetsWhenItIsTold() {
    Topology topology =
        network("bar", true, "192.168.7", Duration.ofSeconds(30)).addTo(ThreeTier.topology(), 0);
    assertThat(topology.node("gw").routes()).isEqualTo(ThreeTier.topology().node("gw").routes());
    assertThat(topology.node("bar-r").firewall()).contains("masquerade");
    assertThat(topology.node("bar-r").settings())
        .containsEntry("netfilter/nf_conntrack_udp_timeout_stream", "30")
        .containsEntry("netfilter/nf_conntrack_udp_timeout", "30");
  }

  @Test
  void othersKeepTheirHardwareAddresses() {
    Topology plain = ThreeTier.topology();
    Topology more = network("bar", true, "198.51.101", null).addTo(plain, 0);
    for (Node node : plain.nodes()) {
      node.nics()
          .forEach(nic ->
              assertThat(more.mac(more.node(node.name()), nic)).isEqualTo(plain.mac(node, nic)));
    }
  }

  @Test
  void aQualityOutOfRangeIsRefused() {
    assertThatThrownBy(() -> Quality.delayed(Duration.ofMillis(-1)))
        .hasMessageContaining("negative");
    assertThatThrownBy(
            () -> new Quality(Duration.ofMillis(1), Duration.ofMillis(2), 0, 1, 0, 0, 0, 100, 0))
        .hasMessageContaining("jitter");
    assertThatThrownBy(() -> new Quality(Duration.ZERO, Duration.ZERO, 1, 1, 0, 0, 0, 100, 0))
        .hasMessageContaining("share");
    assertThat(Quality.PERFECT.isPerfect()).isTrue();
    assertThat(new Quality(Duration.ZERO, Duration.ZERO, 0.1, 1, 0, 0, 0, 100, 0).isPerfect())
        .isFalse();
  }

  private static AddedNetwork network(
      String name, boolean outside, String octets, @Nullable Duration natMemory) {
    return new AddedNetwork(
        name,
        outside,
        Prefix4.of(octets + ".0/24"),
        Ip4.of(octets + ".1"),
        Ip4.of(octets + ".50"),
        Quality.delayed(Duration.ofMillis(40)),
        natMemory);
  }
}
