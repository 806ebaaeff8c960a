package org.dualmip.lab;

import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dualmip.lab.report.Leak;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.report.Tshark;
import org.dualmip.lab.services.RunFolder;
import org.dualmip.lab.topology.Segment;
import org.dualmip.lab.topology.ThreeTier;
import org.dualmip.lab.topology.Topology;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;

/** Looks for inner addresses in the clear in the captures of all outside segments. */
final class LeakCheck {
  private static final int VPN_ADDRESSES = 4; // the first that the gateway hands out

  private final Topology topology;
  private final Prefix4 inner;
  private final Timeline timeline;

  /**
   * For the captures of that topology.
   *
   * @param inner what no stranger may see
   */
  LeakCheck(Topology topology, Prefix4 inner, Timeline timeline) {
    this.topology = topology;
    this.inner = inner;
    this.timeline = timeline;
  }

  /** What leaked in a run. */
  List<Leak> over(RunFolder folder) {
    List<Ip4> known = knownInnerAddresses();
    // Each tshark keeps one processor busy.
    return topology.segments().parallelStream()
        .filter(Segment::outside)
        .flatMap(segment -> leaks(folder, segment, known))
        .toList();
  }

  private Stream<Leak> leaks(RunFolder folder, Segment segment, List<Ip4> known) {
    return Tshark.leaks(folder.capture(segment.name()), inner, known).stream()
        .map(frame ->
            new Leak(
                segment.name(),
                frame.number(),
                timeline.millisOfEpoch(frame.epochSeconds()),
                frame.summary()));
  }

  /** Every address that the inside really has, to be looked for octet by octet. */
  private List<Ip4> knownInnerAddresses() {
    var known = new TreeSet<Ip4>();
    known.add(ThreeTier.INNER_HOME_ADDRESS);
    topology
        .nodes()
        .forEach(node ->
            node.nics().forEach(nic -> Optional.ofNullable(nic.address()).ifPresent(known::add)));
    topology.accesses().forEach(access -> known.add(access.address()));
    for (int host = 1; host <= VPN_ADDRESSES; host++) {
      known.add(new Ip4(ThreeTier.VPN_POOL.network().bits() + host));
    }
    known.removeIf(address -> !inner.contains(address));
    return List.copyOf(known);
  }
}
