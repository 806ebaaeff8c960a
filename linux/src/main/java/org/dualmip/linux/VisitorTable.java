package org.dualmip.linux;

import java.util.Arrays;
import org.dualmip.linux.VisitorTunnels.Visit;
import org.jspecify.annotations.Nullable;

/**
 * Which visitor a packet is of. Any thread; a packet sees the table before or after a change, never
 * between.
 */
final class VisitorTable {
  /** A visit with its tunnel laid out. */
  record Way(Visit visit, Exit exit) {}

  private static final Way[] NOBODY = {};

  private volatile Ip4Map<Way[]> visits = Ip4Map.empty();

  /** Serves a visitor, in the place of the same one before. */
  synchronized void admit(@Nullable Visit before, Visit visit) {
    Ip4Map<Way[]> without = before == null ? visits : without(before);
    Way[] others = without.get(visit.home().bits());
    Way[] all = others == null ? new Way[1] : Arrays.copyOf(others, others.length + 1);
    all[all.length - 1] = new Way(visit, new Exit(visit.tunnel()));
    visits = without.with(visit.home(), all);
  }

  /** Serves a visitor no longer. */
  synchronized void dismiss(Visit visit) {
    visits = without(visit);
  }

  private Ip4Map<Way[]> without(Visit visit) {
    Way[] known = visits.get(visit.home().bits());
    if (known == null) {
      return visits;
    }
    Way[] fewer = Arrays.stream(known).filter(way -> !way.visit.equals(visit)).toArray(Way[]::new);
    return fewer.length == 0 ? visits.without(visit.home()) : visits.with(visit.home(), fewer);
  }

  /** A visitor that is served. */
  @Nullable Way of(Visit visit) {
    for (Way way : withHome(visit.home().bits())) {
      if (way.visit.equals(visit)) {
        return way;
      }
    }
    return null;
  }

  /** The visitor whose packet came out of an adapter. */
  @Nullable Way sender(int home, int adapter) {
    for (Way way : withHome(home)) {
      if (way.visit.adapter() == adapter) {
        return way;
      }
    }
    return null;
  }

  /** The visitor that a packet out of a home agent's tunnel is for (RFC 5944 §4.2.2). */
  @Nullable Way receiver(Arrival outer, int home) {
    for (Way way : withHome(home)) {
      if (outer.isOf(way.exit.tunnel)) {
        return way;
      }
    }
    return null;
  }

  /** The visitor that encapsulated a packet of its own to this agent (RFC 3024 §5.2). */
  @Nullable Way encapsulating(Arrival outer, int innerSource) {
    if (outer.port() != 0 || outer.source() != innerSource || outer.isKeyed()) {
      return null;
    }
    Way only = null;
    for (Way way : withHome(innerSource)) {
      if (way.visit.encapsulates()) {
        if (only != null) {
          return null; // it could be either's
        }
        only = way;
      }
    }
    return only;
  }

  private Way[] withHome(int home) {
    Way[] known = visits.get(home);
    return known == null ? NOBODY : known;
  }
}
