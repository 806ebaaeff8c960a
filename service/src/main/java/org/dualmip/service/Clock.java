package org.dualmip.service;

import java.time.Instant;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;

/** Where time comes from. Only the edges of a service read it; engines are told. */
@FunctionalInterface
public interface Clock {
  /** The time on both clocks, read together. Any thread. */
  Now now();

  /**
   * The clocks of this host. The monotonic one is {@link System#nanoTime}, on Linux {@code
   * CLOCK_MONOTONIC}, so that values of different processes can be compared.
   */
  static Clock system() {
    return () -> new Now(new MonotonicTime(System.nanoTime()), Instant.now());
  }
}
