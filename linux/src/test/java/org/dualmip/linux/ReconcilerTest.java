package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dualmip.linux.HostChange.Added;
import org.dualmip.linux.HostChange.Blocked;
import org.dualmip.linux.HostChange.Removed;
import org.dualmip.linux.HostChange.Replaced;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@OnHost
class ReconcilerTest {
  private static final Ip4 CARE_OF = Ip4.of("10.9.0.2");
  private static final Ip4 ROUTER = Ip4.of("10.9.0.1");
  private static final HostObject.Address ADDRESS =
      new HostObject.Address("eth0", CARE_OF, 24, true);
  private static final HostObject.Proxy PROXY = new HostObject.Proxy("eth0", Ip4.of("10.9.0.100"));
  private static final Route ON_LINK =
      Route.through("eth0", null, Prefix4.of("10.9.0.0/24"), CARE_OF, 101);
  private static final Route DEFAULT =
      Route.through("eth0", ROUTER, Prefix4.of("0.0.0.0/0"), CARE_OF, 101);
  private static final Rule ASK = Rule.lookup(100, new Prefix4(CARE_OF, 32), null, 101);
  private static final Rule REFUSE = Rule.refuse(101, new Prefix4(CARE_OF, 32), null);
  private static final HostState STATE =
      new HostState(Set.of(ADDRESS), Set.of(DEFAULT, ON_LINK), Set.of(ASK, REFUSE), Set.of(PROXY));

  private final Place place = new Place();
  private final Reconciler reconciler = new Reconciler(place.links);

  @BeforeEach
  void plug() {
    place.links.addVeth("eth0", "peer");
    place.links.linkUp("eth0");
    place.links.linkUp("peer");
  }

  @AfterEach
  void unplug() {
    place.close();
  }

  @Test
  void whatIsMissingIsAddedOnceAndThenNothingChanges() throws Exception {
    assertThat(reconciler.apply(STATE))
        .containsExactlyInAnyOrder(
            new Added(ADDRESS),
            new Added(PROXY),
            new Added(ON_LINK),
            new Added(DEFAULT),
            new Added(ASK),
            new Added(REFUSE));
    assertThat(reconciler.apply(STATE)).isEmpty();

    assertThat(place.run("ip", "addr", "show", "dev", "eth0")).contains("10.9.0.2/24");
    assertThat(place.run("ip", "route", "show", "table", "101"))
        .contains("default via 10.9.0.1", "10.9.0.0/24");
    assertThat(place.run("ip", "rule")).contains("from 10.9.0.2 lookup 101", "unreachable");
    assertThat(place.run("ip", "neigh", "show", "proxy")).contains("10.9.0.100");
  }

  @Test
  void someObjectsComeAndGoWithoutTheOthers() {
    reconciler.apply(STATE);
    Route more = Route.through("eth0", null, Prefix4.of("10.9.1.0/24"), null, 102);
    Rule rule = Rule.lookup(102, null, null, 102).comingIn("eth0");
    var proxy = new HostObject.Proxy("eth0", Ip4.of("10.9.0.101"));
    assertThat(reconciler.add(List.of(more, rule, proxy)))
        .containsExactly(new Added(more), new Added(rule), new Added(proxy));
    assertThat(reconciler.add(List.of(more))).first().isInstanceOf(Blocked.class);

    assertThat(reconciler.remove(List.of(rule, more, proxy)))
        .containsExactly(new Removed(rule), new Removed(more), new Removed(proxy));
    assertThat(reconciler.remove(List.of(more))).isEmpty();
    assertThat(reconciler.apply(STATE)).isEmpty();
  }

  @Test
  void anotherProcessTakesOverWhatACrashedOneLeft() {
    reconciler.apply(STATE);
    try (Rtnetlink links = place.namespace.call(Rtnetlink::open)) {
      var successor = new Reconciler(links);
      assertThat(successor.apply(STATE)).isEmpty();
      assertThat(successor.clear())
          .containsExactlyInAnyOrder(
              new Removed(ADDRESS),
              new Removed(PROXY),
              new Removed(ON_LINK),
              new Removed(DEFAULT),
              new Removed(ASK),
              new Removed(REFUSE));
      assertThat(successor.clear()).isEmpty();
    }
  }

  @Test
  void whatOthersSetIsUntouched() throws Exception {
    place.run("ip", "addr", "add", "10.6.0.1/24", "dev", "eth0");
    place.run("ip", "route", "add", "10.5.0.0/16", "via", "10.6.0.2");
    place.run("ip", "route", "add", "10.4.0.0/16", "via", "10.6.0.2", "table", "101");
    place.run("ip", "rule", "add", "pref", "50", "from", "10.6.0.1", "lookup", "50");
    place.run("ip", "neigh", "add", "proxy", "10.6.0.77", "dev", "eth0");
    String before = everything();
    reconciler.apply(STATE);
    reconciler.clear();
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aRouteThatDiffersIsExchangedInOneStep() {
    reconciler.apply(STATE);
    Route other = Route.through("eth0", Ip4.of("10.9.0.9"), DEFAULT.to(), CARE_OF, 101);
    var moved =
        new HostState(STATE.addresses(), Set.of(ON_LINK, other), STATE.rules(), STATE.proxies());
    assertThat(reconciler.apply(moved)).containsExactly(new Replaced(DEFAULT, other));
    assertThat(place.links.routes(101)).containsExactlyInAnyOrder(ON_LINK, other);
    Route refused = Route.unreachable(DEFAULT.to(), 101);
    var shut =
        new HostState(STATE.addresses(), Set.of(ON_LINK, refused), STATE.rules(), STATE.proxies());
    assertThat(reconciler.apply(shut)).containsExactly(new Replaced(other, refused));
  }

  @Test
  void whatSomebodyRemovedComesBack() throws Exception {
    reconciler.apply(STATE);
    place.run("ip", "addr", "del", "10.9.0.2/24", "dev", "eth0");
    place.run("ip", "rule", "del", "pref", "100");
    assertThat(reconciler.apply(STATE))
        .contains(new Added(ADDRESS), new Added(ASK), new Added(ON_LINK), new Added(DEFAULT));
    assertThat(reconciler.apply(STATE)).isEmpty();
  }

  @Test
  void aRouteOfSomebodyElseInTheWayIsReportedAndStays() throws Exception {
    place.run("ip", "addr", "add", "10.9.0.2/24", "dev", "eth0");
    place.run("ip", "route", "add", "10.9.0.0/24", "dev", "eth0", "table", "101");
    List<HostChange> changes = reconciler.apply(STATE);
    assertThat(changes)
        .anySatisfy(c ->
            assertThat(c)
                .isInstanceOfSatisfying(
                    Blocked.class,
                    b -> {
                      assertThat(b.object()).isEqualTo(ON_LINK);
                      assertThat(b.reason())
                          .contains("10.9.0.0/24 dev eth0 src 10.9.0.2 table 101")
                          .contains("File exists");
                    }));
    assertThat(place.run("ip", "route", "show", "table", "101"))
        .contains("10.9.0.0/24 dev eth0 scope link");
    reconciler.clear();
    assertThat(place.run("ip", "route", "show", "table", "101"))
        .contains("10.9.0.0/24 dev eth0 scope link");
  }

  @Test
  void aMissingLinkBlocksItsObjectsAndNoOthers() {
    var more = new HashSet<>(STATE.addresses());
    var missing = new HostObject.Address("wlan7", Ip4.of("10.3.0.1"), 32, false);
    more.add(missing);
    var wanted = new HostState(more, STATE.routes(), STATE.rules(), STATE.proxies());
    assertThat(reconciler.apply(wanted))
        .hasSize(7)
        .anySatisfy(c ->
            assertThat(c)
                .isInstanceOfSatisfying(
                    Blocked.class, b -> assertThat(b.object()).isEqualTo(missing)));
    assertThat(reconciler.apply(wanted)).hasSize(1);
  }

  @Test
  void aLinkThatGoesDownLosesItsRoutesWhichComeBackWithIt() {
    reconciler.apply(STATE);
    place.links.linkDown("eth0");
    assertThat(reconciler.apply(STATE))
        .filteredOn(Blocked.class::isInstance)
        .extracting(c -> ((Blocked) c).object())
        .containsExactly(ON_LINK, DEFAULT);
    place.links.linkUp("eth0");
    assertThat(reconciler.apply(STATE)).containsExactly(new Added(ON_LINK), new Added(DEFAULT));
  }

  @Test
  void twoServicesWithTwoNumbersDoNotDisturbEachOther() {
    reconciler.apply(STATE);
    var other = new Reconciler(place.links, 243);
    var address = new HostObject.Address("eth0", Ip4.of("10.3.0.1"), 32, false);
    other.apply(new HostState(Set.of(address), Set.of(), Set.of(), Set.of()));
    assertThat(reconciler.apply(STATE)).isEmpty();
    assertThat(other.clear()).containsExactly(new Removed(address));
    assertThat(reconciler.apply(STATE)).isEmpty();
  }

  @Test
  void anUnmarkedRouteIsABugOfTheCaller() {
    Route unmarked =
        new Route(Prefix4.of("10.1.0.0/16"), null, "eth0", null, 101, 0, 4, Route.Kind.UNICAST);
    assertThatThrownBy(
            () -> reconciler.apply(new HostState(Set.of(), Set.of(unmarked), Set.of(), Set.of())))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private String everything() throws Exception {
    return place.run("ip", "-4", "-o", "addr")
        + place.run("ip", "-4", "route", "show", "table", "all")
        + place.run("ip", "rule")
        + place.run("ip", "neigh", "show", "proxy");
  }
}
