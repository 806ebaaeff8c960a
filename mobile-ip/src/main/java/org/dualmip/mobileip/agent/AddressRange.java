package org.dualmip.mobileip.agent;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;

/**
 * Addresses from one up to and including another.
 *
 * @param first the lowest
 * @param last the highest
 */
public record AddressRange(Ip4 first, Ip4 last) {
  /**
   * @throws IllegalArgumentException if the last comes before the first
   */
  public AddressRange {
    if (first.compareTo(last) > 0) {
      throw new IllegalArgumentException("no range goes from " + first + " to " + last);
    }
  }

  /** All of a prefix but its network and broadcast address, where it has these. */
  public static AddressRange of(Prefix4 prefix) {
    return prefix.length() > 30
        ? new AddressRange(prefix.network(), prefix.last())
        : new AddressRange(new Ip4(prefix.network().bits() + 1), new Ip4(prefix.last().bits() - 1));
  }

  /** Whether the address lies in the range. */
  public boolean contains(Ip4 address) {
    return first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
