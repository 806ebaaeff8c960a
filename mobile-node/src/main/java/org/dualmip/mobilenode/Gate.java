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
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobilenode.Projection.Opening;
import org.dualmip.mobilenode.Projection.Path;
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
 * <p>At home user data passes bare, with the home address as source or destination; who is on the
 * home link with it hears nothing of it before the home agent has answered.
 *
 * <p>Registrations with a foreign agent do not pass here: they are sent beside the host's own IP
 * layer. What may pass to and from it, bare or in a tunnel to it, is user data where the interface
 * has proved to be inside, and outside the VPN's own packets.
 *
 * <p>ARP has a table of its own: nothing of the inner networks is asked for, or told, on an
 * interface that is not being proved, but for the address that the access network itself gave.
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

  /** Lets the place for captive portals reach the network of one interface, or null for none. */
  void portal(@Nullable String link) {
    List<String> commands = new ArrayList<>();
    commands.add("flush set inet " + TABLE + " portal");
    addElements(commands, "inet", "portal", link == null ? List.of() : List.of(quoted(link)));
    filter.run(String.join("\n", commands) + "\n");
  }

  /** What both projections allow: applied first, so that nothing closes late. */
  static Projection common(Projection one, Projection other) {
    Set<Opening> openings =
        one.openings().stream()
            .filter(opening -> other.openings().stream().anyMatch(that -> same(opening, that)))
            .collect(Collectors.toSet());
    Set<String> probes = new HashSet<>(one.probes());
    probes.retainAll(other.probes());
    Set<Path> accepted = new HashSet<>(one.outerAccepted());
    accepted.retainAll(other.outerAccepted());
    return new Projection(
        other.links(),
        openings,
        probes,
        other.sockets(),
        null,
        Set.of(),
        null,
        accepted,
        other.outerHome(),
        other.vpnFrom(),
        other.vpnAddress(),
        Set.of(),
        other.mobileNetworks(),
        other.homeLink());
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
    for (String set :
        List.of(
            "inside",
            "bare",
            "bare_outer",
            "agents",
            "probe",
            "outer_home",
            "vpn",
            "vpn_open",
            "mobile",
            "place")) {
      commands.add("flush set inet " + TABLE + " " + set);
    }
    commands.add("flush set arp " + TABLE + " inside");
    commands.add("flush set arp " + TABLE + " place");
    List<String> inside = new ArrayList<>();
    List<String> bare = new ArrayList<>();
    boolean outside = false;
    for (Opening opening : projection.openings()) {
      switch (opening) {
        case Opening.Inside open -> {
          long left = open.until().since(now).toMillis();
          if (left > 0) {
            (open.careOf().isCoLocated() ? inside : bare)
                .add(quoted(open.careOf().link()) + " timeout " + left + "ms");
          }
        }
        case Opening.Outside _ -> outside = true;
      }
    }
    // Behind a foreign agent there is no ARP about home addresses (RFC 5944 §4.6).
    Set<String> arp = new HashSet<>();
    for (Link link : projection.links()) {
      if (link.ownsAddress() && (probed(projection, link) || open(projection, link))) {
        arp.add(link.name());
      }
    }
    addElements(commands, "inet", "inside", inside);
    addElements(commands, "inet", "bare", bare);
    addElements(
        commands,
        "inet",
        "mobile",
        projection.mobileNetworks().stream().map(Prefix4::toString).sorted().toList());
    addElements(
        commands,
        "inet",
        "bare_outer",
        projection.bareOuterLinks().stream().map(Gate::quoted).sorted().toList());
    addElements(
        commands,
        "inet",
        "agents",
        projection.outerAgents().stream().map(Ip4::toString).sorted().toList());
    addElements(commands, "inet", "probe", projection.probes().stream().map(Gate::quoted).toList());
    List<String> places =
        projection.links().stream()
            .filter(Link::ownsAddress)
            .map(link -> quoted(link.name()) + " . " + link.address())
            .sorted()
            .toList();
    addElements(commands, "inet", "place", places);
    addElements(
        commands,
        "arp",
        "place",
        projection.links().stream()
            .filter(Link::ownsAddress)
            .map(link -> quoted(link.name()) + " . " + link.address() + " . " + link.gateway())
            .sorted()
            .toList());
    addElements(commands, "arp", "inside", arp.stream().map(Gate::quoted).sorted().toList());
    addElements(commands, "inet", "outer_home", optional(projection.outerHome()));
    addElements(commands, "inet", "vpn", optional(projection.vpnAddress()));
    addElements(
        commands, "inet", "vpn_open", outside ? optional(projection.vpnAddress()) : List.of());
    return String.join("\n", commands) + "\n";
  }

  private static boolean probed(Projection projection, Link link) {
    return projection.probes().contains(link.name());
  }

  private static boolean open(Projection projection, Link link) {
    return projection.openings().stream()
        .anyMatch(
            opening -> opening instanceof Opening.Inside inside && isFrom(inside.careOf(), link));
  }

  private static boolean isFrom(CareOf careOf, Link link) {
    return careOf.equals(link.careOf())
        || (careOf instanceof CareOf.AtHome && careOf.link().equals(link.name()));
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
