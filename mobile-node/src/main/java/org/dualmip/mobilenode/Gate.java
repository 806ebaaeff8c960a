package org.dualmip.mobilenode;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.dualmip.linux.Nftables;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Prefix4;
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

  private final NodeSettings settings;
  private final Nftables filter;
  private String applied = "";

  /** Installs the filter, shut, in place of whatever an earlier run left. */
  Gate(NodeSettings settings, Nftables filter) {
    this.settings = settings;
    this.filter = filter;
    filter.run(rules());
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

  private String rules() {
    String physical =
        settings.interfaces().stream()
            .map(one -> quoted(one.name()))
            .collect(Collectors.joining(", "));
    String inner = prefixes(settings.inner().networks());
    List<Prefix4> hidden = new ArrayList<>(settings.inner().networks());
    hidden.addAll(settings.outer().networks());
    Ip4 outerHome = settings.outer().homeAddress();
    String known = outerHome == null ? "" : "elements = { " + outerHome + " }";
    return """
    add table inet %1$s
    delete table inet %1$s
    table inet %1$s {
      set inside { type ifname; flags timeout; }
      set probe { type ifname; }
      set outer_home { type ipv4_addr; %2$s }
      set vpn { type ipv4_addr; }
      set vpn_open { type ipv4_addr; }

      chain output {
        type filter hook output priority filter; policy drop;
        oifname "lo" accept
        oifname "%3$s" ip saddr %5$s accept
        oifname "%12$s" ip saddr @vpn_open ip daddr %6$s ip protocol 4 accept
        oifname "%12$s" ip saddr @vpn ip daddr %6$s udp dport 434 @th,64,8 1 accept
        oifname "%12$s" ip saddr @vpn_open ip daddr %6$s udp dport 434 accept
        oifname "%4$s" ip saddr @outer_home ip daddr %8$s udp dport { 500, 4500 } accept
        oifname "%4$s" ip saddr @outer_home ip daddr %8$s ip frag-off & 0x1fff != 0 accept
        oifname { %9$s } jump physical_output
        counter drop
      }
      chain physical_output {
        oifname @inside ip daddr %6$s ip protocol 4 accept
        oifname @inside ip daddr %6$s ip frag-off & 0x1fff != 0 accept
        oifname @inside ip daddr %6$s udp dport 434 accept
        oifname @probe ip daddr %6$s udp dport 434 @th,64,8 1 accept
        ip saddr { %10$s } counter drop
        ip daddr { %10$s } counter drop
        ip daddr %7$s ip protocol 4 accept
        ip daddr %7$s udp dport 434 accept
        ip daddr %7$s ip frag-off & 0x1fff != 0 accept
        udp sport 68 udp dport 67 accept
        counter drop
      }
      chain input {
        type filter hook input priority filter; policy drop;
        iifname "lo" accept
        iifname "%3$s" ip daddr %5$s accept
        iifname "%12$s" ip saddr %6$s ip daddr @vpn ip protocol 4 accept
        iifname "%12$s" ip saddr %6$s ip daddr @vpn udp sport 434 accept
        iifname "%4$s" ip saddr %8$s ip daddr @outer_home udp sport { 500, 4500 } accept
        iifname "%4$s" ip saddr %8$s ip daddr @outer_home ip frag-off & 0x1fff != 0 accept
        iifname { %9$s } jump physical_input
        counter drop
      }
      chain physical_input {
        iifname @inside ip saddr %6$s ip protocol 4 accept
        iifname @inside ip saddr %6$s ip frag-off & 0x1fff != 0 accept
        iifname @inside ip saddr %6$s udp sport 434 accept
        iifname @probe ip saddr %6$s ip protocol 4 accept
        iifname @probe ip saddr %6$s ip frag-off & 0x1fff != 0 accept
        iifname @probe ip saddr %6$s udp sport 434 @th,64,8 3 accept
        ip saddr %7$s ip protocol 4 accept
        ip saddr %7$s udp sport 434 accept
        ip saddr %7$s ip frag-off & 0x1fff != 0 accept
        udp sport 67 udp dport 68 accept
        icmp type { destination-unreachable, time-exceeded } accept
        counter drop
      }
      chain forward { type filter hook forward priority filter; policy drop; }
    }
    add table arp %1$s
    delete table arp %1$s
    table arp %1$s {
      set inside { type ifname; }
      chain output {
        type filter hook output priority filter; policy accept;
        oifname != { %9$s } accept
        oifname @inside accept
        arp saddr ip { %11$s } counter drop
        arp daddr ip { %11$s } counter drop
      }
    }
    """
        .formatted(
            TABLE,
            known,
            Adapters.INTRANET,
            Adapters.MOBILITY,
            settings.inner().homeAddress(),
            settings.inner().homeAgent(),
            settings.outer().homeAgent(),
            settings.vpn().gateway(),
            physical,
            inner,
            prefixes(hidden),
            settings.vpn().device());
  }

  private static String prefixes(List<Prefix4> networks) {
    return networks.stream().distinct().map(Prefix4::toString).collect(Collectors.joining(", "));
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }
}
