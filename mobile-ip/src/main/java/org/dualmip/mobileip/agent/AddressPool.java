package org.dualmip.mobileip.agent;

import java.time.Duration;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/**
 * Home addresses of one network to assign (RFC 2794 §2, RFC 5944 §3.8.3.2), lowest first unless it
 * is to be drawn.
 *
 * <p>A node keeps its address for as long as possible, also while it has no binding. Only when no
 * other address is free, that of the node which has been away longest goes to another, and not
 * before its lease is over. One bit for each address.
 */
final class AddressPool {
  /** Draws before a pool counts as almost full. */
  private static final int TRIES = 32;

  private final AddressRange range;
  private final Duration lease;
  private final BitSet taken = new BitSet();

  /** Nodes with an assigned address and no binding, the one longest so first, and since when. */
  private final Map<ServedNode, MonotonicTime> idle = new LinkedHashMap<>();

  AddressPool(AddressRange range, Duration lease) {
    this.range = range;
    this.lease = lease;
  }

  /** Takes an address out of the pool: it is in use, or remembered; false if it was before. */
  boolean claim(Ip4 address) {
    if (!range.contains(address) || taken.get(index(address))) {
      return false;
    }
    taken.set(index(address));
    return true;
  }

  /** Takes the lowest free address; empty when there is none left. */
  Optional<Ip4> assign() {
    int free = taken.nextClearBit(0);
    if (Integer.compareUnsigned(free, index(range.last())) > 0) {
      return Optional.empty();
    }
    return take(free);
  }

  /** Takes any of the free addresses, all of them equally likely; empty when there is none left. */
  Optional<Ip4> draw(RandomGenerator random) {
    long all = Integer.toUnsignedLong(index(range.last())) + 1;
    long free = all - taken.cardinality();
    if (free <= 0) {
      return Optional.empty();
    }
    // Almost never twice: where few are free, the next one that is.
    for (int tries = 0; tries < TRIES; tries++) {
      int drawn = (int) random.nextLong(all);
      if (!taken.get(drawn)) {
        return take(drawn);
      }
    }
    int from = (int) random.nextLong(all);
    int next = taken.nextClearBit(from);
    return take(next < all ? next : taken.nextClearBit(0));
  }

  private Optional<Ip4> take(int free) {
    taken.set(free);
    return Optional.of(new Ip4(range.first().bits() + free));
  }

  /** An address that was assigned is free again. */
  void release(Ip4 address) {
    if (range.contains(address)) {
      taken.clear(index(address));
    }
  }

  /** A node with an assigned address has lost its last binding. */
  void idle(ServedNode node, MonotonicTime since) {
    idle.put(node, since);
  }

  /** It has one again. */
  void busy(ServedNode node) {
    idle.remove(node);
  }

  /** Takes the address of the node that has been away longest; null if none was away enough. */
  @Nullable ServedNode evict(MonotonicTime now) {
    var eldest = idle.entrySet().iterator();
    if (!eldest.hasNext()) {
      return null;
    }
    Map.Entry<ServedNode, MonotonicTime> longest = eldest.next();
    if (now.since(longest.getValue()).compareTo(lease) < 0) {
      return null;
    }
    eldest.remove();
    return longest.getKey();
  }

  private int index(Ip4 address) {
    return address.bits() - range.first().bits();
  }
}
