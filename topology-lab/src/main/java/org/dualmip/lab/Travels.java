package org.dualmip.lab;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.dualmip.lab.namespaces.Plugs;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.topology.AccessNetwork;

/** Where a mobile node is, and how it gets elsewhere. Belongs to one thread. */
final class Travels {
  /** The longest time both links are up in a soft move. */
  private static final Duration OVERLAP = Duration.ofSeconds(3);

  /** What is under way to the old link when the gate opens on the new one still wants to arrive. */
  private static final Duration IN_FLIGHT = Duration.ofMillis(500);

  private final String node;
  private final Function<String, AccessNetwork> networks;
  private final Plugs plugs;
  private final EventWatch watch;
  private final Timeline timeline;
  private String nic;
  private String segment;

  /**
   * It is plugged in on that segment, with its first interface.
   *
   * @param networks what it is given on a segment, at that time
   */
  Travels(
      String node,
      Function<String, AccessNetwork> networks,
      Plugs plugs,
      EventWatch watch,
      Timeline timeline,
      String segment) {
    this.node = node;
    this.networks = networks;
    this.plugs = plugs;
    this.watch = watch;
    this.timeline = timeline;
    this.segment = segment;
    nic = plugs.interfaces().getFirst();
  }

  /** Where it is, or went last. */
  String segment() {
    return segment;
  }

  /** The interface that carries it there. */
  String nic() {
    return nic;
  }

  /** One interface: the old link is gone before the new one is there. */
  void hard(String to) {
    plugs.unplug(nic);
    plugs.plug(nic, networks.apply(to));
    segment = to;
  }

  /** The other interface is up before the old link goes. */
  void soft(String to, long at) throws InterruptedException {
    String old = nic;
    nic = plugs.interfaces().stream().filter(other -> !other.equals(old)).findFirst().orElseThrow();
    plugs.plug(nic, networks.apply(to));
    long deadline = at + OVERLAP.toNanos();
    while (!watch.gateOpenedVia(node, nic, at) && System.nanoTime() - deadline < 0) {
      Thread.sleep(5);
    }
    Thread.sleep(IN_FLIGHT);
    plugs.unplug(old);
    timeline.note(System.nanoTime(), "lab", "unplug", old);
    segment = to;
  }

  /** The carrier goes and comes that often, and is there in the end. */
  void flap(int times, Duration time) throws InterruptedException {
    Duration half = time.dividedBy(2L * times);
    for (int i = 0; i < times; i++) {
      plugs.carrier(nic, false);
      Thread.sleep(half);
      plugs.carrier(nic, true);
      Thread.sleep(half);
    }
  }

  /** The carrier of the link it is on goes or comes. */
  void carrier(boolean there) {
    plugs.carrier(nic, there);
  }

  /** One more interface comes up. */
  void plug(String other, String to) {
    plugs.plug(other, networks.apply(to));
    segment = to;
  }

  /** An interface goes; another carries. */
  void unplug(String one) {
    plugs.unplug(one);
    if (nic.equals(one)) {
      Optional<String> rest =
          plugs.interfaces().stream().filter(other -> plugs.where(other).isPresent()).findFirst();
      nic = rest.orElse(one);
    }
    plugs.where(nic).ifPresent(access -> segment = access.segment());
  }
}
