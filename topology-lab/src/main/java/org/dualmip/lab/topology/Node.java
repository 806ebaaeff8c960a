package org.dualmip.lab.topology;

import java.util.List;
import java.util.Optional;

/**
 * A host or router.
 *
 * @param name also the end of its namespace's name
 * @param nics its interfaces, in the order of their indices
 * @param forwards whether it forwards packets between them
 * @param routes what its main routing table holds from the start
 * @param firewall nftables commands run before an interface is plugged; may be empty
 */
public record Node(
    String name, List<Nic> nics, boolean forwards, List<StaticRoute> routes, String firewall) {
  /** Copies the lists. */
  public Node {
    Names.check(name);
    nics = List.copyOf(nics);
    routes = List.copyOf(routes);
  }

  /** A node that only speaks for itself. */
  public static Node host(String name, List<Nic> nics, StaticRoute... routes) {
    return new Node(name, nics, false, List.of(routes), "");
  }

  /** A node that forwards. */
  public static Node router(String name, List<Nic> nics, StaticRoute... routes) {
    return new Node(name, nics, true, List.of(routes), "");
  }

  /** The same node behind these nftables commands. */
  public Node guardedBy(String commands) {
    return new Node(name, nics, forwards, routes, commands);
  }

  /** The interface of that name. */
  public Optional<Nic> nic(String wanted) {
    return nics.stream().filter(nic -> nic.name().equals(wanted)).findFirst();
  }
}
