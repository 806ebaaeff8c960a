package org.dualmip.mobilenode;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobilenode.NodeSettings.Outer;
import org.dualmip.mobilenode.portal.PortalPlace;
import org.jspecify.annotations.Nullable;

/**
 * The text of the gate's tables, shut: what changes later are the elements of their sets.
 *
 * <p>Where nothing is proved yet, the inner home agent may be sent requests and acknowledgments of
 * revocations, and may send replies and revocations: by their type, the first octet of a message.
 *
 * <p>What is forwarded is nobody's but that of hosts behind a mobile router, and of the place from
 * which a captive portal can be reached: TCP and questions for names, to one interface's network
 * and to no address that this node keeps to itself.
 *
 * <p>A physical interface has two parts: what belongs to the inner system, which a set opens, and
 * what a foreign agent takes and brings bare; and, after every inner address is dropped, what
 * cannot carry user data in the clear. That is the outer system's signalling and tunnel; without an
 * outer system the VPN's own packets, to and from the gateway alone.
 *
 * <p>Private addresses are everybody's: an access network outside may use those of an inner
 * network. What it gave to an interface is that interface's place, and what may leave any foreign
 * network may leave from there as well, though from no other inner address. By ARP it asks for the
 * gateway there, and for nobody else.
 */
record GateRules(NodeSettings settings) {
  String text() {
    Ip4 gateway = settings.vpn().gateway();
    String inner = prefixes(clear());
    return """
    add table inet %1$s
    delete table inet %1$s
    table inet %1$s {
      set inside { type ifname; flags timeout; }
      set bare { type ifname; flags timeout; }
      set bare_outer { type ifname; }
      set agents { type ipv4_addr; }
      set probe { type ifname; }
      set outer_home { type ipv4_addr; %2$s }
      set mobile { type ipv4_addr; flags interval; }
      set place { type ifname . ipv4_addr; }
      set vpn { type ipv4_addr; }
      set vpn_open { type ipv4_addr; }
      set portal { type ifname; }

      chain output {
        type filter hook output priority filter; policy drop;
        oifname "lo" accept
        oifname "%3$s" ip saddr %5$s accept
        oifname "%10$s" ip saddr @vpn_open ip daddr %6$s ip protocol 4 accept
        oifname "%10$s" ip saddr @vpn ip daddr %6$s udp dport 434 @th,64,8 { 1, 15 } accept
        oifname "%10$s" ip saddr @vpn_open ip daddr %6$s udp dport 434 accept
        oifname "%4$s" ip saddr @outer_home ip daddr %7$s udp dport { 500, 4500 } accept
        oifname "%4$s" ip saddr @outer_home ip daddr %7$s ip frag-off & 0x1fff != 0 accept
    %15$s    oifname { %8$s } jump physical_output
        counter drop
      }
      chain physical_output {
        oifname @inside ip daddr %6$s ip protocol 4 accept
        oifname @inside ip daddr %6$s ip frag-off & 0x1fff != 0 accept
        oifname @inside ip daddr %6$s udp dport 434 accept
        oifname @probe ip daddr %6$s udp dport 434 @th,64,8 { 1, 15 } accept
        oifname @bare ip saddr %5$s ip daddr != { 224.0.0.0/4, 255.255.255.255 } accept
        oifname @bare_outer ip saddr @outer_home ip daddr @agents ip protocol { 4, 47 } accept
        oifname @bare_outer ip saddr @outer_home ip daddr %7$s udp dport { 500, 4500 } accept
        oifname @bare_outer ip saddr @outer_home ip daddr %7$s ip frag-off & 0x1fff != 0 accept
        ip daddr { %9$s } counter drop
    %18$s    ip saddr { %9$s } counter drop
    %11$s    udp sport 68 udp dport 67 accept
        counter drop
      }
      chain input {
        type filter hook input priority filter; policy drop;
        iifname "lo" accept
        iifname "%3$s" ip daddr { %17$s } accept
        iifname "%10$s" ip saddr %6$s ip daddr @vpn ip protocol 4 accept
        iifname "%10$s" ip daddr @vpn icmp type { destination-unreachable, time-exceeded } accept
        iifname "%10$s" ip saddr %6$s ip daddr @vpn udp sport 434 accept
        iifname "%4$s" ip saddr %7$s ip daddr @outer_home udp sport { 500, 4500 } accept
        iifname "%4$s" ip saddr %7$s ip daddr @outer_home ip frag-off & 0x1fff != 0 accept
    %16$s    iifname { %8$s } jump physical_input
        counter drop
      }
      chain physical_input {
        iifname @inside ip saddr %6$s ip protocol 4 accept
        iifname @inside ip saddr %6$s ip frag-off & 0x1fff != 0 accept
        iifname @inside ip saddr %6$s udp sport 434 accept
        iifname @probe ip saddr %6$s ip protocol 4 accept
        iifname @probe ip saddr %6$s ip frag-off & 0x1fff != 0 accept
        iifname @probe ip saddr %6$s udp sport 434 @th,64,8 { 3, 7 } accept
        iifname @bare ip daddr %5$s accept
        iifname @bare_outer ip saddr %7$s ip daddr @outer_home udp sport { 500, 4500 } accept
        iifname @bare_outer ip saddr %7$s ip daddr @outer_home ip frag-off & 0x1fff != 0 accept
    %12$s    udp sport 67 udp dport 68 accept
        icmp type { destination-unreachable, time-exceeded } accept
        counter drop
      }
      chain forward {
        type filter hook forward priority filter; policy drop;
        iifname "%19$s" ip daddr { %13$s } counter drop
        iifname "%19$s" oifname @portal ip saddr %20$s meta l4proto tcp accept
        iifname "%19$s" oifname @portal ip saddr %20$s udp dport 53 accept
        iifname @portal oifname "%19$s" ip daddr %20$s accept
    %14$s  }
    }
    add table arp %1$s
    delete table arp %1$s
    table arp %1$s {
      set inside { type ifname; }
      set place { type ifname . ipv4_addr . ipv4_addr; }
      chain output {
        type filter hook output priority filter; policy accept;
        oifname != { %8$s } accept
        oifname @inside accept
        oifname . arp saddr ip . arp daddr ip @place accept
        arp saddr ip { %13$s } counter drop
        arp daddr ip { %13$s } counter drop
      }
    }
    """
        .formatted(
            Gate.TABLE,
            known(settings.outer()),
            Adapters.INTRANET,
            Adapters.MOBILITY,
            settings.inner().homeAddress(),
            settings.inner().agents(),
            gateway,
            settings.interfaces().stream()
                .map(one -> '"' + one.name() + '"')
                .collect(Collectors.joining(", ")),
            inner,
            settings.vpn().device(),
            outside("", "daddr", "dport"),
            outside("", "saddr", "sport"),
            prefixes(hidden()),
            forward(),
            behind("oifname"),
            behind("iifname"),
            own(),
            outside("oifname . ip saddr @place ", "daddr", "dport"),
            settings.captivePortal().namespace(),
            PortalPlace.INSIDE);
  }

  /** What the intranet adapter may bring for the node itself. */
  private String own() {
    String home = settings.inner().homeAddress().toString();
    return settings.inner().multicast()
        ? String.join(", ", home, Adapters.GROUPS.toString(), Ip4.BROADCAST.toString())
        : home;
  }

  /**
   * For the hosts behind a mobile router: from their link to the intranet adapter and back, so that
   * whatever holds for the node's own user data holds for theirs.
   */
  private String forward() {
    String link = settings.mobileNetworkLink();
    return link == null
        ? ""
        : """
            iifname "%1$s" oifname "%2$s" ip saddr @mobile accept
            iifname "%2$s" oifname "%1$s" ip daddr @mobile accept
            counter drop
        """
            .formatted(link, Adapters.INTRANET);
  }

  /** The link behind a mobile router is the node's own: what passes there stays there. */
  private String behind(String direction) {
    String link = settings.mobileNetworkLink();
    return link == null ? "" : "    " + direction + " \"" + link + "\" accept\n";
  }

  /**
   * What passes a physical interface though nobody has proved anything.
   *
   * @param where what holds besides, with a space behind it; or empty
   */
  private String outside(String where, String address, String port) {
    Outer outer = settings.outer();
    String peer =
        outer == null
            ? settings.vpn().gateway().toString()
            : outer.homeAgents().stream()
                .map(Ip4::toString)
                .collect(Collectors.joining(", ", "{ ", " }"));
    String to = "    " + where + "ip " + address + " " + peer + " ";
    String fragments = to + "ip frag-off & 0x1fff != 0 accept\n";
    return outer == null
        ? to + "udp " + port + " { 500, 4500 } accept\n" + fragments
        : to + "ip protocol 4 accept\n" + to + "udp " + port + " 434 accept\n" + fragments;
  }

  private static String known(@Nullable Outer outer) {
    Ip4 home = outer == null ? null : outer.homeAddress();
    return home == null ? "" : "elements = { " + home + " }";
  }

  /** Addresses that pass no access network unless something above has let them. */
  private List<Prefix4> clear() {
    List<Prefix4> inner = new ArrayList<>(settings.inner().networks());
    settings.mobileNetworks().stream()
        .filter(network -> !network.network().isAny())
        .filter(network -> inner.stream().noneMatch(one -> one.contains(network.network())))
        .forEach(inner::add);
    return inner;
  }

  /** Addresses that no access network is to hear of. */
  private List<Prefix4> hidden() {
    List<Prefix4> hidden = new ArrayList<>(settings.inner().networks());
    Outer outer = settings.outer();
    if (outer != null) {
      hidden.addAll(outer.networks());
    }
    settings.mobileNetworks().stream()
        .filter(network -> !network.network().isAny())
        .forEach(hidden::add);
    return hidden;
  }

  private static String prefixes(List<Prefix4> networks) {
    return networks.stream().distinct().map(Prefix4::toString).collect(Collectors.joining(", "));
  }
}
