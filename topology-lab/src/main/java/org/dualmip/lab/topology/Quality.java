package org.dualmip.lab.topology;

import java.time.Duration;

/**
 * What a cable does to the frames on it, each way. Frames keep their order, but for those that
 * {@code reorder} lets overtake.
 *
 * @param delay what a frame takes
 * @param jitter how far the delay of a frame may be from that, evenly spread; at most the delay
 * @param loss the share of frames that is lost, below 1
 * @param burst how many frames are lost in a row on average; 1 if each is lost by itself, more for
 *     the model of Gilbert and Elliott
 * @param duplicate the share that arrives twice
 * @param reorder the share that takes no time, and so overtakes
 * @param rate in bits per second; 0 is without a limit
 * @param queue how many frames may wait for their turn where there is a rate
 * @param seed of the chance in all this
 */
public record Quality(
    Duration delay,
    Duration jitter,
    double loss,
    double burst,
    double duplicate,
    double reorder,
    long rate,
    int queue,
    long seed) {
  /** A queue of no more than a quarter of a second at 5 Mbit/s. */
  public static final int USUAL_QUEUE = 100;

  /** A plain cable. */
  public static final Quality PERFECT = delayed(Duration.ZERO);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException naming what is out of range
   */
  public Quality {
    require(!delay.isNegative(), "a delay cannot be negative: " + delay);
    require(!jitter.isNegative(), "a jitter cannot be negative: " + jitter);
    require(jitter.compareTo(delay) <= 0, "a jitter of " + jitter + " with a delay of " + delay);
    require(loss >= 0 && loss < 1, "not a share: " + loss);
    require(duplicate >= 0 && duplicate <= 1, "not a share: " + duplicate);
    require(reorder >= 0 && reorder <= 1, "not a share: " + reorder);
    require(burst >= 1, "a burst is at least one frame: " + burst);
    require(rate >= 0, "a rate cannot be negative: " + rate);
    require(queue >= 1, "a queue holds at least one frame: " + queue);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }

  /** A cable that only takes time. */
  public static Quality delayed(Duration delay) {
    return new Quality(delay, Duration.ZERO, 0, 1, 0, 0, 0, USUAL_QUEUE, 0);
  }

  /** The same with another delay. */
  public Quality withDelay(Duration other) {
    return new Quality(other, jitter, loss, burst, duplicate, reorder, rate, queue, seed);
  }

  /** The same under another seed. */
  public Quality withSeed(long other) {
    return new Quality(delay, jitter, loss, burst, duplicate, reorder, rate, queue, other);
  }

  /** Whether a frame comes through a cable like this as through any other, and at once. */
  public boolean isPerfect() {
    return delay.isZero() && loss == 0 && duplicate == 0 && rate == 0;
  }

  /** Whether frames may be missing at the other end. */
  public boolean isLossy() {
    return loss > 0 || rate > 0;
  }
}
