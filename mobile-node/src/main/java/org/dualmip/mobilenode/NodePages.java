package org.dualmip.mobilenode;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.dualmip.detector.Verdict;
import org.dualmip.ipsec.VpnStatus;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.dualmip.service.Clock;
import org.dualmip.service.OwnerThread;
import org.jspecify.annotations.Nullable;

/** What {@code dualmip show} shows of a node, as plain values. Owner thread only. */
final class NodePages {
  private static final Comparator<Prefix4> IN_ORDER = Comparator.comparing(Prefix4::toString);

  private final NodeSettings settings;
  private final DualNode engine;
  private final Clock clock;

  NodePages(NodeSettings settings, DualNode engine, Clock clock) {
    this.settings = settings;
    this.engine = engine;
    this.clock = clock;
  }

  Map<String, Object> node() {
    Projection projection = engine.projection();
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("access-mode", engine.accessMode());
    page.put("gate", projection.openings().isEmpty() ? "shut" : "open");
    page.put("openings", Projection.describe(projection.openings()));
    page.put("home-address", settings.inner().homeAddress());
    put(page, "home-link", projection.homeLink());
    put(page, "outer-home-address", projection.outerHome());
    put(page, "vpn-address", projection.vpnAddress());
    List<Object> links = new ArrayList<>();
    MonotonicTime now = clock.now().monotonic();
    for (Verdict verdict : engine.verdicts(now)) {
      Map<String, Object> link = new LinkedHashMap<>();
      link.put("interface", verdict.link());
      projection.links().stream()
          .filter(one -> one.name().equals(verdict.link()))
          .findFirst()
          .ifPresent(one -> {
            link.put("address", one.address() + "/" + one.prefixLength());
            link.put("gateway", one.gateway());
          });
      link.put("domain", verdict.domain());
      if (engine.isMetered(verdict.link())) {
        link.put("metered", true);
      }
      links.add(link);
    }
    page.put("interfaces", links);
    put(page, "vpn-leaves-through", projection.vpnFrom());
    if (!projection.mobileNetworks().isEmpty()) {
      page.put("mobile-networks", projection.mobileNetworks().stream().sorted(IN_ORDER).toList());
    }
    List<Object> registrations = new ArrayList<>();
    for (Tier tier : Tier.values()) {
      MobileNode system = engine.system(tier);
      if (system != null) {
        registrations.add(registration(tier, system, now));
      }
    }
    page.put("registrations", registrations);
    return page;
  }

  private static Map<String, Object> registration(Tier tier, MobileNode system, MonotonicTime now) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("system", tier);
    page.put("home-agent", system.homeAgent());
    page.put("home-address", system.home());
    put(page, "care-of-address", system.boundTo());
    MonotonicTime until = system.boundUntil();
    if (until != null) {
      page.put("expires-in-ms", until.since(now).toMillis());
    }
    CareOf requesting = system.requesting();
    put(page, "requesting", requesting);
    return page;
  }

  List<Object> detector() {
    List<Object> page = new ArrayList<>();
    for (Verdict verdict : engine.verdicts(clock.now().monotonic())) {
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("interface", verdict.link());
      one.put("domain", verdict.domain());
      addOverride(one, verdict.link());
      one.put("score", verdict.score());
      one.put("rule", verdict.rule());
      one.put("evidence", verdict.reasons());
      one.put("would-change", verdict.wouldChange());
      page.add(one);
    }
    for (String name : new TreeSet<>(engine.networks().names())) {
      if (!engine.networks().override(name).use()) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("interface", name);
        addOverride(one, name);
        page.add(one);
      }
    }
    return page;
  }

  private void addOverride(Map<String, Object> page, String link) {
    NetworkOverride override = engine.networks().override(link);
    if (!override.name().isEmpty()) {
      page.put("network", override.name());
      page.put("user-says", override.words(engine.networks().isAllowed(link)));
    }
  }

  List<Object> tunnels(Tunnels tunnels) {
    Projection projection = engine.projection();
    List<Object> page = new ArrayList<>();
    page.add(
        tunnel(
            Tier.INNER,
            Adapters.INTRANET,
            projection.innerPath(),
            projection.innerAccepted(),
            tunnels));
    if (tunnels.tiers().contains(Tier.OUTER)) {
      page.add(
          tunnel(
              Tier.OUTER,
              Adapters.MOBILITY,
              projection.outerPath(),
              projection.outerAccepted(),
              tunnels));
    }
    return page;
  }

  private static Map<String, Object> tunnel(
      Tier tier,
      String adapter,
      Projection.@Nullable Path path,
      Set<Projection.Path> accepted,
      Tunnels tunnels) {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("system", tier);
    page.put("adapter", adapter);
    put(page, "path", path);
    page.put("accepted", accepted.stream().map(Object::toString).sorted().toList());
    page.put("counters", tunnels.counters(tier));
    return page;
  }

  Map<String, Object> counters(
      Tunnels tunnels, Sensors sensors, ShutTimes shutTimes, OwnerThread.Counters mailbox) {
    Map<String, Object> page = new LinkedHashMap<>();
    for (Tier tier : tunnels.tiers()) {
      MobileNode system = Objects.requireNonNull(engine.system(tier));
      page.put(tier + "-registration", system.counters());
      page.put(tier + "-tunnel", tunnels.counters(tier));
    }
    page.put("sensors", sensors.counters());
    page.put("gate", shutTimes.page());
    page.put("mailbox", mailbox);
    return page;
  }

  Object vpn(VpnStatus status) {
    return status;
  }

  private static void put(Map<String, Object> page, String key, @Nullable Object value) {
    if (value != null) {
      page.put(key, value);
    }
  }
}
