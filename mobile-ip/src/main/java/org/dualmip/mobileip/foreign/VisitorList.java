package org.dualmip.mobileip.foreign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.foreign.Asked.Station;
import org.dualmip.mobileip.foreign.ForeignAgent.Output.VisitorChanged;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/** The current registrations of the visitor list (RFC 5944 §3.7.1). */
final class VisitorList {
  /**
   * A registration, as the home agent knows it: two tenants of one home agent may use the same home
   * address, and are told apart by their nodes' names.
   */
  record Key(Ip4 homeAgent, Ip4 home, String name) {
    static Key of(Visitor visitor) {
      return new Key(visitor.homeAgent(), visitor.home(), visitor.name());
    }
  }

  private record Place(Station station, Ip4 home) {
    static Place of(Visitor visitor) {
      return new Place(new Station(visitor.link(), visitor.mac()), visitor.home());
    }
  }

  /**
   * An entry.
   *
   * @param revocation what was agreed on revoking it; null if nothing was (RFC 3543 §4.2.1)
   */
  record Entry(Visitor visitor, @Nullable Agreement revocation) {}

  /**
   * What was agreed on revocation.
   *
   * @param homeAgentInforms whether the I bit counts
   * @param timestamp of the home agent's clock when it accepted, or of its last revocation
   */
  record Agreement(boolean homeAgentInforms, int timestamp) {}

  private final Map<Key, Entry> byKey = new LinkedHashMap<>();
  private final Map<Place, Key> byPlace = new HashMap<>();
  private final Map<String, List<Key>> byName = new HashMap<>();
  private final Deadlines<Key> deadlines = new Deadlines<>();

  List<Visitor> all() {
    return byKey.values().stream().map(Entry::visitor).toList();
  }

  int size() {
    return byKey.size();
  }

  @Nullable MonotonicTime wakeAt() {
    return deadlines.first();
  }

  @Nullable Entry of(Key key) {
    return byKey.get(key);
  }

  /**
   * The first registration of a home address with a home agent.
   *
   * @param nai of the node; null if whichever has the address is meant
   */
  @Nullable Entry of(Ip4 homeAgent, Ip4 home, @Nullable String nai) {
    return at(home).stream()
        .filter(entry -> entry.visitor().homeAgent().equals(homeAgent))
        .filter(entry ->
            nai == null || entry.visitor().nai() == null || nai.equals(entry.visitor().nai()))
        .findFirst()
        .orElse(null);
  }

  /** All registrations of a home address, with whatever home agent. */
  List<Entry> at(Ip4 home) {
    return byKey.values().stream().filter(entry -> entry.visitor().home().equals(home)).toList();
  }

  /** The visitor that asks, at the same station; null if it is none. */
  @Nullable Visitor asking(Asked asked) {
    for (Key key : byName.getOrDefault(asked.name(), List.of())) {
      Visitor visitor = visitor(key);
      if (Place.of(visitor).station().equals(asked.station())) {
        return visitor;
      }
    }
    return null;
  }

  /** Whether a visitor at another station was registered by this very request. */
  boolean isOfOtherStation(Asked asked) {
    return byName.getOrDefault(asked.name(), List.of()).stream()
        .map(this::visitor)
        .anyMatch(visitor ->
            visitor.identification() == asked.message().identification()
                && !Place.of(visitor).station().equals(asked.station()));
  }

  /**
   * Enters an accepted registration. It takes the place of the one before with the same home agent,
   * wherever that was, of one of the same station and home address with another home agent, and of
   * those whose packets from the home agent could not be told from its own: that gave the home
   * address to another since.
   */
  List<VisitorChanged> put(Visitor visitor, @Nullable Agreement revocation) {
    List<VisitorChanged> changes = new ArrayList<>();
    Key key = Key.of(visitor);
    Key other = byPlace.get(Place.of(visitor));
    if (other != null && !other.equals(key)) {
      changes.add(remove(other, "registered with another home agent"));
    }
    for (Entry entry : at(visitor.home())) {
      Key lapsed = Key.of(entry.visitor());
      if (!lapsed.equals(key) && isAlike(entry.visitor(), visitor)) {
        changes.add(remove(lapsed, "its home agent gave the home address to another"));
      }
    }
    Entry before = byKey.get(key);
    if (before != null) {
      forget(key, before.visitor());
    }
    byKey.put(key, new Entry(visitor, revocation));
    byPlace.put(Place.of(visitor), key);
    byName.computeIfAbsent(visitor.name(), _ -> new ArrayList<>()).add(key);
    deadlines.set(key, visitor.expires());
    boolean moved = before != null && !Place.of(before.visitor()).equals(Place.of(visitor));
    changes.add(
        new VisitorChanged(
            before == null ? null : before.visitor(),
            visitor,
            before == null ? "registered" : moved ? "moved" : "renewed"));
    return changes;
  }

  /** Whether the home agent tunnels packets to both without a difference (RFC 6245). */
  private static boolean isAlike(Visitor one, Visitor other) {
    return one.homeAgent().equals(other.homeAgent())
        && (one.tunnel().keys() == null
            || other.tunnel().keys() == null
            || one.tunnel().keys().fromRemote() == other.tunnel().keys().fromRemote());
  }

  /** Takes an entry out, which must be there. */
  VisitorChanged remove(Key key, String why) {
    Visitor visitor = visitor(key);
    forget(key, visitor);
    return new VisitorChanged(visitor, null, why);
  }

  /** One whose lifetime has ended (RFC 5944 §3.7.2.2); null if there is none. */
  @Nullable VisitorChanged takeDue(MonotonicTime now) {
    Key key = deadlines.takeDue(now);
    return key == null ? null : remove(key, "lifetime ended");
  }

  boolean usesGreKey(int key) {
    return byKey.values().stream()
        .map(entry -> entry.visitor().tunnel().keys())
        .anyMatch(keys -> keys != null && keys.fromRemote() == key);
  }

  private Visitor visitor(Key key) {
    Entry entry = byKey.get(key);
    if (entry == null) {
      throw new IllegalStateException("an index without an entry: " + key);
    }
    return entry.visitor();
  }

  private void forget(Key key, Visitor visitor) {
    byKey.remove(key);
    byPlace.remove(Place.of(visitor));
    deadlines.remove(key);
    byName.computeIfPresent(
        visitor.name(),
        (_, keys) -> {
          keys.remove(key);
          return keys.isEmpty() ? null : keys;
        });
  }
}
