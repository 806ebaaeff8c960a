package org.dualmip.mobilenode;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/**
 * How long user data could still leave by an interface that had changed: from the kernel's word to
 * the shut gate, as a histogram. Owner thread only.
 */
final class ShutTimes {
  /** Upper bounds of the bins, in microseconds; one more bin holds the rest. */
  static final long[] BOUNDS = {
    200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 1_000_000
  };

  private final long[] bins = new long[BOUNDS.length + 1];
  private long worst;
  private @Nullable MonotonicTime heard;

  /** The kernel said at that time that an interface had changed. */
  void changed(MonotonicTime at) {
    heard = at;
  }

  /** The gate was shut for something that it let pass before. */
  void shut(MonotonicTime at) {
    if (heard != null) {
      long micros = at.since(heard).toNanos() / 1000;
      int bin = 0;
      while (bin < BOUNDS.length && micros > BOUNDS[bin]) {
        bin++;
      }
      bins[bin]++;
      worst = Math.max(worst, micros);
      heard = null;
    }
  }

  /** The change has had its consequences. */
  void settled() {
    heard = null;
  }

  /** How often each bin was hit, the bins that were alone, with the worst. */
  Map<String, Object> page() {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("shut", Arrays.stream(bins).sum());
    for (int i = 0; i < bins.length; i++) {
      if (bins[i] > 0) {
        page.put(
            i < BOUNDS.length ? "within-" + BOUNDS[i] + "-us" : "later", bins[i]);
      }
    }
    page.put("worst-us", worst);
    return page;
  }
}
