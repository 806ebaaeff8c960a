package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.Test;

@OnHost
class RtnetlinkTest {
  private static final Ip4 ONE = Ip4.of("10.9.0.1");
  private static final Ip4 TWO = Ip4.of("10.9.0.2");

  @Test
  void aPairCanBeMadeMovedRenamedAndDeleted() throws Exception {
    try (var here = new Place();
        var there = new Place()) {
      here.links.addVeth("left", "right");
      here.links.moveTo("right", there.namespace, "eth0");
      here.links.rename("left", "eth1");
      here.links.mtu("eth1", 1468);
      here.links.mac("eth1", MacAddress.of("02:00:00:00:00:07"));
      here.links.linkUp("eth1");
      assertThat(here.links.link("eth1").orElseThrow().carrier()).isFalse();
      there.links.linkUp("eth0");

      assertThat(here.run("ip", "-o", "link", "show", "eth1"))
          .contains("mtu 1468", "02:00:00:00:00:07", "LOWER_UP");
      Link link = here.links.link("eth1").orElseThrow();
      assertThat(link.mtu()).isEqualTo(1468);
      assertThat(link.mac()).hasToString("02:00:00:00:00:07");
      assertThat(link.up()).isTrue();
      assertThat(link.carrier()).isTrue();
      assertThat(here.links.links()).contains(link);

      here.links.linkDown("eth1");
      assertThat(there.links.link("eth0").orElseThrow().carrier()).isFalse();
      here.links.deleteLink("eth1");
      assertThat(there.links.link("eth0")).isEmpty();
    }
  }

  @Test
  void aBridgeCarriesItsPortsUntilTheyAreReleased() throws Exception {
    try (var place = new Place()) {
      place.links.addBridge("br0");
      place.links.addVeth("port", "other");
      place.links.master("port", "br0");
      assertThat(place.run("ip", "-o", "link", "show", "master", "br0")).contains("port");
      assertThat(place.links.link("port").orElseThrow().master())
          .isEqualTo(place.links.link("br0").orElseThrow().index());
      place.links.master("port", null);
      assertThat(place.run("ip", "-o", "link", "show", "master", "br0")).isEmpty();
    }
  }

  @Test
  void addressesAreListedAsIpShowsThem() throws Exception {
    try (var place = new Place()) {
      place.links.addVeth("eth0", "peer");
      place.links.addAddress("eth0", ONE, 24, true);
      place.links.addAddress("eth0", Ip4.of("10.9.8.1"), 32, false, Reconciler.PROTOCOL);

      assertThat(place.run("ip", "-o", "addr", "show", "dev", "eth0"))
          .contains("10.9.0.1/24", "noprefixroute", "10.9.8.1/32");
      int index = place.links.link("eth0").orElseThrow().index();
      assertThat(place.links.addresses())
          .contains(
              new InterfaceAddress(index, ONE, 24, true, 0),
              new InterfaceAddress(index, Ip4.of("10.9.8.1"), 32, false, 242));
      place.links.removeAddress("eth0", ONE, 24);
      assertThat(place.run("ip", "-o", "addr", "show", "dev", "eth0"))
          .doesNotContain("10.9.0.1/24");
    }
  }

  @Test
  void routesOfEveryKindAreSetListedReplacedAndDeleted() throws Exception {
    try (var place = new Place()) {
      cable(place);
      Route onLink = Route.through("eth0", null, Prefix4.of("10.9.0.0/24"), ONE, 101);
      Route byRouter = Route.through("eth0", TWO, Prefix4.of("0.0.0.0/0"), ONE, 101);
      Route refused = Route.unreachable(Prefix4.of("10.8.0.0/16"), 1000);
      Route preferred =
          new Route(
              Prefix4.of("10.7.0.0/16"),
              TWO,
              "eth0",
              null,
              Route.MAIN,
              50,
              242,
              Route.Kind.UNICAST);
      for (Route route : new Route[] {onLink, byRouter, refused, preferred}) {
        place.links.replaceRoute(route);
      }

      assertThat(place.run("ip", "route", "show", "table", "101"))
          .contains("default via 10.9.0.2 dev eth0 proto 242 src 10.9.0.1")
          .contains("10.9.0.0/24 dev eth0 proto 242 scope link src 10.9.0.1");
      assertThat(place.run("ip", "route", "show", "table", "1000"))
          .contains("unreachable 10.8.0.0/16 proto 242");
      assertThat(place.run("ip", "route")).contains("10.7.0.0/16 via 10.9.0.2", "metric 50");
      assertThat(place.links.routes(101)).containsExactlyInAnyOrder(onLink, byRouter);
      assertThat(place.links.routes(1000)).containsExactly(refused);
      assertThat(place.links.routes(0)).contains(onLink, byRouter, refused, preferred);
      assertThat(place.links.routes(777)).isEmpty();

      Route elsewhere = Route.through("eth0", Ip4.of("10.9.0.3"), byRouter.to(), ONE, 101);
      place.links.replaceRoute(elsewhere);
      assertThat(place.links.routes(101)).containsExactlyInAnyOrder(onLink, elsewhere);
      place.links.deleteRoute(elsewhere);
      assertThat(place.links.routes(101)).containsExactly(onLink);
    }
  }

  @Test
  void aRouteOfAnotherProgramIsNotDeletedInOurName() throws Exception {
    try (var place = new Place()) {
      cable(place);
      place.run("ip", "route", "add", "10.7.0.0/16", "via", "10.9.0.2");
      Route ours = Route.through("eth0", TWO, Prefix4.of("10.7.0.0/16"), null, Route.MAIN);
      assertThatThrownBy(() -> place.links.deleteRoute(ours))
          .isInstanceOfSatisfying(
              HostException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ESRCH));
      assertThat(place.run("ip", "route")).contains("10.7.0.0/16");
    }
  }

  @Test
  void rulesAreAskedInTheirOrder() throws Exception {
    try (var place = new Place()) {
      Rule ask = Rule.lookup(100, Prefix4.of("10.9.0.1/32"), null, 101);
      Rule refuse = Rule.refuse(101, Prefix4.of("10.9.0.1/32"), null);
      Rule towards = Rule.lookup(140, null, Prefix4.of("10.1.0.0/16"), 1200);
      place.links.addRule(ask);
      place.links.addRule(refuse);
      place.links.addRule(towards);

      assertThat(place.run("ip", "rule"))
          .containsSubsequence(
              "100:\tfrom 10.9.0.1 lookup 101",
              "101:\tfrom 10.9.0.1 unreachable",
              "140:\tfrom all to 10.1.0.0/16 lookup 1200");
      assertThat(place.links.rules()).containsSubsequence(ask, refuse, towards);
      place.links.deleteRule(refuse);
      assertThat(place.links.rules()).contains(ask, towards).doesNotContain(refuse);
      assertThatThrownBy(() -> place.links.addRule(ask))
          .isInstanceOfSatisfying(
              HostException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST));
    }
  }

  @Test
  void rulesSelectByLinkAndByMark() throws Exception {
    try (var place = new Place()) {
      Rule byLink = Rule.lookup(100, null, null, 1201).comingIn("eth0").of(77);
      Rule byMark = Rule.lookup(101, null, null, 1202).marked(0xd0a1);
      place.links.addRule(byLink);
      place.links.addRule(byMark);

      assertThat(place.run("ip", "rule"))
          .containsSubsequence(
              "100:\tfrom all iif eth0", "lookup 1201", "fwmark 0xd0a1 lookup 1202");
      assertThat(place.links.rules()).containsSubsequence(byLink, byMark);
      place.links.deleteRule(byLink);
      place.links.deleteRule(byMark);
      assertThat(place.links.rules()).doesNotContain(byLink, byMark);
    }
  }

  @Test
  void proxyNeighboursAreAnsweredForUntilDeleted() throws Exception {
    try (var place = new Place()) {
      cable(place);
      place.links.addProxyNeighbour("eth0", Ip4.of("10.9.0.100"));
      assertThat(place.run("ip", "neigh", "show", "proxy")).contains("10.9.0.100 dev eth0");
      assertThat(place.links.proxyNeighbours("eth0")).containsExactly(Ip4.of("10.9.0.100"));
      place.links.deleteProxyNeighbour("eth0", Ip4.of("10.9.0.100"));
      assertThat(place.links.proxyNeighbours("eth0")).isEmpty();
    }
  }

  @Test
  void flushingForgetsTheNeighboursOfOneLink() throws Exception {
    try (var place = new Place()) {
      cable(place);
      place.run("ip", "neigh", "add", "10.9.0.2", "lladdr", "02:00:00:00:00:01", "dev", "eth0");
      assertThat(place.links.neighbours("eth0"))
          .anySatisfy(n -> {
            assertThat(n.address()).isEqualTo(TWO);
            assertThat(n.mac()).isEqualTo(MacAddress.of("02:00:00:00:00:01"));
          });
      place.links.flushNeighbours("eth0");
      assertThat(place.run("ip", "neigh", "show", "dev", "eth0")).doesNotContain("02:00");
    }
  }

  @Test
  void aRefusalCarriesTheOperationAndTheKernelsWords() {
    try (var place = new Place()) {
      assertThatThrownBy(() -> place.links.linkUp("none0"))
          .isInstanceOf(HostException.class)
          .hasMessageContaining("none0")
          .hasMessageContaining("ip link");
      assertThatThrownBy(() ->
              place.links.replaceRoute(
                  Route.through("lo", Ip4.of("10.5.5.5"), Prefix4.of("10.6.0.0/16"), null, 254)))
          .isInstanceOf(HostException.class)
          .hasMessageContaining("the kernel says: Nexthop has invalid gateway");
      assertThatThrownBy(() -> place.links.link("a name that is long"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aThousandRoutesAreListedWhole() {
    try (var place = new Place()) {
      cable(place);
      for (int i = 0; i < 1000; i++) {
        place.links.replaceRoute(
            Route.through("eth0", TWO, new Prefix4(new Ip4(0x0b000000 + i), 32), null, 300));
      }
      assertThat(place.links.routes(300)).hasSize(1000);
    }
  }

  private static void cable(Place place) {
    place.links.addVeth("eth0", "peer");
    place.links.addAddress("eth0", ONE, 24, true);
    place.links.linkUp("eth0");
    place.links.linkUp("peer");
    place.links.replaceRoute(
        Route.through("eth0", null, Prefix4.of("10.9.0.0/24"), ONE, Route.MAIN));
  }
}
