package org.dualmip.mobilenode.portal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.jspecify.annotations.Nullable;

/**
 * Whether interfaces are held by captive portals, and whom to ask about it.
 *
 * <p>A network that names its portal's API (RFC 8910) is asked there (RFC 8908); one that does not,
 * or whose API cannot be trusted, only if the user has given a URL to probe with: no other server
 * is ever asked. One question is under way at a time, because all go through one place that leads
 * to one interface. While an interface is held, that place leads there, for the user to log in; as
 * soon as it is let out, nowhere.
 *
 * <p>One thread at a time. {@link #handle} an input, then {@link #poll} until null, then call again
 * at {@link #wakeAt} at the latest.
 */
public final class CaptivePortal {
  /** What a network without a portal says (RFC 8910 §2). */
  public static final String UNRESTRICTED = "urn:ietf:params:capport:unrestricted";

  /** How long the place leads to an interface because the user wants it to. */
  public static final Duration WANTED = Duration.ofMinutes(10);

  /** After which the place is taken back from a question that nobody answered for. */
  private static final Duration OVERDUE = Duration.ofSeconds(30);

  /** Something that never comes is later than everything. */
  private static final Comparator<@Nullable MonotonicTime> LATER =
      Comparator.nullsLast(Comparator.naturalOrder());

  /** Whether an interface is held. */
  public enum State {
    /** Nobody has said. */
    UNKNOWN,
    /** It is: only the portal can be reached. */
    CAPTIVE,
    /** It is not. */
    OPEN
  }

  /** What it is told. */
  public sealed interface Input {
    /** When. */
    Now at();

    /** The interface came to a network. */
    record Attached(Now at, String link) implements Input {}

    /** It left. */
    record Detached(Now at, String link) implements Input {}

    /**
     * The network names its portal's API, or says that it has none: DHCP option 114, DHCPv6 option
     * 103 or the router advertisement's option 37 (RFC 8910 §2).
     */
    record Advertised(Now at, String link, String uri) implements Input {}

    /**
     * What became of a question.
     *
     * @param question its number
     */
    record Answered(Now at, long question, PortalAnswer answer) implements Input {}

    /** The home agents are silent there: perhaps it is held. */
    record Doubted(Now at, String link) implements Input {}

    /** The user wants to reach the portal of that interface. */
    record Wanted(Now at, String link) implements Input {}

    /** The user has been at the portal: perhaps the interface is let out now. */
    record Visited(Now at, String link) implements Input {}

    /** Time has passed. */
    record Tick(Now at) implements Input {}
  }

  /** What it wants done. */
  public sealed interface Output {
    /**
     * The confined place is to lead to that interface's network, and nowhere else.
     *
     * @param link null for nowhere at all
     */
    record Lead(@Nullable String link) implements Output {}

    /** Ask a portal's API, through the place (RFC 8908 §4). */
    record AskApi(long question, String uri) implements Output {}

    /** Get a page by plain HTTP, through the place. */
    record Probe(long question, String uri) implements Output {}

    /**
     * A state is another.
     *
     * @param portal where to log in, if that is known
     */
    record Changed(String link, State before, State after, String why, @Nullable String portal)
        implements Output {}
  }

  private final @Nullable String probe;
  private final Map<String, HeldLink> links = new TreeMap<>();
  private final ArrayDeque<Output> outputs = new ArrayDeque<>();
  private @Nullable String asking;
  private @Nullable MonotonicTime askingSince;
  private @Nullable String leading;
  private long question;
  private long refused;

  /**
   * @param probe what to get by plain HTTP where nobody names an API; null for nothing
   */
  public CaptivePortal(@Nullable String probe) {
    this.probe = probe;
  }

  /** Takes one input; then {@link #poll()} until null. */
  public void handle(Input input) {
    MonotonicTime now = input.at().monotonic();
    switch (input) {
      case Input.Attached attached -> {
        forget(attached.link());
        links.put(attached.link(), new HeldLink(attached.link(), probe, outputs::add, now));
      }
      case Input.Detached detached -> forget(detached.link());
      case Input.Advertised advertised -> {
        HeldLink held = links.get(advertised.link());
        if (held != null && !held.advertised(advertised.uri(), now)) {
          refused++;
        }
      }
      case Input.Answered answered -> {
        HeldLink held = asking == null ? null : links.get(asking);
        if (held != null && answered.question() == question) {
          asking = null;
          held.answered(answered.answer(), now);
        }
      }
      case Input.Doubted doubted -> {
        HeldLink held = links.get(doubted.link());
        if (held != null) {
          held.doubted(now);
        }
      }
      case Input.Wanted wanted -> {
        HeldLink held = links.get(wanted.link());
        if (held != null) {
          held.wanted(now);
        }
      }
      case Input.Visited visited -> {
        HeldLink held = links.get(visited.link());
        if (held != null) {
          held.askAt(now);
        }
      }
      case Input.Tick _ -> {}
    }
    advance(now);
  }

  private void forget(String link) {
    links.remove(link);
    if (link.equals(asking)) {
      asking = null;
    }
  }

  private void advance(MonotonicTime now) {
    if (asking != null && askingSince != null && !now.isBefore(askingSince.plus(OVERDUE))) {
      HeldLink held = links.get(asking);
      asking = null;
      if (held != null) {
        held.silent(now);
      }
    }
    links.values().forEach(held -> held.advance(now));
    if (asking == null) {
      links.values().stream()
          .filter(one -> LATER.compare(one.askAt(), now) <= 0)
          .min(Comparator.comparing(HeldLink::askAt, LATER))
          .ifPresent(one -> ask(one, now));
    }
    lead(asking != null ? asking : held());
  }

  /** Whom the user may have to visit: the one wanted, else one that is held. */
  private @Nullable String held() {
    String captive = null;
    for (HeldLink one : links.values()) {
      if (one.wantedUntil() != null) {
        return one.name();
      }
      captive = one.state() == State.CAPTIVE ? one.name() : captive;
    }
    return captive;
  }

  private void ask(HeldLink held, MonotonicTime now) {
    String api = held.apiToAsk();
    if (api == null && probe == null) {
      held.asked(now, false); // nobody to ask: silence is better than a stranger
      return;
    }
    held.asked(now, true);
    asking = held.name();
    question++;
    askingSince = now;
    lead(asking);
    outputs.add(
        api == null
            ? new Output.Probe(question, Objects.requireNonNull(probe))
            : new Output.AskApi(question, api));
  }

  private void lead(@Nullable String link) {
    if (!Objects.equals(link, leading)) {
      leading = link;
      outputs.add(new Output.Lead(link));
    }
  }

  /** The next output, or null. */
  public @Nullable Output poll() {
    return outputs.poll();
  }

  /** When to be called next, or null if only an input can change anything. */
  public @Nullable MonotonicTime wakeAt() {
    MonotonicTime wake = asking == null || askingSince == null ? null : askingSince.plus(OVERDUE);
    for (HeldLink held : links.values()) {
      wake = earlier(wake, held.wantedUntil());
      wake = asking == null ? earlier(wake, held.askAt()) : wake;
    }
    return wake;
  }

  private static @Nullable MonotonicTime earlier(
      @Nullable MonotonicTime one, @Nullable MonotonicTime other) {
    return LATER.compare(one, other) <= 0 ? one : other;
  }

  /** What is known of an interface. */
  public State state(String link) {
    HeldLink held = links.get(link);
    return held == null ? State.UNKNOWN : held.state();
  }

  /** Where to log in, if that is known. */
  public @Nullable String portal(String link) {
    HeldLink held = links.get(link);
    return held == null ? null : held.portal();
  }

  /** The interface the place leads to; null for none. */
  public @Nullable String leading() {
    return leading;
  }

  /** How many API addresses were refused. */
  public long refused() {
    return refused;
  }
}
