package org.dualmip.mobileip.agent;

import org.dualmip.mobileip.net.Prefix4;

/**
 * Where mobile networks that a mobile router asks for come from (RFC 6626 §3.2).
 *
 * @param from the prefix that is divided
 * @param length of each assigned prefix, unless the mobile router asks for a longer one
 */
public record PrefixPool(Prefix4 from, int length) {
  /**
   * @throws IllegalArgumentException if no prefix of that length fits, or too many would
   */
  public PrefixPool {
    if (length < from.length() || length > 32) {
      throw new IllegalArgumentException("no prefix of length " + length + " is inside " + from);
    }
  }
}
