package org.dualmip.lab.topology;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.dualmip.mobileip.net.Ip4;

/**
 * A network that a lab builds.
 *
 * @param name what a user calls it
 * @param segments the links
 * @param nodes the hosts and routers
 * @param accesses where the mobile node can go
 */
public record Topology(
    String name, List<Segment> segments, List<Node> nodes, List<AccessNetwork> accesses) {
  /**
   * Copies the lists and checks that the whole is consistent.
   *
   * @throws IllegalArgumentException naming the first contradiction
   */
  public Topology {
    segments = List.copyOf(segments);
    nodes = List.copyOf(nodes);
    accesses = List.copyOf(accesses);
    unique("segment", segments, Segment::name);
    unique("node", nodes, Node::name);
    unique("access network", accesses, AccessNetwork::segment);
    var addresses = new HashSet<Ip4>();
    for (Node node : nodes) {
      unique(node.name() + "'s interface", node.nics(), Nic::name);
      for (Nic nic : node.nics()) {
        Names.check(port(node, nic));
        checkPlug(segments, node.name() + "'s " + nic.name(), nic.segment(), nic.address());
        if (nic.address() != null && !addresses.add(nic.address())) {
          throw new IllegalArgumentException(nic.address() + " is given twice");
        }
      }
    }
    for (AccessNetwork access : accesses) {
      String who = "the access network " + access.segment();
      checkPlug(segments, who, access.segment(), access.address());
      checkPlug(segments, who, access.segment(), access.gateway());
      if (!addresses.contains(access.gateway())) {
        throw new IllegalArgumentException(who + ": no node has " + access.gateway());
      }
      if (!addresses.add(access.address())) {
        throw new IllegalArgumentException(access.address() + " is given twice");
      }
      if (nodes.stream().noneMatch(node -> node.name().equals(access.agent()))) {
        throw new IllegalArgumentException(who + ": there is no node " + access.agent());
      }
    }
    for (Node node : nodes) {
      for (StaticRoute route : node.routes()) {
        checkNextHop(segments, addresses, node, route);
      }
    }
  }

  /** The segment of that name. */
  public Segment segment(String wanted) {
    return find("segment", segments, Segment::name, wanted);
  }

  /** The node of that name. */
  public Node node(String wanted) {
    return find("node", nodes, Node::name, wanted);
  }

  /** What the mobile node gets on that segment. */
  public AccessNetwork access(String segment) {
    return find("access network", accesses, AccessNetwork::segment, segment);
  }

  /** The node that has this address on one of its interfaces. */
  public Optional<Node> owner(Ip4 address) {
    return nodes.stream()
        .filter(node -> node.nics().stream().anyMatch(nic -> address.equals(nic.address())))
        .findFirst();
  }

  /** The name of the switch port on the other end of an interface's cable. */
  public static String port(Node node, Nic nic) {
    return node.name() + "-" + nic.name();
  }

  /**
   * The Ethernet address of an interface: the same in every run, so that captures can be compared,
   * and locally administered (IEEE 802 §8.4).
   */
  public String mac(Node node, Nic nic) {
    return String.format(
        "02:00:00:00:%02x:%02x", nodes.indexOf(node) + 1, node.nics().indexOf(nic) + 1);
  }

  private static void checkPlug(
      List<Segment> segments,
      String who,
      @org.jspecify.annotations.Nullable String segment,
      @org.jspecify.annotations.Nullable Ip4 address) {
    if (segment == null || address == null) {
      return;
    }
    Segment link = find("segment", segments, Segment::name, segment);
    if (!link.prefix().contains(address)) {
      throw new IllegalArgumentException(
          who + ": " + address + " is not in " + segment + ", which is " + link.prefix());
    }
  }

  private static void checkNextHop(
      List<Segment> segments, HashSet<Ip4> addresses, Node node, StaticRoute route) {
    boolean onLink =
        segments.stream()
            .filter(link -> link.prefix().contains(route.via()))
            .anyMatch(
                link -> node.nics().stream().anyMatch(nic -> link.name().equals(nic.segment())));
    if (!onLink || !addresses.contains(route.via())) {
      throw new IllegalArgumentException(
          node.name() + ": the route to " + route.to() + " leads to nobody at " + route.via());
    }
  }

  private static <T> T find(String what, List<T> all, Function<T, String> name, String wanted) {
    return all.stream()
        .filter(one -> name.apply(one).equals(wanted))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "there is no "
                    + what
                    + " \""
                    + wanted
                    + "\"; there are "
                    + String.join(", ", all.stream().map(name).toList())));
  }

  private static <T> void unique(String what, List<T> all, Function<T, String> name) {
    var seen = new HashSet<String>();
    for (T one : all) {
      if (!seen.add(name.apply(one))) {
        throw new IllegalArgumentException(what + " " + name.apply(one) + " is there twice");
      }
    }
  }
}
