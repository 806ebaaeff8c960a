package org.dualmip.lab.topology;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A host or router.
 *
 * @param name also the end of its namespace's name
 * @param nics its interfaces, in the order of their indices
 * @param forwards whether it forwards packets between them
 * @param routes what its main routing table holds from the start
 * @param firewall nftables commands run before an interface is plugged; may be empty
 * @param settings of its kernel, by path under {@code /proc/sys/net}
 */
public record Node(
    String name,
    List<Nic> nics,
    boolean forwards,
    List<StaticRoute> routes,
    String firewall,
    Map<String, String> settings) {
  /** Copies the collections. */
  public Node {
    Names.check(name);
    nics = List.copyOf(nics);
    routes = List.copyOf(routes);
    settings = Map.copyOf(settings);
  }

  /** A node that only speaks for itself. */
  public static Node host(String name, List<Nic> nics, StaticRoute... routes) {
    return new Node(name, nics, false, List.of(routes), "", Map.of());
  }

  /** A node that forwards. */
  public static Node router(String name, List<Nic> nics, StaticRoute... routes) {
    return new Node(name, nics, true, List.of(routes), "", Map.of());
  }

  /** The same node behind these nftables commands. */
  public Node guardedBy(String commands) {
    return new Node(name, nics, forwards, routes, commands, settings);
  }

  /** The same node with one more interface. */
  public Node with(Nic more) {
    var all = new ArrayList<>(nics);
    all.add(more);
    return new Node(name, all, forwards, routes, firewall, settings);
  }

  /** The same node with more routes. */
  public Node with(StaticRoute... more) {
    var all = new ArrayList<>(routes);
    all.addAll(List.of(more));
    return new Node(name, nics, forwards, all, firewall, settings);
  }

  /** The same node, forwarding packets. */
  public Node forwarding() {
    return new Node(name, nics, true, routes, firewall, settings);
  }

  /** The same node with a setting of its kernel, by path under {@code /proc/sys/net}. */
  public Node setting(String path, String value) {
    var all = new HashMap<>(settings);
    all.put(path, value);
    return new Node(name, nics, forwards, routes, firewall, all);
  }

  /** The same node, whose NAT forgets a UDP mapping so long after its last packet. */
  public Node forgetting(Duration idle) {
    String seconds = String.valueOf(Math.max(1, idle.toSeconds()));
    return setting("netfilter/nf_conntrack_udp_timeout", seconds)
        .setting("netfilter/nf_conntrack_udp_timeout_stream", seconds);
  }

  /** The same node with an interface changed. */
  public Node change(String nic, UnaryOperator<Nic> change) {
    List<Nic> all =
        nics.stream().map(one -> one.name().equals(nic) ? change.apply(one) : one).toList();
    return new Node(name, all, forwards, routes, firewall, settings);
  }

  /** The interface of that name. */
  public Optional<Nic> nic(String wanted) {
    return nics.stream().filter(nic -> nic.name().equals(wanted)).findFirst();
  }
}
