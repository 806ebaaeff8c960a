package org.dualmip.mobileip.agent;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.agent.HomeAgent.Memory;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/** All mobile nodes that are served, found by home address or NAI (RFC 2794 §1). */
final class ServedNodes {
  private final Map<String, ServedNode> byName;
  private final Map<Ip4, ServedNode> byHome;
  private final Map<String, AddressPool> pools = new HashMap<>();
  private final Map<String, HomeNetwork> networks = new HashMap<>();
  private final RandomGenerator random;

  ServedNodes(HomeAgentConfig config, RandomGenerator random, Collection<Memory> memories) {
    this.random = random;
    byName = HashMap.newHashMap(config.subscribers().size());
    byHome = HashMap.newHashMap(config.subscribers().size());
    for (HomeNetwork network : config.networks()) {
      AddressPool pool = new AddressPool(network.pool(), config.limits().lease());
      boolean _ = pool.claim(config.address());
      pools.put(network.name(), pool);
      networks.put(network.name(), network);
    }
    for (Subscriber subscriber : config.subscribers()) {
      if (subscriber.home() != null) {
        boolean _ = pool(subscriber).claim(subscriber.home());
      }
    }
    Map<String, Memory> remembered = HashMap.newHashMap(memories.size());
    memories.forEach(memory -> remembered.put(memory.subscriber(), memory));
    for (Subscriber subscriber : config.subscribers()) {
      enter(subscriber, remembered.get(subscriber.name()));
    }
  }

  private void enter(Subscriber subscriber, @Nullable Memory memory) {
    IdentificationCheck identification =
        memory == null
            ? new IdentificationCheck(random, 0, 0)
            : new IdentificationCheck(random, memory.lastIdentification(), memory.nonce());
    Ip4 home = subscriber.home();
    if (home == null) {
      // A remembered address may have left the pool since, or be configured for another.
      home = memory != null && pool(subscriber).claim(memory.home()) ? memory.home() : Ip4.ANY;
    }
    ServedNode node = new ServedNode(subscriber, home, identification);
    byName.put(subscriber.name(), node);
    enterHome(node);
  }

  /** The home network of a node. */
  HomeNetwork network(ServedNode node) {
    HomeNetwork network = networks.get(node.subscriber().network());
    if (network == null) {
      throw new IllegalStateException("the configuration was checked: " + node.subscriber());
    }
    return network;
  }

  private AddressPool pool(Subscriber subscriber) {
    AddressPool pool = pools.get(subscriber.network());
    if (pool == null) {
      throw new IllegalStateException("the configuration was checked: " + subscriber.network());
    }
    return pool;
  }

  /**
   * Whose request it is, by what it says of itself. The NAI counts more than the home address,
   * which a node may have from an earlier time; whether it may have it is another question. Of
   * nodes in different networks with the same home address, the SPI tells which it is.
   */
  Optional<ServedNode> find(Ip4 home, @Nullable String nai, int spi) {
    if (nai != null) {
      ServedNode named = byName.get(nai);
      if (named != null && nai.equals(named.subscriber().nai())) {
        return Optional.of(named);
      }
    }
    ServedNode found = null;
    for (ServedNode node = byHome.get(home); node != null; node = node.twin) {
      if (nai == null || node.subscriber().nai() == null) {
        if (node.subscriber().association(spi).isPresent()) {
          return Optional.of(node);
        }
        found = node;
      }
    }
    return Optional.ofNullable(found);
  }

  Optional<ServedNode> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** The nodes with a home address, by {@link ServedNode#twin}; null if there is none. */
  @Nullable ServedNode at(Ip4 home) {
    return byHome.get(home);
  }

  /** Whether it is the home address of a node served here. */
  boolean isHome(Ip4 address) {
    return byHome.containsKey(address);
  }

  /**
   * Sees that a node has a home address (RFC 2794 §2).
   *
   * @return the node that had to give its address away, to be remembered; null if none had to
   */
  @Nullable ServedNode assignHome(ServedNode node, MonotonicTime now) {
    if (!node.home().isAny()) {
      return null;
    }
    return assign(node, pool(node.subscriber()).assign(), now);
  }

  /**
   * Sees that a node has another home address than before, which nobody can foretell; the same if
   * no other is free. It must have no bindings.
   *
   * @return the node that had to give its address away, to be remembered; null if none had to
   */
  @Nullable ServedNode assignOtherHome(ServedNode node, MonotonicTime now) {
    AddressPool pool = pool(node.subscriber());
    Ip4 before = node.home();
    Optional<Ip4> other = pool.draw(random);
    if (other.isEmpty() && !before.isAny()) {
      return null;
    }
    if (!before.isAny()) {
      leaveHome(node);
      node.assign(Ip4.ANY);
      pool.busy(node);
      pool.release(before);
    }
    return assign(node, other, now);
  }

  private @Nullable ServedNode assign(ServedNode node, Optional<Ip4> free, MonotonicTime now) {
    AddressPool pool = pool(node.subscriber());
    if (free.isPresent()) {
      node.assign(free.get());
      enterHome(node);
      return null;
    }
    ServedNode evicted = pool.evict(now);
    if (evicted != null) {
      Ip4 address = evicted.home();
      leaveHome(evicted);
      evicted.assign(Ip4.ANY);
      node.assign(address);
      enterHome(node);
    }
    return evicted;
  }

  /** A node got its first binding or lost its last one: it matters to who has an assigned one. */
  void bound(ServedNode node, boolean isBound, MonotonicTime now) {
    if (node.isAssigned()) {
      if (isBound) {
        pool(node.subscriber()).busy(node);
      } else {
        pool(node.subscriber()).idle(node, now);
      }
    }
  }

  /** From now on the time counts for those who have an assigned address and no binding. */
  void begin(MonotonicTime now) {
    for (ServedNode node : byName.values()) {
      if (node.bindings == null) {
        bound(node, false, now);
      }
    }
  }

  private void enterHome(ServedNode node) {
    if (!node.home().isAny()) {
      node.twin = byHome.put(node.home(), node);
    }
  }

  private void leaveHome(ServedNode node) {
    ServedNode first = byHome.get(node.home());
    if (first == node) {
      if (node.twin == null) {
        byHome.remove(node.home());
      } else {
        byHome.put(node.home(), node.twin);
      }
    } else {
      for (ServedNode other = first; other != null; other = other.twin) {
        if (other.twin == node) {
          other.twin = node.twin;
        }
      }
    }
    node.twin = null;
  }
}
