package org.dualmip.mobileip.probe;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.node.MobileNode;
import org.jspecify.annotations.Nullable;

/**
 * Asks from where the mobile node is whether a home agent can be reached from there, without
 * registering and without telling who asks (docs/home-agent-discovery.md §4).
 *
 * <p>{@link #handle} an input, then {@link #poll} until null, then call again at {@link #wakeAt} at
 * the latest. Calling too early does no harm. One thread at a time. Searches from different care-of
 * addresses know nothing of each other, but those on one link share its {@link Pace}.
 *
 * <pre>
 *                 Begin                    authentic answer
 *     nothing ------------> searching -------------------------> Found
 *        ^                  |  ^   |
 *        |     End          |  +---+ silence: another probe, later and later
 *        +------------------+      +---- a denial without proof ----> SmokedOut
 *                                  +---- silence to the last one ---> Unanswered
 * </pre>
 *
 * <p>A denial without proof ends a search only where no proof can be had; otherwise whoever forges
 * one could keep the node from hearing its home agent.
 */
public final class HomeAgentProbe {
  /** Probes in a search: the first at once, the others 1, 3 and 7 s after it, over after 15 s. */
  static final int MOST_PROBES = 4;

  /** "The minimum time between Registration Requests MUST NOT be less than 1 second" (§3.6.3). */
  static final Duration FIRST_TIMEOUT = Duration.ofSeconds(1);

  /** Searches at a time, and links remembered. */
  static final int MOST_SEARCHES = 64;

  /** What it is told. */
  public sealed interface Input {
    /** When. */
    Now at();

    /**
     * Search from this care-of address; a search from there that is under way is given up.
     *
     * @param careOf not {@link CareOf.AtHome}: its address would tell who asks
     * @param homeAgent whom to look for; a unicast address
     * @param offer of that home agent, if it has ever made one; null otherwise
     */
    record Begin(Now at, CareOf careOf, Ip4 homeAgent, @Nullable Offer offer) implements Input {
      /**
       * @throws IllegalArgumentException if there is nobody to ask, or asking would betray the user
       */
      public Begin {
        if (!homeAgent.isUnicast()) {
          throw new IllegalArgumentException(homeAgent + " is no home agent's address");
        }
        if (careOf instanceof CareOf.AtHome) {
          throw new IllegalArgumentException("a probe does not come from a home address");
        }
      }
    }

    /** Search no more from there: the address is lost, or the answer is known otherwise. */
    record End(Now at, CareOf careOf) implements Input {}

    /** A datagram arrived from UDP port 434, on the socket of this care-of address. */
    record Datagram(Now at, CareOf careOf, Octets payload) implements Input {}

    /** Time has passed. */
    record Tick(Now at) implements Input {}
  }

  /** What it wants done, and what it found out. */
  public sealed interface Output {
    /** Send this, as any request of a mobile node. */
    record Send(MobileNode.Output.Send request) implements Output {}

    /**
     * The home agent can be reached from there: it has seen the probe, and its key says so. The
     * search is over.
     *
     * @param trusted whether the probe came to it from a network that it trusts (RFC 5265 §4.3)
     * @param translated whether the probe came to it from another address than the care-of address:
     *     through a NAT, or through somebody who passed it on
     * @param roundTrip from the probe to its answer
     */
    record Found(
        CareOf careOf, Ip4 homeAgent, boolean trusted, boolean translated, Duration roundTrip)
        implements Output {}

    /**
     * Somebody there denies like a home agent: a hint and no more. The search goes on if the home
     * agent has made an offer, since then it can do better.
     */
    record SmokedOut(CareOf careOf, Ip4 homeAgent, ReplyCode code, Duration roundTrip)
        implements Output {}

    /**
     * Nobody proved anything, and the search is over.
     *
     * @param probes sent; 0 if there were too many searches already
     */
    record Unanswered(CareOf careOf, Ip4 homeAgent, int probes) implements Output {}
  }

  private final RandomGenerator random;
  private final Map<CareOf, Search> searches = new LinkedHashMap<>();
  private final Map<String, Pace> paces = new LinkedHashMap<>();
  private final ArrayDeque<Output> outputs = new ArrayDeque<>();
  private final Map<String, Long> counters = new TreeMap<>();

  /**
   * @param random gives all that nobody may guess: in production a {@link
   *     java.security.SecureRandom}
   */
  public HomeAgentProbe(RandomGenerator random) {
    this.random = random;
  }

  /** Takes one input; then {@link #poll()} until null. */
  public void handle(Input input) {
    MonotonicTime now = input.at().monotonic();
    switch (input) {
      case Input.Begin begin -> begin(begin, now);
      case Input.End end -> searches.remove(end.careOf());
      case Input.Datagram datagram -> receive(datagram, now);
      case Input.Tick _ -> {}
    }
    for (Search search : new ArrayList<>(searches.values())) {
      advance(search, now);
    }
    paces.values().removeIf(pace -> pace.isOver(now));
  }

  /** The next output, or null. */
  public @Nullable Output poll() {
    return outputs.poll();
  }

  /** When to be called next, or null if only an input can change anything. */
  public @Nullable MonotonicTime wakeAt() {
    return searches.values().stream().map(this::dueAt).min(MonotonicTime::compareTo).orElse(null);
  }

  /** Whether a datagram answers one of the probes sent from there, be it true or forged. */
  public boolean awaits(CareOf careOf, Octets payload) {
    Search search = searches.get(careOf);
    return search != null && !(search.match(payload, search.dueAt) instanceof Match.NotOurs);
  }

  /** Whether a search from there is under way. */
  public boolean isSearching(CareOf careOf) {
    return searches.containsKey(careOf);
  }

  /** Counters by name, such as {@code probes-sent}: a copy. */
  public Map<String, Long> counters() {
    return new TreeMap<>(counters);
  }

  private void begin(Input.Begin begin, MonotonicTime now) {
    CareOf careOf = begin.careOf();
    searches.remove(careOf);
    boolean full =
        searches.size() >= MOST_SEARCHES
            || (paces.size() >= MOST_SEARCHES && !paces.containsKey(careOf.link()));
    if (full) {
      count("searches-refused");
      outputs.add(new Output.Unanswered(careOf, begin.homeAgent(), 0));
      return;
    }
    count("searches");
    searches.put(careOf, new Search(careOf, begin.homeAgent(), begin.offer(), now));
  }

  private void receive(Input.Datagram datagram, MonotonicTime now) {
    Search search = searches.get(datagram.careOf());
    Match match = search == null ? new Match.NotOurs() : search.match(datagram.payload(), now);
    if (search == null || match instanceof Match.NotOurs) {
      count("replies-not-ours");
      return;
    }
    switch (match) {
      case Match.Authentic found -> {
        count("replies-authentic");
        searches.remove(search.careOf);
        outputs.add(
            new Output.Found(
                search.careOf,
                found.homeAgent(),
                found.trusted(),
                found.translated(),
                found.roundTrip()));
      }
      case Match.SmokedOut hint -> {
        count("replies-unproved");
        if (!search.smokedOut) {
          search.smokedOut = true;
          outputs.add(
              new Output.SmokedOut(search.careOf, search.homeAgent, hint.code(), hint.roundTrip()));
        }
        if (search.offer == null) {
          searches.remove(search.careOf);
        }
      }
      case Match.NotOurs _ -> throw new IllegalStateException("counted before");
    }
  }

  private void advance(Search search, MonotonicTime now) {
    if (now.isBefore(dueAt(search))) {
      return;
    }
    int probes = search.probes.size();
    if (probes == MOST_PROBES) {
      count("searches-unanswered");
      searches.remove(search.careOf);
      outputs.add(new Output.Unanswered(search.careOf, search.homeAgent, probes));
      return;
    }
    count("probes-sent");
    pace(search).sent(now);
    outputs.add(new Output.Send(search.probe(random, now)));
    // §3.6.3: each time twice as long.
    search.dueAt = now.plus(FIRST_TIMEOUT.multipliedBy(1L << probes));
  }

  /** When it has something to do: at the pace of its link, unless it only has to end. */
  private MonotonicTime dueAt(Search search) {
    return search.probes.size() == MOST_PROBES ? search.dueAt : pace(search).from(search.dueAt);
  }

  private Pace pace(Search search) {
    return paces.computeIfAbsent(search.careOf.link(), _ -> new Pace());
  }

  private void count(String what) {
    counters.merge(what, 1L, Long::sum);
  }
}
