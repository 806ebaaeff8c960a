package org.dualmip.mobileip.world;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;

/** Carries datagrams between addresses: late, twice, out of order or not at all. */
final class Internet {
  /** Takes what arrives at an address. */
  interface Host {
    void receive(Endpoint from, Endpoint to, Octets payload);
  }

  private final World world;
  private final Map<Ip4, Host> hosts = new HashMap<>();
  private final double loss;
  private final double doubled;

  Internet(World world) {
    this.world = world;
    loss = world.random.nextDouble(0.25);
    doubled = world.random.nextDouble(0.1);
  }

  void attach(Ip4 address, Host host) {
    hosts.put(address, host);
  }

  void detach(Ip4 address) {
    hosts.remove(address);
  }

  void send(Endpoint from, Endpoint to, Octets payload) {
    if (!world.isCalm() && world.chance(loss)) {
      return;
    }
    carry(from, to, payload);
    if (!world.isCalm() && world.chance(doubled)) {
      carry(from, to, payload);
    }
  }

  private void carry(Endpoint from, Endpoint to, Octets payload) {
    world.after(
        Duration.ofMillis(2).plus(world.upTo(Duration.ofMillis(120))),
        () -> {
          Host host = hosts.get(to.address());
          if (host != null) {
            host.receive(from, to, payload);
          }
        });
  }
}
