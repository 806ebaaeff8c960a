package org.dualmip.lab.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import org.dualmip.mobileip.net.Ip4;
import org.junit.jupiter.api.Test;

class ThreeTierTest {
  private static final Topology TOPOLOGY = ThreeTier.topology();

  @Test
  void hasTheSegmentsAndNodesByTheirNames() {
    assertThat(TOPOLOGY.segments())
        .extracting(Segment::name)
        .containsExactly(
            "inner-home", "office-a", "office-b", "inner-core", "dmz", "internet", "cafe", "cell");
    assertThat(TOPOLOGY.nodes())
        .extracting(Node::name)
        .contains("iha", "xha", "gw", "cn", "mn", "irt", "cafe-r", "cell-r");
  }

  @Test
  void callsPreciselyTheSegmentsWithPublicAddressesOutside() {
    for (Segment segment : TOPOLOGY.segments()) {
      assertThat(segment.outside())
          .as(segment.name())
          .isNotEqualTo(ThreeTier.INNER.overlaps(segment.prefix()));
    }
  }

  @Test
  void keepsClearOfAddressesThatHostsUse() {
    for (Segment segment : TOPOLOGY.segments()) {
      assertThat(segment.prefix().contains(Ip4.of("192.0.2.2"))).isFalse();
      assertThat(segment.prefix().contains(Ip4.of("172.17.0.1"))).isFalse();
    }
  }

  @Test
  void lagsOnlyOnTheUplinksOfAccessRouters() {
    for (Node node : TOPOLOGY.nodes()) {
      for (Nic nic : node.nics()) {
        assertThat(nic.isDelayed())
            .as(node.name() + " " + nic.name())
            .isEqualTo(node.name().endsWith("-r") && nic.name().equals("wan"));
      }
    }
    assertThat(TOPOLOGY.node("cell-r").nic("wan").orElseThrow().delay())
        .isEqualTo(Duration.ofMillis(30));
  }

  @Test
  void givesEveryInterfaceAnEthernetAddressOfItsOwn() {
    var seen = new HashSet<String>();
    for (Node node : TOPOLOGY.nodes()) {
      for (Nic nic : node.nics()) {
        assertThat(seen.add(TOPOLOGY.mac(node, nic))).isTrue();
      }
    }
  }

  @Test
  void refusesAnAddressOutsideItsSegment() {
    assertThatThrownBy(() -> lan(Node.host("a", List.of(Nic.on("lan", "eth0", "10.9.0.1")))))
        .hasMessageContaining("a's eth0: 10.9.0.1 is not in lan, which is 10.2.0.0/24");
  }

  @Test
  void refusesAnAddressThatIsGivenTwice() {
    assertThatThrownBy(() ->
            lan(
                Node.host("a", List.of(Nic.on("lan", "eth0", "10.2.0.1"))),
                Node.host("b", List.of(Nic.on("lan", "eth0", "10.2.0.1")))))
        .hasMessageContaining("10.2.0.1 is given twice");
  }

  @Test
  void refusesARouteToANextHopThatNobodyHas() {
    assertThatThrownBy(() ->
            lan(
                Node.host(
                    "a",
                    List.of(Nic.on("lan", "eth0", "10.2.0.1")),
                    StaticRoute.byDefault("10.2.0.9"))))
        .hasMessageContaining("a: the route to 0.0.0.0/0 leads to nobody at 10.2.0.9");
  }

  @Test
  void refusesASegmentThatIsNotThereAndNamesThoseThatAre() {
    assertThatThrownBy(() -> lan(Node.host("a", List.of(Nic.on("wan", "eth0", "10.2.0.1")))))
        .hasMessageContaining("there is no segment \"wan\"; there are lan");
  }

  @Test
  void refusesNamesThatTheKernelWouldNotTake() {
    assertThatThrownBy(() -> Nic.unplugged("a-name-with-sixteen"))
        .hasMessageContaining("cannot name an interface");
    assertThatThrownBy(
            () -> lan(Node.host("long-node-name", List.of(Nic.on("lan", "eth0", "10.2.0.1")))))
        .hasMessageContaining("\"long-node-name-eth0\" cannot name an interface");
  }

  @Test
  void refusesAnAccessNetworkWithoutItsRouter() {
    assertThatThrownBy(() ->
            new Topology(
                "t",
                List.of(Segment.outside("lan", "10.2.0.0/24")),
                List.of(Node.host("a", List.of(Nic.on("lan", "eth0", "10.2.0.1")))),
                List.of(AccessNetwork.of("lan", "10.2.0.50", "10.2.0.7", "a"))))
        .hasMessageContaining("no node has 10.2.0.7");
  }

  private static Topology lan(Node... nodes) {
    return new Topology(
        "t", List.of(Segment.inside("lan", "10.2.0.0/24")), List.of(nodes), List.of());
  }
}
