package org.dualmip.homeagent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.HomeAgent.Input;
import org.dualmip.mobileip.agent.HomeAgent.Output;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.service.Clock;
import org.dualmip.service.EventLog;
import org.dualmip.service.OwnerThread;
import org.jspecify.annotations.Nullable;

/**
 * The agent as {@code dualmip show} and {@code dualmip why} see it. What belongs to the owner
 * thread is read there; the values are plain, for JSON.
 *
 * @param config the configuration in force
 * @param since when the agent began to serve
 */
record AgentView(
    Supplier<AgentConfig> config,
    Clock clock,
    Now since,
    OwnerThread<Input, Output> owner,
    ServingEngine engine,
    DataPath tunnels,
    Signalling socket,
    @Nullable HomeLink homeLink,
    EventLog log) {
  /** The pages by path. */
  static final Map<String, Function<AgentView, Object>> PAGES =
      Map.of(
          "/health", AgentView::health,
          "/show/bindings", view -> view.owner.ask(view::bindings),
          "/show/tunnels", view -> view.owner.ask(view::tunnelTable),
          "/show/counters", view -> view.owner.ask(view::counters),
          "/why", view -> view.log.last());

  private record Health(String who, AgentConfig.Role role, String state, long pid, String since) {}

  private Object health() {
    return new Health(
        "agent",
        config.get().role(),
        "serving",
        ProcessHandle.current().pid(),
        since.wall().toString());
  }

  private List<Object> bindings() {
    Now now = clock.now();
    List<Object> rows = new ArrayList<>();
    engine.bindings().forEach(binding -> rows.add(row(binding, now)));
    return rows;
  }

  /** One row of {@code show bindings}. */
  static Map<String, @Nullable Object> row(Binding binding, Now now) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("home", binding.home().toString());
    row.put("subscriber", binding.subscriber());
    row.put("care-of", binding.careOf().toString());
    row.put("tunnel", binding.tunnel().toString());
    row.put("reverse-tunnel", binding.reverseTunnel());
    row.put("granted-s", binding.grantedSeconds());
    MonotonicTime expires = binding.expires();
    row.put(
        "remaining-s",
        expires == null ? null : Math.max(0, expires.since(now.monotonic()).toSeconds()));
    MonotonicTime until = binding.previousUntil();
    if (binding.previous() != null && until != null && now.monotonic().isBefore(until)) {
      row.put("previous", binding.previous().toString());
    }
    return row;
  }

  private Map<String, Object> tunnelTable() {
    Collection<Binding> bindings = engine.bindings();
    List<Map<String, String>> rows = new ArrayList<>();
    for (Binding binding : bindings) {
      rows.add(Map.of("inner", binding.home().toString(), "tunnel", binding.tunnel().toString()));
    }
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("adapter", config.get().adapter());
    page.put("mtu", config.get().adapterMtu());
    page.put("tunnels", rows);
    page.put("counters", tunnels.counters());
    return page;
  }

  private Map<String, Object> counters() {
    Map<String, Object> counters = new LinkedHashMap<>();
    counters.put("registrations", engine.counters());
    counters.put("tunnels", tunnels.counters());
    counters.put("send-failures", socket.sendFailures());
    if (homeLink != null) {
      counters.put("gratuitous-arp", homeLink.announcements());
      counters.put("gratuitous-arp-failures", homeLink.failures());
    }
    counters.put("mailbox", owner.counters());
    counters.put("events-lost", log.lost());
    return counters;
  }
}
