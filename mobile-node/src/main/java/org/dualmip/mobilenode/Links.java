package org.dualmip.mobilenode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobilenode.InterfacePolicy.Candidate;
import org.dualmip.mobilenode.InterfacePolicy.Worked;
import org.jspecify.annotations.Nullable;

/** The attached interfaces, how each has done, and which of them should carry the node (P57). */
final class Links {
  /** What a metered interface costs more. */
  private static final int METERED = 1_000_000;

  /** An interface, and when it was attached compared with the others. */
  private record Attached(Link link, Access access, boolean metered, int order, MonotonicTime at) {
    int cost() {
      return access.cost() + (metered ? METERED : 0);
    }
  }

  private final List<Access> accesses;
  private final InterfacePolicy policy;
  private final Map<String, Attached> attached = new LinkedHashMap<>();
  private final Map<String, MonotonicTime> vainUntil = new HashMap<>();
  private final Set<String> working = new HashSet<>();

  /** By cost, until when one worked. */
  private final Map<Integer, MonotonicTime> worked = new HashMap<>();

  private @Nullable Link best;
  private @Nullable MonotonicTime chooseAgainAt;
  private int order;

  Links(List<Access> accesses, InterfacePolicy policy) {
    this.accesses = accesses;
    this.policy = policy;
  }

  /** Whether the node may use an interface of this name at all. */
  boolean mayUse(String name) {
    return accesses.stream().anyMatch(access -> access.name().equals(name));
  }

  @Nullable Link named(String name) {
    Attached one = attached.get(name);
    return one == null ? null : one.link();
  }

  /**
   * @param metered whether traffic costs money in this network
   */
  void attach(Link link, boolean metered, MonotonicTime now) {
    Access access =
        accesses.stream().filter(one -> one.name().equals(link.name())).findFirst().orElseThrow();
    attached.put(
        link.name(), new Attached(link, access, metered || access.metered(), order++, now));
    choose(now);
  }

  void detach(String name, MonotonicTime now) {
    works(name, false, now);
    attached.remove(name);
    vainUntil.remove(name);
    choose(now);
  }

  Set<String> names() {
    return attached.keySet();
  }

  Set<Link> all() {
    Set<Link> all = new HashSet<>();
    attached.values().forEach(one -> all.add(one.link()));
    return all;
  }

  /** The interface that should carry the node, as the policy has it. */
  Optional<Link> best() {
    return Optional.ofNullable(best);
  }

  /** Whether traffic costs money there. */
  boolean isMetered(String name) {
    Attached one = attached.get(name);
    return one != null && one.metered();
  }

  /** Traffic there is found to cost money, or not to. */
  void meter(String name, boolean metered, MonotonicTime now) {
    attached.computeIfPresent(
        name,
        (_, one) ->
            new Attached(
                one.link(),
                one.access(),
                metered || one.access().metered(),
                one.order(),
                one.at()));
    choose(now);
  }

  /** Nobody answers through this interface: leave it alone for a while. */
  void inVain(String name, MonotonicTime until, MonotonicTime now) {
    vainUntil.put(name, until);
    failed(name, now);
  }

  /** Somebody answered through it. */
  void answered(String name, MonotonicTime now) {
    vainUntil.remove(name);
    works(name, true, now);
    choose(now);
  }

  /** What was in vain may be so no more. */
  void hopeful(String name, MonotonicTime now) {
    vainUntil.remove(name);
    choose(now);
  }

  /** What worked through it does so no more. */
  void failed(String name, MonotonicTime now) {
    works(name, false, now);
    choose(now);
  }

  boolean isVain(String name) {
    return vainUntil.containsKey(name);
  }

  /** Forgets what is over; afterwards {@link #wakeAt} lies ahead. */
  void advance(MonotonicTime now) {
    vainUntil.values().removeIf(until -> !now.isBefore(until));
    choose(now);
  }

  /** When another interface may be better though nothing has happened; null if never. */
  @Nullable MonotonicTime wakeAt() {
    return LowerDriver.earliest(
        chooseAgainAt, vainUntil.values().stream().min(Comparator.naturalOrder()).orElse(null));
  }

  private void works(String name, boolean does, MonotonicTime now) {
    Attached one = attached.get(name);
    if (one != null && does) {
      working.add(name);
    } else if (one != null && working.remove(name)) {
      worked.put(one.cost(), now);
    }
  }

  private void choose(MonotonicTime now) {
    Duration settle = policy.settle();
    worked.values().removeIf(until -> !now.isBefore(until.plus(settle)));
    List<Candidate> candidates = new ArrayList<>();
    attached.values().forEach(one -> candidates.add(candidate(one)));
    List<Worked> until = new ArrayList<>();
    worked.forEach((cost, at) -> until.add(new Worked(cost, at)));
    Attached current = best == null ? null : attached.get(best.name());
    best =
        policy
            .choose(candidates, current == null ? null : candidate(current), until, now)
            .map(Candidate::link)
            .orElse(null);
    chooseAgainAt = policy.wakeAt(candidates, until, now);
  }

  private Candidate candidate(Attached one) {
    String name = one.link().name();
    return new Candidate(
        one.link(),
        one.access().preference(),
        one.cost(),
        one.order(),
        one.at(),
        working.contains(name),
        isVain(name));
  }
}
