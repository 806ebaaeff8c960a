package org.dualmip.mobilenode.world;

import static org.dualmip.mobilenode.world.Timeline.SECOND;

import java.util.HashMap;
import java.util.Map;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobilenode.world.Packet.Esp;
import org.dualmip.mobilenode.world.Packet.Ike;
import org.jspecify.annotations.Nullable;

/**
 * The enterprise's VPN gateway: one association with the node, negotiated in two round trips, the
 * same inner address every time. A peer that is silent for long is forgotten.
 */
final class Gateway {
  private static final long DEAD_AFTER = 150 * SECOND;

  private final Timeline time;
  private final Fabric fabric;
  private final Map<Long, Ip4> halfOpen = new HashMap<>();
  private @Nullable Ip4 peer;
  private long session;
  private long heard;
  private int innerHost = 1;

  Gateway(Timeline time, Fabric fabric) {
    this.time = time;
    this.fabric = fabric;
  }

  private Ip4 innerAddress() {
    return new Ip4(Plan.POOL.network().bits() + innerHost);
  }

  void receive(Packet packet) {
    if (peer != null && time.now() - heard > DEAD_AFTER) {
      peer = null;
    }
    switch (packet) {
      case Ike ike when ike.request() -> negotiate(ike);
      case Esp esp when known(esp.from(), esp.spi()) -> {
        heard = time.now();
        // The policy: only the assigned address, whatever the tunnel inside says.
        if (esp.inner().from().equals(innerAddress())) {
          fabric.fromPool(esp.inner());
        }
      }
      default -> {}
    }
  }

  private boolean known(Ip4 from, long spi) {
    return from.equals(peer) && spi == session;
  }

  private void negotiate(Ike ike) {
    switch (ike.step()) {
      case 1 -> halfOpen.put(ike.session(), ike.from());
      case 2 -> {
        if (ike.from().equals(halfOpen.remove(ike.session()))) {
          halfOpen.clear();
          peer = ike.from();
          session = ike.session();
        } else if (!known(ike.from(), ike.session())) {
          return;
        }
      }
      case 3 -> {
        if (!known(ike.from(), ike.session())) {
          return;
        }
      }
      case 4 -> {
        if (known(ike.from(), ike.session())) {
          peer = null;
        }
        return;
      }
      default -> throw new IllegalStateException("step " + ike.step());
    }
    heard = time.now();
    fabric.fromGateway(new Ike(ike.to(), ike.from(), ike.session(), ike.step(), false));
  }

  /** The address given to the peer of a session. */
  Ip4 addressOf(long peerSession) {
    if (peerSession != session) {
      throw new IllegalStateException("no such session");
    }
    return innerAddress();
  }

  /** A packet for an address of the pool. */
  void toPool(Packet packet) {
    if (peer == null || !packet.to().equals(innerAddress()) || packet instanceof Esp) {
      return;
    }
    fabric.fromGateway(new Esp(Plan.GATEWAY, peer, session, packet));
  }

  /** Restarts without its associations. */
  void forget(boolean alsoAddress) {
    peer = null;
    halfOpen.clear();
    if (alsoAddress) {
      innerHost++;
    }
  }
}
