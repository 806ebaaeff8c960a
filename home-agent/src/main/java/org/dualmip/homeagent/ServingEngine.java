package org.dualmip.homeagent;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.agent.HomeAgent.Input;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.service.Clock;
import org.dualmip.service.Engine;
import org.jspecify.annotations.Nullable;

/**
 * The engine as it serves now: made from the store at the start, and made anew from store and
 * bindings when the configuration is re-read. Belongs to the owner thread.
 */
final class ServingEngine implements Engine<Input, Output> {
  private final BindingStore store;
  private final Map<String, Long> earlier = new TreeMap<>();
  private HomeAgent current;

  ServingEngine(HomeAgentConfig config, BindingStore store, Clock clock) {
    this.store = store;
    List<Binding> stored = store.bindings(clock.now());
    this.current = make(config, stored);
    Set<Ip4> served = homes(current.bindings());
    for (Binding binding : stored) {
      if (!served.contains(binding.home())) {
        store.remove(binding.home());
      }
    }
  }

  /**
   * Serves by another configuration from now on.
   *
   * @return the bindings that ended with it
   */
  List<Binding> configure(HomeAgentConfig config) {
    List<Binding> before = List.copyOf(current.bindings());
    current.counters().forEach((name, count) -> earlier.merge(name, count, Long::sum));
    current = make(config, before);
    Set<Ip4> served = homes(current.bindings());
    List<Binding> ended = new ArrayList<>(before);
    ended.removeIf(binding -> served.contains(binding.home()));
    return ended;
  }

  /** The binding list. */
  Collection<Binding> bindings() {
    return current.bindings();
  }

  /** Counters since the start of the process. */
  Map<String, Long> counters() {
    Map<String, Long> sum = new TreeMap<>(earlier);
    current.counters().forEach((name, count) -> sum.merge(name, count, Long::sum));
    return sum;
  }

  @Override
  public void handle(Input input) {
    current.handle(input);
  }

  @Override
  public @Nullable Output poll() {
    return current.poll();
  }

  @Override
  public @Nullable MonotonicTime wakeAt() {
    return current.wakeAt();
  }

  private HomeAgent make(HomeAgentConfig config, Collection<Binding> bindings) {
    return new HomeAgent(config, new SecureRandom(), store.memories(), bindings);
  }

  private static Set<Ip4> homes(Collection<Binding> bindings) {
    Set<Ip4> homes = new HashSet<>();
    bindings.forEach(binding -> homes.add(binding.home()));
    return homes;
  }
}
