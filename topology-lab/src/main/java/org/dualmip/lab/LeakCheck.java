package org.dualmip.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dualmip.lab.Observations.Disguise;
import org.dualmip.lab.Observations.Exposure;
import org.dualmip.lab.adversary.HostileCafe;
import org.dualmip.lab.report.Leak;
import org.dualmip.lab.report.LeakFilter;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.report.Tshark;
import org.dualmip.lab.services.RunFolder;
import org.dualmip.lab.topology.Segment;
import org.dualmip.lab.topology.ThreeTier;
import org.dualmip.lab.topology.Topology;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Prefix4;

/**
 * Looks for inner addresses in the clear in the captures of all outside segments.
 *
 * <p>While the café uses an office's addresses, these say nothing there; then what belongs to
 * nobody in the café is looked for, and what applications send. Beyond the café only the care-of
 * address that it gave may be named then. At all other times any inner address is one too many.
 */
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

  /**
   * What leaked in a run.
   *
   * @param disguises when the café had an office's addresses
   * @param exposures when the node was told to ask the inner home agent everywhere
   */
  List<Leak> over(RunFolder folder, List<Disguise> disguises, List<Exposure> exposures) {
    // Each tshark keeps one processor busy.
    return topology.segments().parallelStream()
        .filter(Segment::outside)
        .flatMap(
            segment -> in(segment.name(), folder.capture(segment.name()), disguises, exposures))
        .toList();
  }

  /** What leaked in the capture of one segment. */
  Stream<Leak> in(
      String segment, Path capture, List<Disguise> disguises, List<Exposure> exposures) {
    return Tshark.frames(capture, exposed(filter(segment, disguises), exposures)).stream()
        .map(frame ->
            new Leak(
                segment,
                frame.number(),
                timeline.millisOfEpoch(frame.epochSeconds()),
                frame.summary()));
  }

  /** What a node does that was told to is no leak; user data always is. */
  private String exposed(String filter, List<Exposure> exposures) {
    List<String> times = exposures.stream().map(one -> during(one.from(), one.until())).toList();
    return exposures.isEmpty()
        ? filter
        : LeakFilter.either(LeakFilter.any(times), LeakFilter.butAsking(filter), filter);
  }

  private String filter(String segment, List<Disguise> disguises) {
    List<Ip4> known = knownInnerAddresses();
    String always = LeakFilter.anythingInner(inner, known);
    if (disguises.isEmpty()) {
      return always;
    }
    String disguised = LeakFilter.anythingInner(inner, butGiven(known));
    if (segment.equals(HostileCafe.SEGMENT)) {
      List<MacAddress> routers = HostileCafe.routerHardwareAddresses(topology);
      disguised = LeakFilter.userData(hiddenFrom(known), ThreeTier.VPN_POOL, routers);
      // Its kernel may go on asking for its last visitor when it is honest again.
      always = LeakFilter.butArpOf(routers, always);
    }
    List<String> times = disguises.stream().map(one -> during(one.from(), one.until())).toList();
    return LeakFilter.either(LeakFilter.any(times), disguised, always);
  }

  private String during(long from, long until) {
    return LeakFilter.during(timeline.epochSeconds(from), timeline.epochSeconds(until));
  }

  /** The care-of address that the disguised café gave: registrations tell it to the outer agent. */
  private List<Ip4> butGiven(List<Ip4> known) {
    Ip4 given = topology.access(HostileCafe.OFFICE).address();
    return known.stream().filter(address -> !address.equals(given)).toList();
  }

  /** All but what a visitor of the disguised café has, or asks there. */
  private List<Ip4> hiddenFrom(List<Ip4> known) {
    Ip4 router = topology.access(HostileCafe.OFFICE).gateway();
    return butGiven(known).stream()
        .filter(address -> !address.equals(router))
        .filter(address -> !address.equals(ThreeTier.INNER_AGENT))
        .toList();
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
