package org.dualmip.mobileip.agent;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.agent.HomeAgent.Memory;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/** All mobile nodes that are served, found by home address or NAI (RFC 2794 §1). */
final class ServedNodes {
  private final Map<String, ServedNode> byName = new HashMap<>();
  private final Map<String, ServedNode> byNai = new HashMap<>();
  private final Map<Ip4, ServedNode> byHome = new HashMap<>();
  private final AddressPool pool;

  ServedNodes(HomeAgentConfig config, RandomGenerator random, Collection<Memory> memories) {
    Map<String, Memory> remembered = new HashMap<>();
    memories.forEach(memory -> remembered.put(memory.subscriber(), memory));
    Set<Ip4> taken = new HashSet<>();
    taken.add(config.address());
    config.subscribers().stream()
        .map(Subscriber::home)
        .filter(home -> home != null)
        .forEach(taken::add);
    pool = new AddressPool(config.networks().getFirst().prefix(), taken);
    for (Subscriber subscriber : config.subscribers()) {
      enter(subscriber, remembered.get(subscriber.name()), random);
    }
  }

  private void enter(Subscriber subscriber, @Nullable Memory memory, RandomGenerator random) {
    IdentificationCheck identification =
        memory == null
            ? new IdentificationCheck(random, 0, 0)
            : new IdentificationCheck(random, memory.lastIdentification(), memory.nonce());
    Ip4 home = subscriber.home();
    if (home == null) {
      // A remembered address may have left the home network since, or be configured for another.
      home = memory != null && pool.claim(memory.home()) ? memory.home() : Ip4.ANY;
    }
    ServedNode node = new ServedNode(subscriber, home, identification);
    byName.put(subscriber.name(), node);
    if (subscriber.nai() != null) {
      byNai.put(subscriber.nai(), node);
    }
    if (!home.isAny()) {
      byHome.put(home, node);
    }
  }

  /**
   * Whose request it is, by what it says of itself. The NAI counts more than the home address,
   * which a node may have from an earlier time; whether it may have it is another question.
   */
  Optional<ServedNode> find(Ip4 home, @Nullable String nai) {
    if (nai != null && byNai.containsKey(nai)) {
      return Optional.ofNullable(byNai.get(nai));
    }
    return Optional.ofNullable(byHome.get(home))
        .filter(node -> nai == null || node.subscriber().nai() == null);
  }

  Optional<ServedNode> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /** Whether it is the home address of a node served here. */
  boolean isHome(Ip4 address) {
    return byHome.containsKey(address);
  }

  /** Sees that a node has a home address; false if none is left (RFC 2794 §2). */
  boolean assignHome(ServedNode node) {
    if (node.home().isAny()) {
      pool.assign().ifPresent(node::assign);
      if (!node.home().isAny()) {
        byHome.put(node.home(), node);
      }
    }
    return !node.home().isAny();
  }
}
