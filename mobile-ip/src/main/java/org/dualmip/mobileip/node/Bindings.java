package org.dualmip.mobileip.node;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Tunnel;
import org.jspecify.annotations.Nullable;

/** The registrations that hold: one, or several with the S bit (RFC 5944 §3.6.1.2). */
final class Bindings {
  private final Map<CareOf, Bound> bindings = new LinkedHashMap<>();
  private final Journal journal;

  Bindings(Journal journal) {
    this.journal = journal;
  }

  boolean holds(CareOf careOf) {
    return bindings.containsKey(careOf);
  }

  boolean hasOthersThan(CareOf careOf) {
    return bindings.size() > (holds(careOf) ? 1 : 0);
  }

  @Nullable Bound of(CareOf careOf) {
    return bindings.get(careOf);
  }

  List<Bound> all() {
    return new ArrayList<>(bindings.values());
  }

  /** The one that was registered last; null if there is none. */
  @Nullable Bound latest() {
    Bound latest = null;
    for (Bound bound : bindings.values()) {
      latest = bound;
    }
    return latest;
  }

  /** Adds or renews; a renewal does not change which is the latest. */
  void put(Bound bound) {
    bindings.put(bound.careOf(), bound);
  }

  void remove(CareOf careOf) {
    bindings.remove(careOf);
  }

  void clear() {
    bindings.clear();
  }

  /** Removes all others and returns them. */
  List<Bound> keepOnly(CareOf careOf) {
    List<Bound> others = new ArrayList<>(bindings.values());
    others.removeIf(bound -> bound.careOf().equals(careOf));
    others.forEach(bound -> bindings.remove(bound.careOf()));
    return others;
  }

  /** Removes and returns those that are over. */
  List<Bound> lapse(MonotonicTime now) {
    List<Bound> over = new ArrayList<>(bindings.values());
    over.removeIf(bound -> now.isBefore(bound.endsAt()));
    over.forEach(bound -> bindings.remove(bound.careOf()));
    return over;
  }

  @Nullable MonotonicTime wakeAt(Pending pending) {
    MonotonicTime wake = null;
    for (Bound bound : bindings.values()) {
      wake = earlier(wake, bound.endsAt());
      if (pending.of(bound.careOf()) == null) {
        wake = earlier(wake, bound.renewAt());
      }
      if (bound.keepalive() != null) {
        wake = earlier(wake, bound.keepalive().due());
      }
    }
    return wake;
  }

  /** User data was last sent through the tunnels at this time. */
  void carried(MonotonicTime lastSent) {
    for (Bound bound : bindings.values()) {
      if (bound.keepalive() != null) {
        bound.keepalive().carried(lastSent);
      }
    }
  }

  /** The answer to a keepalive came in where the user data of a binding does. */
  void answered(CareOf via, MonotonicTime now) {
    for (Bound bound : bindings.values()) {
      if (bound.dataFrom().equals(via) && bound.keepalive() != null) {
        bound.keepalive().answered(now);
      }
    }
  }

  /** Sends the keepalives that are due. */
  void keepAlive(TunnelEcho echo, Ip4 home, MonotonicTime now) {
    for (Bound bound : all()) {
      Keepalive keepalive = bound.keepalive();
      Tunnel tunnel = bound.tunnel();
      if (keepalive == null || tunnel == null || now.isBefore(keepalive.due())) {
        continue;
      }
      Integer sequence = keepalive.next(now);
      if (sequence != null) {
        journal.count("keepalives-sent");
        Octets payload = echo.request(home, sequence);
        Endpoint to = new Endpoint(tunnel.remote(), Courier.PORT);
        CareOf from = bound.dataFrom();
        journal.say(new MobileNode.Output.Send(from, from.address(), to, payload));
      } else {
        mappingLost(bound, keepalive.shorter(), now);
      }
    }
  }

  /** Still bound: packets may yet come through; the new registration tells the port of today. */
  private void mappingLost(Bound bound, Duration shorter, MonotonicTime now) {
    journal.count("mappings-lost");
    put(bound.renewedBy(now, new Keepalive(shorter, now)));
    journal.say(new MobileNode.Output.MappingLost(bound.careOf(), shorter));
  }

  private static MonotonicTime earlier(@Nullable MonotonicTime one, MonotonicTime other) {
    return one == null ? other : MonotonicTime.min(one, other);
  }
}
