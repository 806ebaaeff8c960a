package org.dualmip.homeagent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.dualmip.linux.TunnelCounters;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.jspecify.annotations.Nullable;

/**
 * What the administration socket shows. Until the agent serves, asking for a page fails with "is
 * starting". Pages are computed by whoever owns what they show; see {@link #ownedBy}.
 */
final class AgentPages {
  private volatile @Nullable Map<String, Supplier<@Nullable Object>> pages;

  /** The pages that there will be, for the server to open with. */
  Map<String, Supplier<@Nullable Object>> byPath() {
    Map<String, Supplier<@Nullable Object>> served = new LinkedHashMap<>();
    for (String path :
        List.of("/health", "/show/bindings", "/show/tunnels", "/show/counters", "/why")) {
      served.put(path, () -> page(path));
    }
    return served;
  }

  /** Shows these from now on. */
  void serve(Map<String, Supplier<@Nullable Object>> suppliers) {
    pages = suppliers;
  }

  private @Nullable Object page(String path) {
    Map<String, Supplier<@Nullable Object>> now = pages;
    Supplier<@Nullable Object> page = now == null ? null : now.get(path);
    if (page == null) {
      throw new IllegalStateException("the agent is starting");
    }
    return page.get();
  }

  static List<Map<String, @Nullable Object>> bindings(Iterable<Binding> bindings, Now now) {
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (Binding binding : bindings) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("home", binding.home().toString());
      row.put("subscriber", binding.subscriber());
      row.put("care-of", binding.careOf().toString());
      row.put("tunnel", binding.tunnel().toString());
      row.put("reverse-tunnel", binding.reverseTunnel());
      row.put("granted-s", binding.grantedSeconds());
      row.put("remaining-s", AgentEvents.remaining(binding, now));
      MonotonicTime until = binding.previousUntil();
      if (binding.previous() != null && until != null && now.monotonic().isBefore(until)) {
        row.put("previous", binding.previous().toString());
      }
      rows.add(row);
    }
    return rows;
  }

  static Map<String, @Nullable Object> tunnels(
      AgentConfig config, Iterable<Binding> bindings, TunnelCounters counters) {
    List<Map<String, String>> rows = new ArrayList<>();
    for (Binding binding : bindings) {
      rows.add(Map.of("inner", binding.home().toString(), "tunnel", binding.tunnel().toString()));
    }
    Map<String, @Nullable Object> page = new LinkedHashMap<>();
    page.put("adapter", config.adapter());
    page.put("mtu", config.adapterMtu());
    page.put("tunnels", rows);
    page.put("counters", counters);
    return page;
  }
}
