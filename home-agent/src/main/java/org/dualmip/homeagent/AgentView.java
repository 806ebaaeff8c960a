package org.dualmip.homeagent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.dualmip.linux.TunnelCounters;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.foreign.ForeignAgent;
import org.dualmip.mobileip.foreign.Visitor;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Prefix4;
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
 * @param tunnels of the home agent; null without one
 * @param visitors of the foreign agent; null without one
 */
record AgentView(
    Supplier<AgentConfig> config,
    Clock clock,
    Now since,
    OwnerThread<AgentInput, AgentOutput> owner,
    AgentEngine engine,
    @Nullable DataPath tunnels,
    @Nullable VisitorPath visitors,
    List<Signalling> sockets,
    Map<String, LinkPort> links,
    List<HomeLink> homeLinks,
    EventLog log) {
  /** The pages that an agent of this kind has, by path. */
  static Map<String, Function<AgentView, Object>> pages(AgentConfig config) {
    Map<String, Function<AgentView, Object>> pages = new LinkedHashMap<>();
    pages.put("/health", AgentView::health);
    if (config.role() != AgentConfig.Role.FOREIGN) {
      pages.put("/show/bindings", view -> view.owner.ask(view::bindings));
    }
    if (config.foreignAgent() != null) {
      pages.put("/show/visitors", view -> view.owner.ask(view::visitorList));
    }
    pages.put("/show/tunnels", view -> view.owner.ask(view::tunnelTable));
    pages.put("/show/counters", view -> view.owner.ask(view::counters));
    pages.put("/why", view -> view.log.last());
    return pages;
  }

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
    ServingEngine home = engine.home();
    if (home != null) {
      home.bindings().forEach(binding -> rows.add(row(binding, now)));
    }
    return rows;
  }

  private List<Object> visitorList() {
    Now now = clock.now();
    List<Object> rows = new ArrayList<>();
    ForeignAgent foreign = engine.foreign();
    if (foreign != null) {
      foreign.visitors().forEach(visitor -> rows.add(row(visitor, now)));
    }
    return rows;
  }

  /** One row of {@code show bindings}. */
  static Map<String, @Nullable Object> row(Binding binding, Now now) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("home", binding.home().toString());
    row.put("network", binding.network());
    row.put("subscriber", binding.subscriber());
    row.put("care-of", binding.careOf().toString());
    row.put("tunnel", binding.tunnel().toString());
    row.put("reverse-tunnel", binding.reverseTunnel());
    if (binding.broadcasts()) {
      row.put("broadcasts", true);
    }
    if (!binding.mobileNetworks().isEmpty()) {
      row.put(
          "mobile-networks",
          String.join(" ", binding.mobileNetworks().stream().map(Prefix4::toString).toList()));
    }
    if (binding.foreignAgent() != null) {
      row.put("foreign-agent", binding.foreignAgent().address().toString());
    }
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

  /** One row of {@code show visitors}. */
  static Map<String, @Nullable Object> row(Visitor visitor, Now now) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    row.put("home", visitor.home().toString());
    row.put("visitor", visitor.name());
    row.put("link", visitor.link());
    row.put("station", visitor.mac().toString());
    row.put("home-agent", visitor.homeAgent().toString());
    row.put("care-of", visitor.careOf().toString());
    row.put("tunnel", visitor.tunnel().toString());
    row.put(
        "reverse-tunnel",
        visitor.reverseTunnel() ? visitor.delivery().name().toLowerCase(Locale.ROOT) : "no");
    row.put("granted-s", visitor.grantedSeconds());
    row.put("remaining-s", Math.max(0, visitor.expires().since(now.monotonic()).toSeconds()));
    return row;
  }

  private Map<String, Object> tunnelTable() {
    AgentConfig now = config.get();
    List<Map<String, String>> rows = new ArrayList<>();
    ServingEngine home = engine.home();
    if (home != null) {
      for (Binding binding : home.bindings()) {
        rows.add(Map.of("inner", binding.home().toString(), "tunnel", binding.tunnel().toString()));
      }
    }
    ForeignAgent foreign = engine.foreign();
    if (foreign != null) {
      for (Visitor visitor : foreign.visitors()) {
        rows.add(
            Map.of("visitor", visitor.home().toString(), "tunnel", visitor.tunnel().toString()));
      }
    }
    Map<String, Object> page = new LinkedHashMap<>();
    now.networks().stream()
        .findFirst()
        .ifPresent(_ -> {
          page.put("adapter", now.adapter());
          page.put("mtu", now.adapterMtu());
        });
    if (now.foreignAgent() != null) {
      page.put("visitors-adapter", now.foreignAgent().adapter());
      page.put("visitors-mtu", now.foreignAgent().mtu());
    }
    page.put("tunnels", rows);
    putPackets(page, "counters");
    return page;
  }

  private Map<String, Object> counters() {
    Map<String, Object> counters = new LinkedHashMap<>();
    ServingEngine home = engine.home();
    if (home != null) {
      counters.put("registrations", home.counters());
      if (home.discoveryKey() != null) {
        counters.put("home-agent-discovery", Map.of("public-key", home.discoveryKey()));
      }
    }
    ForeignAgent foreign = engine.foreign();
    if (foreign != null) {
      counters.put("relaying", foreign.counters());
      counters.put("pending", foreign.pending());
    }
    counters.put("discovery", engine.discovery());
    putPackets(counters, "tunnels");
    counters.put("send-failures", sockets.stream().mapToLong(Signalling::sendFailures).sum());
    counters.put("link-send-failures", links.values().stream().mapToLong(LinkPort::unsent).sum());
    counters.put("link-malformed", links.values().stream().mapToLong(LinkPort::malformed).sum());
    if (!homeLinks.isEmpty()) {
      counters.put("gratuitous-arp", homeLinks.stream().mapToLong(HomeLink::announcements).sum());
      counters.put(
          "gratuitous-arp-failures", homeLinks.stream().mapToLong(HomeLink::failures).sum());
    }
    counters.put("mailbox", owner.counters());
    counters.put("events-lost", log.lost());
    return counters;
  }

  /** Those of the only home network stand by themselves. */
  private void putPackets(Map<String, Object> page, String name) {
    if (tunnels != null) {
      Map<String, TunnelCounters> byNetwork = tunnels.counters();
      page.put(name, byNetwork.size() == 1 ? byNetwork.values().iterator().next() : byNetwork);
    }
    if (visitors != null) {
      page.put("visitors-" + name, visitors.counters());
    }
  }
}
