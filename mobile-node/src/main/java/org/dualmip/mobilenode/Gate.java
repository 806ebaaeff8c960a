package org.dualmip.mobilenode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.dualmip.linux.Nftables;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobilenode.Projection.Opening;
import org.jspecify.annotations.Nullable;

/**
 * The gate: a packet filter that drops by default and lets user data through only where the
 * projection has an opening (RFC 5265 §3.2.2).
 *
 * <p>What may always pass is what cannot carry user data in the clear: signalling with the outer
 * home agent, its tunnel (which carries only the VPN), the VPN's own packets, DHCP. An interface
 * that has proved to be inside is a set element with a timeout, so the kernel shuts the gate by
 * itself when T_MONITOR is over (§3.2.4), whatever became of this program. The filter stays when
 * the program dies and goes when the service is stopped.
 *
 * <p>What a home agent sends early, before its reply is understood, may come in as far as the
 * tunnel's socket, where it waits (see {@link Tunnels}); nothing goes out.
 *
 * <p>ARP has a table of its own: nothing of the inner networks is asked for, or told, on an
 * interface that is not being proved.
 */
final class Gate implements AutoCloseable {
  /** The name of our tables. */
  static final String TABLE = "dualmip_node";

  private final Nftables filter;
  private String applied = "";

  /** Installs the filter, shut, in place of whatever an earlier run left. */
  Gate(NodeSettings settings, Nftables filter) {
    this.filter = filter;
    filter.run(new GateRules(settings).text());
  }

  /** Makes the openings those of a projection, all at once. */
  void apply(Projection projection, MonotonicTime now) {
    String elements = elements(projection, now);
    if (!elements.equals(applied)) {
      filter.run(elements);
      applied = elements;
    }
  }

  /** What both projections allow: applied first, so that nothing closes late. */
  static Projection common(Projection one, Projection other) {
    Set<Opening> openings =
        one.openings().stream()
            .filter(opening -> other.openings().stream().anyMatch(that -> same(opening, that)))
            .collect(Collectors.toSet());
    Set<String> probes = new HashSet<>(one.probes());
    probes.retainAll(other.probes());
    return new Projection(
        other.links(),
        openings,
        probes,
        other.sockets(),
        null,
        Set.of(),
        null,
        Set.of(),
        other.outerHome(),
        other.vpnFrom(),
        other.vpnAddress());
  }

  private static boolean same(Opening one, Opening other) {
    return (one instanceof Opening.Inside a && other instanceof Opening.Inside b)
        ? a.careOf().equals(b.careOf())
        : one.equals(other);
  }

  /** Removes the filter: only a clean stop of the service does. */
  @Override
  public void close() {
    filter.run(
        "add table inet %1$s; delete table inet %1$s; add table arp %1$s; delete table arp %1$s"
            .formatted(TABLE));
    filter.close();
  }

  private String elements(Projection projection, MonotonicTime now) {
    List<String> commands = new ArrayList<>();
    for (String set : List.of("inside", "probe", "outer_home", "vpn", "vpn_open")) {
      commands.add("flush set inet " + TABLE + " " + set);
    }
    commands.add("flush set arp " + TABLE + " inside");
    List<String> inside = new ArrayList<>();
    boolean outside = false;
    for (Opening opening : projection.openings()) {
      switch (opening) {
        case Opening.Inside open -> {
          long left = open.until().since(now).toMillis();
          if (left > 0) {
            inside.add(quoted(open.careOf().link()) + " timeout " + left + "ms");
          }
        }
        case Opening.Outside _ -> outside = true;
      }
    }
    Set<String> arp = new HashSet<>(projection.probes());
    projection.openings().stream()
        .filter(Opening.Inside.class::isInstance)
        .forEach(opening -> arp.add(((Opening.Inside) opening).careOf().link()));
    addElements(commands, "inet", "inside", inside);
    addElements(commands, "inet", "probe", projection.probes().stream().map(Gate::quoted).toList());
    addElements(commands, "arp", "inside", arp.stream().map(Gate::quoted).sorted().toList());
    addElements(commands, "inet", "outer_home", optional(projection.outerHome()));
    addElements(commands, "inet", "vpn", optional(projection.vpnAddress()));
    addElements(
        commands, "inet", "vpn_open", outside ? optional(projection.vpnAddress()) : List.of());
    return String.join("\n", commands) + "\n";
  }

  private static void addElements(
      List<String> commands, String family, String set, List<String> elements) {
    if (!elements.isEmpty()) {
      commands.add(
          "add element "
              + family
              + " "
              + TABLE
              + " "
              + set
              + " { "
              + String.join(", ", elements)
              + " }");
    }
  }

  private static List<String> optional(@Nullable Ip4 address) {
    return address == null ? List.of() : List.of(address.toString());
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }
}
