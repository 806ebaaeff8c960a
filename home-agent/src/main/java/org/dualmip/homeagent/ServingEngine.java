package org.dualmip.homeagent;

import java.security.SecureRandom;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.HomeAgent;
import org.dualmip.mobileip.agent.HomeAgent.Input;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.agent.HomeAgentConfig;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.dualmip.service.Clock;
import org.dualmip.service.Engine;
import org.jspecify.annotations.Nullable;

/**
 * The engine as it serves now: made from the store at the start, and made anew from store and
 * bindings when the configuration is re-read. Belongs to the owner thread.
 */
final class ServingEngine implements Engine<Input, Output> {
  private final BindingStore store;
  private final @Nullable DiscoverySecret discovery;
  private final Map<String, Long> earlier = new LinkedHashMap<>();
  private HomeAgent current;

  /**
   * @param discovery the key by which it can be found; null if it cannot
   */
  ServingEngine(
      HomeAgentConfig config,
      @Nullable DiscoverySecret discovery,
      BindingStore store,
      Clock clock) {
    this.store = store;
    this.discovery = discovery;
    this.current = make(config, store.bindings(clock.now()));
  }

  /** Serves by another configuration from now on; what ends with it are outputs. */
  void configure(HomeAgentConfig config) {
    current.counters().forEach((name, count) -> earlier.merge(name, count, Long::sum));
    current = make(config, current.bindings());
  }

  /** The binding list. */
  Collection<Binding> bindings() {
    return current.bindings();
  }

  /** Counters since the start of the process. */
  Map<String, Long> counters() {
    Map<String, Long> sum = new LinkedHashMap<>(earlier);
    current.counters().forEach((name, count) -> sum.merge(name, count, Long::sum));
    return sum;
  }

  /** The public key by which it can be found, in hexadecimal digits; null if it cannot. */
  @Nullable String discoveryKey() {
    return discovery == null ? null : discovery.publicKey().toString();
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
    return new HomeAgent(config, new SecureRandom(), store.memories(), bindings, null, discovery);
  }
}
