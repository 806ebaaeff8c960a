package org.dualmip.lab.deployment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.dualmip.lab.topology.Topology;

/**
 * A topology with all that runs in it.
 *
 * @param topology the network
 * @param daemons the services; agents and gateways are started before nodes
 * @param talks the traffic; the first is what handovers are measured by
 */
public record Deployment(Topology topology, List<Daemon> daemons, List<Talk> talks) {
  /**
   * Copies the lists.
   *
   * @throws IllegalArgumentException if a service or traffic is on a node that is not there
   */
  public Deployment {
    daemons = List.copyOf(daemons);
    talks = List.copyOf(talks);
    daemons.forEach(daemon -> topology.node(daemon.node()));
    talks.forEach(talk -> {
      topology.node(talk.host());
      topology.node(talk.peer());
    });
  }

  /** The same with the network changed. */
  public Deployment network(UnaryOperator<Topology> change) {
    return new Deployment(change.apply(topology), daemons, talks);
  }

  /** The same with one more service. */
  public Deployment with(Daemon more) {
    var all = new ArrayList<>(daemons);
    all.add(more);
    return new Deployment(topology, all, talks);
  }

  /** The same without the service of a node. */
  public Deployment without(String node) {
    return new Deployment(
        topology, daemons.stream().filter(daemon -> !daemon.node().equals(node)).toList(), talks);
  }

  /** The same with more traffic. */
  public Deployment with(Talk more) {
    var all = new ArrayList<>(talks);
    all.add(more);
    return new Deployment(topology, daemons, all);
  }

  /** The same with this traffic instead. */
  public Deployment talking(Talk... instead) {
    return new Deployment(topology, daemons, List.of(instead));
  }

  /** The same where the service of a node is configured otherwise. */
  public Deployment configure(String node, UnaryOperator<Yaml> change) {
    daemon(node);
    return new Deployment(
        topology,
        daemons.stream()
            .map(daemon -> daemon.node().equals(node) ? daemon.configured(change) : daemon)
            .toList(),
        talks);
  }

  /** The service of a node. */
  public Daemon daemon(String node) {
    return daemons.stream()
        .filter(daemon -> daemon.node().equals(node))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no service runs on " + node));
  }

  /** The mobile nodes, in order. */
  public List<String> mobiles() {
    return daemons.stream()
        .filter(daemon -> daemon.verb() == Daemon.Verb.NODE)
        .map(Daemon::node)
        .toList();
  }
}
