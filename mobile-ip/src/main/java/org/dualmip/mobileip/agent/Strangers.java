package org.dualmip.mobileip.agent;

import java.util.LinkedHashMap;
import java.util.Map;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;

/**
 * How many replies go to those who have proved nothing: with forged or replayed requests, and
 * forged source addresses, an agent could be made to flood somebody. A bucket of tokens for all
 * together and one for each source, of which the latest are kept.
 */
final class Strangers {
  /** Sources remembered at most. */
  static final int MOST_SOURCES = 4096;

  private static final double SECOND = 1e9;

  private final int perSecond;
  private final int perSource;
  private final Bucket all = new Bucket();
  private final Map<Ip4, Bucket> bySource =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Ip4, Bucket> eldest) {
          return size() > MOST_SOURCES;
        }
      };

  Strangers(Limits limits) {
    this(limits.unauthenticatedReplies(), limits.unauthenticatedRepliesPerSource());
  }

  /**
   * @param perSecond of all sources together
   * @param perSource of one source
   */
  Strangers(int perSecond, int perSource) {
    this.perSecond = perSecond;
    this.perSource = perSource;
  }

  /** Whether a reply to this source may be sent now; then it counts as sent. */
  boolean admit(Ip4 source, MonotonicTime now) {
    Bucket own = bySource.computeIfAbsent(source, _ -> new Bucket());
    // The source's own bucket first: who has used up his own takes nothing from the others.
    return own.has(perSource, now) && all.has(perSecond, now) && own.take() && all.take();
  }

  int sources() {
    return bySource.size();
  }

  /** Holds what is earned in a second at most. */
  private static final class Bucket {
    private double tokens;
    private long filled;
    private boolean used;

    boolean has(int perSecond, MonotonicTime now) {
      double earned = (now.nanos() - filled) / SECOND * perSecond;
      tokens = used ? Math.min(perSecond, tokens + Math.max(0, earned)) : perSecond;
      filled = now.nanos();
      used = true;
      return tokens >= 1;
    }

    boolean take() {
      tokens--;
      return true;
    }
  }
}
