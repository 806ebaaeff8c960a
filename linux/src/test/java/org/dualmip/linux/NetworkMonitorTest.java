package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@OnHost
@Timeout(30)
class NetworkMonitorTest {
  @Test
  void everyKindOfChangeIsTold() throws Exception {
    var seen = new LinkedBlockingQueue<NetworkChange>();
    try (var place = new Place();
        NetworkMonitor _ = place.namespace.call(() -> NetworkMonitor.open(seen::add))) {
      place.run("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "peer");
      expect(seen, c -> c instanceof NetworkChange.LinkChanged(Link l) && l.name().equals("eth0"));
      place.run("ip", "link", "set", "peer", "up");
      place.run("ip", "link", "set", "eth0", "up");
      expect(seen, c -> c instanceof NetworkChange.LinkChanged(Link l) && l.carrier());
      place.run("ip", "addr", "add", "10.9.0.1/24", "dev", "eth0");
      expect(
          seen,
          c ->
              c instanceof NetworkChange.AddressAdded(String device, InterfaceAddress a)
                  && device.equals("eth0")
                  && a.address().equals(Ip4.of("10.9.0.1")));
      place.run("ip", "route", "add", "10.7.0.0/16", "via", "10.9.0.2");
      expect(
          seen,
          c ->
              c instanceof NetworkChange.RouteAdded(Route r)
                  && r.to().equals(Prefix4.of("10.7.0.0/16"))
                  && "eth0".equals(r.device()));
      place.run("ip", "route", "del", "10.7.0.0/16");
      expect(seen, c -> c instanceof NetworkChange.RouteRemoved);
      place.run("ip", "rule", "add", "pref", "100", "from", "10.9.0.1", "lookup", "101");
      expect(seen, c -> c instanceof NetworkChange.RuleAdded(Rule r) && r.preference() == 100);
      place.run("ip", "rule", "del", "pref", "100");
      expect(seen, c -> c instanceof NetworkChange.RuleRemoved(Rule r) && r.table() == 101);
      place.run("ip", "addr", "del", "10.9.0.1/24", "dev", "eth0");
      expect(seen, c -> c instanceof NetworkChange.AddressRemoved);
      place.run("ip", "link", "set", "peer", "down");
      expect(
          seen,
          c ->
              c instanceof NetworkChange.LinkChanged(Link l)
                  && l.name().equals("eth0")
                  && l.up()
                  && !l.carrier());
      place.run("ip", "link", "del", "eth0");
      expect(seen, c -> c instanceof NetworkChange.LinkRemoved(Link l) && l.name().equals("eth0"));
    }
  }

  @Test
  void leavingABridgeIsNotRemoval() throws Exception {
    var seen = new LinkedBlockingQueue<NetworkChange>();
    try (var place = new Place();
        NetworkMonitor _ = place.namespace.call(() -> NetworkMonitor.open(seen::add))) {
      place.links.addBridge("br0");
      place.links.addVeth("eth0", "peer");
      place.links.master("eth0", "br0");
      place.links.master("eth0", null);
      place.links.mtu("eth0", 1234);
      expect(
          seen,
          c -> {
            assertThat(c).isNotInstanceOf(NetworkChange.LinkRemoved.class);
            return c instanceof NetworkChange.LinkChanged(Link l) && l.mtu() == 1234;
          });
    }
  }

  @Test
  void aListenerThatFallsBehindLearnsThatItMissedSomething() throws Exception {
    var seen = new LinkedBlockingQueue<NetworkChange>();
    var resume = new CountDownLatch(1);
    try (var place = new Place();
        NetworkMonitor _ =
            place.namespace.call(() ->
                NetworkMonitor.open(change -> {
                  try {
                    resume.await();
                  } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                  }
                  if (change instanceof NetworkChange.Overrun) {
                    seen.add(change);
                  }
                }))) {
      place.links.linkUp("lo");
      for (int i = 0; i < 20_000; i++) {
        place.links.replaceRoute(Route.unreachable(new Prefix4(new Ip4(0x0b000000 + i), 32), 300));
      }
      resume.countDown();
      expect(seen, c -> c instanceof NetworkChange.Overrun);
    }
  }

  private static void expect(
      LinkedBlockingQueue<NetworkChange> seen, Predicate<NetworkChange> wanted)
      throws InterruptedException {
    while (true) {
      NetworkChange change = seen.poll(10, TimeUnit.SECONDS);
      assertThat(change).as("the change waited for").isNotNull();
      if (change != null && wanted.test(change)) {
        return;
      }
    }
  }
}
