package org.dualmip.mobileip.discovery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.discovery.AgentAdvertisement.Router;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;

/**
 * Advertises an agent on one link, as an engine: {@link #handle} an input, then {@link #poll} until
 * null, then call again at {@link #wakeAt} at the latest. One thread at a time.
 *
 * <p>Advertisements go out at random intervals, the first few sooner (RFC 1256 §4.3), and as
 * answers to solicitations (RFC 5944 §2.3): straight to the station that asked, if it has an
 * address, else to all, a little later. Answers are limited, for each station and altogether.
 */
public final class Advertiser {
  /** Where advertisements go on links with multicast: all systems (RFC 1256 §3). */
  public static final Ip4 ALL_SYSTEMS = Ip4.of("224.0.0.1");

  /** MAX_INITIAL_ADVERT_INTERVAL (RFC 1256 §6). */
  static final Duration FIRST_INTERVAL = Duration.ofSeconds(16);

  /** MAX_INITIAL_ADVERTISEMENTS (RFC 1256 §6). */
  static final int FIRST_COUNT = 3;

  /** An answer to all waits less than this; RFC 1256 §6 allows 2 s. */
  static final Duration LONGEST_DELAY = Duration.ofMillis(500);

  /** Between two advertisements to all, and between two answers to one station. */
  static final Duration SPACING = Duration.ofMillis(900);

  /** Answers to single stations in each second. */
  static final int ANSWERS_A_SECOND = 50;

  /** Stations remembered for {@link #SPACING}. */
  static final int MOST_STATIONS = 1024;

  /** After the number 65535 (RFC 5944 §2.3.2): lower ones tell of a restart. */
  static final int AFTER_LAST = 256;

  /** What it is told. */
  public sealed interface Input {
    /** When. */
    Now at();

    /**
     * An ICMP message of type 10 arrived on the link.
     *
     * @param mac the station that sent it
     * @param source the IP source, 0.0.0.0 included
     * @param ttl the IP time to live
     */
    record Solicited(Now at, MacAddress mac, Ip4 source, int ttl, Octets icmp) implements Input {}

    /** The foreign agent cannot serve further nodes, or can again. */
    record Busy(Now at, boolean busy) implements Input {}

    /**
     * The foreign agent gave up the registration of a node: an advertisement as after a restart
     * tells it so (RFC 3543 §4.1).
     *
     * @param home the node's home address
     * @param again whether it may register again; otherwise the agent is busy for it
     */
    record Revoked(Now at, MacAddress mac, Ip4 home, boolean again) implements Input {}

    /** The agent leaves the link: one last advertisement with lifetime 0 (RFC 1256 §4.3). */
    record Stop(Now at) implements Input {}

    /** Time has passed. */
    record Tick(Now at) implements Input {}
  }

  /**
   * Send this on the link, with IP time to live 1 (RFC 5944 §2.1).
   *
   * @param source the agent's address on this link
   * @param mac the station to send it to; {@link MacAddress#BROADCAST} for all, in which case the
   *     link-layer address follows from the destination
   * @param destination 224.0.0.1, 255.255.255.255, or the address that a solicitation came from
   */
  public record Send(Ip4 source, MacAddress mac, Ip4 destination, Octets icmp) {}

  private final AdvertiserConfig config;
  private final @Nullable Challenges challenges;
  private final RandomGenerator random;
  private final ArrayDeque<Send> outputs = new ArrayDeque<>();
  private final LinkedHashMap<MacAddress, MonotonicTime> answered = new LinkedHashMap<>();
  private final Map<String, Long> counters = new TreeMap<>();
  private @Nullable MonotonicTime due;
  private @Nullable MonotonicTime answerDue;
  private @Nullable MonotonicTime lastToAll;
  private @Nullable MonotonicTime second;
  private int answersInSecond;
  private int sequence;
  private int unsolicited;
  private boolean busy;
  private boolean stopped;

  /**
   * @param challenges to put into each advertisement (RFC 4721); null without
   * @param random for the intervals
   * @param start when to send the first; within a second from then
   */
  public Advertiser(
      AdvertiserConfig config,
      @Nullable Challenges challenges,
      RandomGenerator random,
      MonotonicTime start) {
    this.config = config;
    this.challenges = challenges;
    this.random = random;
    this.due = config.onlySolicited() ? null : start.plus(upTo(Duration.ofSeconds(1)));
    for (String name :
        List.of(
            "advertisements-sent",
            "solicitations",
            "solicitations-answered",
            "solicitations-malformed",
            "solicitations-not-from-link",
            "solicitations-too-many")) {
      counters.put(name, 0L);
    }
  }

  /** Takes one input; then {@link #poll()} until null. */
  public void handle(Input input) {
    MonotonicTime now = input.at().monotonic();
    switch (input) {
      case Input.Solicited solicited -> solicited(solicited, now);
      case Input.Busy b -> busy = b.busy();
      case Input.Revoked r -> {
        if (!stopped) {
          Octets challenge = challenges == null ? null : challenges.offer(r.home().toString());
          send(r.mac(), r.home(), advertisement(0, lifetime(), busy || !r.again(), challenge));
        }
      }
      case Input.Stop _ -> stop(now);
      case Input.Tick _ -> {}
    }
    advance(now);
  }

  /** What to send next, or null. */
  public @Nullable Send poll() {
    return outputs.poll();
  }

  /** When to be called next; null if only an input can change anything. */
  public @Nullable MonotonicTime wakeAt() {
    return due == null ? answerDue : answerDue == null ? due : MonotonicTime.min(due, answerDue);
  }

  /** What was counted, by name. */
  public Map<String, Long> counters() {
    return new TreeMap<>(counters);
  }

  private void solicited(Input.Solicited input, MonotonicTime now) {
    count("solicitations");
    if (input.ttl() != 1) {
      count("solicitations-not-from-link"); // RFC 5944 §2.2
      return;
    }
    try {
      RouterSolicitation.read(input.icmp().toBytes());
    } catch (MalformedException malformed) {
      count("solicitations-malformed");
      return;
    }
    if (stopped) {
      return;
    }
    // RFC 5944 §2.3: the source need not be a neighbour's.
    if (isStation(input.source())) {
      answer(input, now);
    } else if (answerDue == null) {
      MonotonicTime soon = now.plus(upTo(LONGEST_DELAY));
      MonotonicTime earliest = lastToAll == null ? soon : lastToAll.plus(SPACING);
      answerDue = soon.isBefore(earliest) ? earliest : soon;
      count("solicitations-answered");
    } else {
      count("solicitations-answered"); // by the one that is due anyhow (RFC 1256 §4.3)
    }
  }

  /** Straight to the station that asked, whose home address its source is (RFC 5944 §2.1). */
  private void answer(Input.Solicited input, MonotonicTime now) {
    if (!admit(input.mac(), now)) {
      count("solicitations-too-many");
      return;
    }
    count("solicitations-answered");
    Octets challenge = challenges == null ? null : challenges.offer(input.source().toString());
    send(input.mac(), input.source(), advertisement(next(), lifetime(), busy, challenge));
  }

  private boolean admit(MacAddress mac, MonotonicTime now) {
    if (second == null || !now.isBefore(second.plus(Duration.ofSeconds(1)))) {
      second = now;
      answersInSecond = 0;
    }
    MonotonicTime last = answered.get(mac);
    if (answersInSecond >= ANSWERS_A_SECOND || (last != null && now.isBefore(last.plus(SPACING)))) {
      return false;
    }
    answersInSecond++;
    answered.remove(mac); // so that the order is that of the last answer
    if (answered.size() >= MOST_STATIONS) {
      answered.pollFirstEntry();
    }
    answered.put(mac, now);
    return true;
  }

  private void stop(MonotonicTime now) {
    if (!stopped) {
      stopped = true;
      sendToAll(0, null, now);
      due = null;
      answerDue = null;
    }
  }

  private void advance(MonotonicTime now) {
    if (due != null && !now.isBefore(due)) {
      sendToAll(lifetime(), challenges == null ? null : challenges.advertise(), now);
      unsolicited++;
    } else if (answerDue != null && !now.isBefore(answerDue)) {
      // RFC 4721 §2.1: whoever solicits may not push challenges out of the window.
      sendToAll(lifetime(), challenges == null ? null : challenges.current(), now);
    }
  }

  /** To all on the link, after which the intervals begin anew (RFC 1256 §4.3). */
  private void sendToAll(int lifetime, @Nullable Octets challenge, MonotonicTime now) {
    send(
        MacAddress.BROADCAST,
        config.broadcast() ? Ip4.BROADCAST : ALL_SYSTEMS,
        advertisement(next(), lifetime, busy, challenge));
    lastToAll = now;
    answerDue = null;
    if (!config.onlySolicited()) {
      Duration interval = config.shortest().plus(upTo(config.longest().minus(config.shortest())));
      boolean first = unsolicited < FIRST_COUNT && interval.compareTo(FIRST_INTERVAL) > 0;
      due = now.plus(first ? FIRST_INTERVAL : interval);
    }
  }

  private AgentAdvertisement advertisement(
      int number, int lifetime, boolean sayBusy, @Nullable Octets challenge) {
    boolean foreign = (config.flags() & AgentAdvertisement.FOREIGN_AGENT) != 0;
    return new AgentAdvertisement(
        config.routesCommonTraffic(),
        lifetime,
        List.of(new Router(config.address(), 0)),
        number,
        config.registrationLifetime(),
        config.flags() | (sayBusy && foreign ? AgentAdvertisement.BUSY : 0),
        config.careOf(),
        config.sayNetwork() ? List.of(config.network().length()) : null,
        challenge);
  }

  private int next() {
    int number = sequence;
    sequence = sequence == 0xffff ? AFTER_LAST : sequence + 1;
    return number;
  }

  private void send(MacAddress mac, Ip4 destination, AgentAdvertisement advertisement) {
    count("advertisements-sent");
    outputs.add(new Send(config.address(), mac, destination, Octets.of(advertisement.toBytes())));
  }

  private int lifetime() {
    return (int) config.lifetime().toSeconds();
  }

  /** An address that one station can have, to answer to. */
  private static boolean isStation(Ip4 source) {
    int first = source.bits() >>> 24;
    return first != 0 && first != 127 && first < 224;
  }

  private Duration upTo(Duration most) {
    return most.isZero() ? Duration.ZERO : Duration.ofNanos(random.nextLong(most.toNanos()));
  }

  private void count(String what) {
    counters.merge(what, 1L, Long::sum);
  }
}
