package org.dualmip.mobileip.agent;

import org.dualmip.mobileip.net.Prefix4;

/**
 * Where mobile networks that a mobile router asks for come from (RFC 6626 §3.2).
 *
 * @param from the prefix that is divided
 * @param length of each assigned prefix, 1 to 32, at most 20 more than that of the whole; what the
 *     mobile router suggests is only a hint and not followed
 */
public record PrefixPool(Prefix4 from, int length) {
  /**
   * @throws IllegalArgumentException if no prefix of that length fits, or too many would
   */
  public PrefixPool {
    if (length < Math.max(1, from.length()) || length > Math.min(32, from.length() + 20)) {
      throw new IllegalArgumentException(
          "prefixes of length " + length + " are none, or too many, inside " + from);
    }
  }
}
