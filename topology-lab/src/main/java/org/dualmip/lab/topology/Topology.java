package org.dualmip.lab.topology;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
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
    var places = new HashSet<Place>();
    for (Node node : nodes) {
      unique(node.name() + "'s interface", node.nics(), Nic::name);
      for (Nic nic : node.nics()) {
        Names.check(port(node, nic));
        checkPlug(segments, node.name() + "'s " + nic.name(), nic.segment(), nic.address());
        if (nic.segment() != null && nic.address() != null) {
          once(places, nic.segment(), nic.address());
        }
      }
    }
    for (AccessNetwork access : accesses) {
      String who = "the access network " + access.segment();
      checkPlug(segments, who, access.segment(), access.address());
      checkPlug(segments, who, access.segment(), access.gateway());
      if (!places.contains(new Place(access.segment(), access.gateway()))) {
        throw new IllegalArgumentException(who + ": no node has " + access.gateway());
      }
      once(places, access.segment(), access.address());
      if (nodes.stream().noneMatch(node -> node.name().equals(access.agent()))) {
        throw new IllegalArgumentException(who + ": there is no node " + access.agent());
      }
    }
    for (Node node : nodes) {
      for (StaticRoute route : node.routes()) {
        checkNextHop(places, node, route);
      }
    }
  }

  /** The same under another name, to be changed further. */
  public Topology named(String other) {
    return new Topology(other, segments, nodes, accesses);
  }

  /** The same with one more link. */
  public Topology with(Segment more) {
    return new Topology(name, plus(segments, more), nodes, accesses);
  }

  /**
   * The same with one more node; it comes last, so that the others keep their hardware addresses.
   */
  public Topology with(Node more) {
    return new Topology(name, segments, plus(nodes, more), accesses);
  }

  /** The same with one more network that the mobile node can go to. */
  public Topology with(AccessNetwork more) {
    return new Topology(name, segments, nodes, plus(accesses, more));
  }

  /** The same with a node of that name changed. */
  public Topology change(String node, UnaryOperator<Node> change) {
    Node before = node(node);
    List<Node> all =
        nodes.stream().map(one -> one.equals(before) ? change.apply(one) : one).toList();
    return new Topology(name, segments, all, accesses);
  }

  /** The same where that access network is changed. */
  public Topology changeAccess(String segment, UnaryOperator<AccessNetwork> change) {
    AccessNetwork before = access(segment);
    List<AccessNetwork> all =
        accesses.stream().map(one -> one.equals(before) ? change.apply(one) : one).toList();
    return new Topology(name, segments, nodes, all);
  }

  private static <T> List<T> plus(List<T> all, T more) {
    var longer = new ArrayList<>(all);
    longer.add(more);
    return longer;
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

  /** The router of an access network. */
  public Node router(AccessNetwork access) {
    return nodes.stream()
        .filter(node ->
            node.nics().stream()
                .anyMatch(nic ->
                    access.segment().equals(nic.segment())
                        && access.gateway().equals(nic.address())))
        .findFirst()
        .orElseThrow();
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

  private static void checkNextHop(Set<Place> places, Node node, StaticRoute route) {
    if (node.nics().stream()
        .noneMatch(nic ->
            nic.segment() != null && places.contains(new Place(nic.segment(), route.via())))) {
      throw new IllegalArgumentException(
          node.name() + ": the route to " + route.to() + " leads to nobody at " + route.via());
    }
  }

  /** An address on a link: two links that never meet may use the same addresses. */
  private record Place(String segment, Ip4 address) {}

  private static void once(Set<Place> places, String segment, Ip4 address) {
    if (!places.add(new Place(segment, address))) {
      throw new IllegalArgumentException(address + " is given twice on " + segment);
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
