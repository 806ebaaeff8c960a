package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.dualmip.linux.Route;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobilenode.LinkWatch.Change;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a real kernel tells of an interface whose name or address changes while it is in use. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // built before each test
class LinkWatchOnHostTest {
  private static final Link OFFICE = new Link("wlan0", Ip4.of("10.1.1.50"), 24, Ip4.of("10.1.1.1"));
  private static final Link NUMBERED_ANEW =
      new Link("wlan0", Ip4.of("10.1.1.51"), 24, Ip4.of("10.1.1.1"));

  private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
  private NodeHost host;

  @BeforeAll
  static void require() {
    NodeHost.require();
  }

  @BeforeEach
  void watch() throws Exception {
    host = new NodeHost("wlan0", "peer0");
    configure();
    host.keep(host.node.call(() -> new LinkWatch(List.of(new Access("wlan0", 10, 0)), this::told)));
    assertThat(next()).isEqualTo(new Change.Up(OFFICE));
  }

  @AfterEach
  void remove() throws Exception {
    host.remove();
  }

  private void configure() {
    host.links.addAddress("wlan0", OFFICE.address(), OFFICE.prefixLength(), false);
    route();
  }

  private void told(Change change) {
    if (!(change instanceof Change.Carrier)) {
      changes.add(change);
    }
  }

  private void route() {
    host.links.replaceRoute(
        Route.through("wlan0", OFFICE.gateway(), Prefix4.of("0.0.0.0/0"), null, Route.MAIN));
  }

  private @Nullable Change next() throws InterruptedException {
    return changes.poll(30, TimeUnit.SECONDS);
  }

  @Test
  void anInterfaceThatIsRenamedInUseIsGoneAtOnceAndComesBackWithItsName() throws Exception {
    host.links.rename("wlan0", "other0");
    assertThat(next()).isEqualTo(new Change.CarrierLost("wlan0", "the interface is gone"));
    host.links.rename("other0", "wlan0");
    assertThat(next()).isEqualTo(new Change.Up(OFFICE));
  }

  @Test
  void anotherAddressIsToldWithoutAnyEventOfTheLink() throws Exception {
    host.links.removeAddress("wlan0", OFFICE.address(), OFFICE.prefixLength());
    assertThat(next()).isInstanceOf(Change.Down.class);
    host.links.addAddress("wlan0", NUMBERED_ANEW.address(), NUMBERED_ANEW.prefixLength(), false);
    route();
    assertThat(next()).isEqualTo(new Change.Up(NUMBERED_ANEW));
  }

  /** Else the address of the network just left would be told, and used, in the next one. */
  @Test
  void whatIsReadWhileTheCableMovesIsReadAgain() {
    List<String> readings = new ArrayList<>();
    Optional<String> reading =
        LinkWatch.steady(
            () -> host.links.link("wlan0").orElseThrow(),
            link -> {
              if (readings.size() < 2) { // elsewhere, and with carrier again when it is looked at
                host.there.linkDown("peer0");
                host.there.linkUp("peer0");
              }
              readings.add("reading " + readings.size() + (link.carrier() ? "" : " without"));
              return readings.getLast();
            });
    assertThat(reading).contains("reading 2");
    assertThat(readings).hasSize(3);
  }

  @Test
  void whatNeverHoldsStillIsNotBelieved() {
    var clock = new AtomicInteger();
    assertThat(LinkWatch.steady(clock::incrementAndGet, now -> now)).isEmpty();
    assertThat(clock).hasValueLessThan(10);
  }
}
