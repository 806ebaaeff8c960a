package org.dualmip.mobilenode.portal;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobilenode.portal.CaptivePortal.Output;
import org.dualmip.mobilenode.portal.CaptivePortal.State;
import org.jspecify.annotations.Nullable;

/** What is known of one interface: whether it is held, by whom, and when to ask again. */
final class HeldLink {
  private static final int URI_MAX = 2048;
  private static final Pattern ADDRESS =
      Pattern.compile("(?i)https?://(?:[\\w.~:/?#\\[\\]@!$&'()*+,;=-]|%[0-9a-f]{2})+");
  private static final Duration AGAIN = Duration.ofSeconds(10);
  private static final Duration AGAIN_LONGEST = Duration.ofMinutes(1);
  private static final Duration REMAINING_LONGEST = Duration.ofDays(1);

  /** Questions to an API without a good answer after which a probe is tried. */
  private static final int API_TRIES = 2;

  private final String name;
  private final @Nullable String probe;
  private final Consumer<Output> outputs;
  private State state = State.UNKNOWN;
  private @Nullable String portal;
  private @Nullable String api;
  private @Nullable MonotonicTime askAt;
  private @Nullable MonotonicTime wantedUntil;
  private @Nullable MonotonicTime askedAt;
  private Duration again = AGAIN;
  private int apiFailures;

  /**
   * @param probe what may be asked in the place of an API; null for nothing
   * @param outputs is told changes
   */
  HeldLink(String name, @Nullable String probe, Consumer<Output> outputs, MonotonicTime attached) {
    this.name = name;
    this.probe = probe;
    this.outputs = outputs;
    this.askAt = attached;
  }

  String name() {
    return name;
  }

  State state() {
    return state;
  }

  @Nullable String portal() {
    return portal;
  }

  /** When to ask; null while there is no reason to. */
  @Nullable MonotonicTime askAt() {
    return askAt;
  }

  void askAt(MonotonicTime time) {
    askAt = time;
  }

  /** Until when the user wants to reach the portal; null if there is no such wish. */
  @Nullable MonotonicTime wantedUntil() {
    return wantedUntil;
  }

  /** The network names its portal's API; false for what cannot be one (RFC 8908 §4.1). */
  boolean advertised(String uri, MonotonicTime now) {
    if (uri.equals(CaptivePortal.UNRESTRICTED)) {
      api = null;
      askAt = null;
      become(State.OPEN, "the network says that it has no portal (RFC 8910)", null);
    } else if (!isTls(uri)) {
      return false;
    } else if (!uri.equals(api)) {
      api = uri;
      apiFailures = 0;
      again = AGAIN;
      askAt = now;
    }
    return true;
  }

  /** The API that is to be asked now; null for none, or none that can be trusted. */
  @Nullable String apiToAsk() {
    return apiFailures < API_TRIES || probe == null ? api : null;
  }

  /**
   * Its turn has come.
   *
   * @param somebody whether there was anybody to ask
   */
  void asked(MonotonicTime now, boolean somebody) {
    askAt = null;
    askedAt = somebody ? now : askedAt;
  }

  /** There is a reason to ask: once in a while it counts. */
  void doubted(MonotonicTime now) {
    if (askAt == null && (askedAt == null || !now.isBefore(askedAt.plus(AGAIN_LONGEST)))) {
      askAt = now;
    }
  }

  void wanted(MonotonicTime now) {
    if (state != State.OPEN) {
      wantedUntil = now.plus(CaptivePortal.WANTED);
    }
  }

  void advance(MonotonicTime now) {
    if (wantedUntil != null && !now.isBefore(wantedUntil)) {
      wantedUntil = null;
    }
  }

  void answered(PortalAnswer answer, MonotonicTime now) {
    askAt = null;
    switch (answer) {
      case PortalAnswer.Told(boolean captive, String page, Duration remaining) -> {
        apiFailures = 0;
        if (captive) {
          held("its portal says so (RFC 8908)", page != null && isTls(page) ? page : null, now);
        } else {
          become(State.OPEN, "its portal says so (RFC 8908)", null);
          askAt = remaining == null ? null : now.plus(bounded(remaining));
        }
      }
      case PortalAnswer.Redirected(String page) ->
          held("a probe was led elsewhere", isAddress(page) ? page : null, now);
      case PortalAnswer.Empty _ -> become(State.OPEN, "a probe got through", null);
      case PortalAnswer.Other(int status) when status == 511 || (status >= 200 && status < 300) ->
          held("a probe got a page instead (" + status + ")", probe, now);
      case PortalAnswer.Other _, PortalAnswer.Nothing _ -> silent(now);
    }
  }

  /** No news: what was known stays, and is asked for again. */
  void silent(MonotonicTime now) {
    if (api != null) {
      apiFailures++;
    }
    askLater(now);
  }

  private void held(String why, @Nullable String page, MonotonicTime now) {
    become(State.CAPTIVE, why, page);
    askLater(now);
  }

  private void askLater(MonotonicTime now) {
    askAt = now.plus(again);
    Duration longer = state == State.CAPTIVE ? again : again.multipliedBy(2);
    again = longer.compareTo(AGAIN_LONGEST) < 0 ? longer : AGAIN_LONGEST;
  }

  private static Duration bounded(Duration left) {
    return left.compareTo(AGAIN) < 0
        ? AGAIN
        : left.compareTo(REMAINING_LONGEST) < 0 ? left : REMAINING_LONGEST;
  }

  private void become(State next, String why, @Nullable String page) {
    State before = state;
    boolean elsewhere = !Objects.equals(page, portal);
    state = next;
    portal = page;
    if (next != before) {
      again = AGAIN;
      wantedUntil = next == State.OPEN ? null : wantedUntil;
    }
    if (next != before || elsewhere) {
      outputs.accept(new Output.Changed(name, before, next, why, page));
    }
  }

  /** Whether a stranger's text is an address (RFC 3986 §2): nothing else is shown or asked. */
  private static boolean isAddress(String uri) {
    return uri.length() <= URI_MAX && ADDRESS.matcher(uri).matches();
  }

  private static boolean isTls(String uri) {
    return isAddress(uri) && uri.regionMatches(true, 0, "https://", 0, 8);
  }
}
