package org.dualmip.lab;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dualmip.lab.Observations.Disguise;
import org.dualmip.lab.adversary.HostileCafe;
import org.dualmip.lab.namespaces.Built;
import org.dualmip.lab.scenario.Trick;
import org.dualmip.lab.topology.AccessNetwork;

/** The tricks of a café over a run, and when it was disguised. Belongs to one thread. */
final class Hostilities implements AutoCloseable {
  private final HostileCafe cafe;
  private final List<Disguise> disguises = new ArrayList<>();
  private long disguisedSince;

  /** The café is honest still. */
  Hostilities(Built built) {
    cafe = new HostileCafe(built);
  }

  /** From that time on it does this. */
  void turn(Trick trick, long at) {
    endDisguise(at);
    cafe.turn(trick);
    disguisedSince = trick.insideAddresses() ? at : 0;
  }

  private void endDisguise(long at) {
    if (disguisedSince != 0) {
      disguises.add(new Disguise(disguisedSince, at));
      disguisedSince = 0;
    }
  }

  /** What it does on that segment now. */
  Trick on(String segment) {
    return segment.equals(HostileCafe.SEGMENT) ? cafe.trick() : Trick.NONE;
  }

  /** What it gives to whoever comes to that segment, if not what is usual there. */
  Optional<AccessNetwork> access(String segment) {
    return segment.equals(HostileCafe.SEGMENT) ? cafe.access() : Optional.empty();
  }

  /** When it had an office's addresses, until then. */
  List<Disguise> disguises(long end) {
    endDisguise(end);
    return List.copyOf(disguises);
  }

  /** How many packets were made up for each trick. */
  Map<Trick, Long> forged() {
    var forged = new EnumMap<Trick, Long>(Trick.class);
    for (Trick trick : Trick.values()) {
      forged.put(trick, cafe.forged(trick));
    }
    return forged;
  }

  @Override
  public void close() {
    cafe.close();
  }
}
