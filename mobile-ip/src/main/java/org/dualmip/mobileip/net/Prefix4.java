package org.dualmip.mobileip.net;

/**
 * An IPv4 prefix such as 10.1.0.0/16 (RFC 4632 §3.1).
 *
 * @param network the first address; the bits behind the length are zero
 * @param length 0 to 32
 */
public record Prefix4(Ip4 network, int length) {
  /**
   * @throws IllegalArgumentException if the length is out of range or host bits are set
   */
  public Prefix4 {
    if (length < 0 || length > 32) {
      throw new IllegalArgumentException("a prefix length is 0 to 32, not " + length);
    }
    if ((network.bits() & ~mask(length)) != 0) {
      throw new IllegalArgumentException(
          network
              + "/"
              + length
              + " has bits set behind the prefix; the network is "
              + new Ip4(network.bits() & mask(length))
              + "/"
              + length);
    }
  }

  /**
   * Reads {@code a.b.c.d/length}; without a slash, a single address.
   *
   * @throws IllegalArgumentException if the text is not a prefix or has host bits set
   */
  public static Prefix4 of(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return new Prefix4(Ip4.of(text), 32);
    }
    try {
      return new Prefix4(
          Ip4.of(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException("not an IPv4 prefix: " + text, notANumber);
    }
  }

  /** The prefix of the given length that holds the address. */
  public static Prefix4 around(Ip4 address, int length) {
    return new Prefix4(new Ip4(address.bits() & mask(length)), length);
  }

  /** Whether the address lies in this prefix. */
  public boolean contains(Ip4 address) {
    return (address.bits() & mask(length)) == network.bits();
  }

  /** Whether the two prefixes share an address. */
  public boolean overlaps(Prefix4 other) {
    return contains(other.network) || other.contains(network);
  }

  /** The last address; for a subnet of length at most 30, its directed broadcast address. */
  public Ip4 last() {
    return new Ip4(network.bits() | ~mask(length));
  }

  private static int mask(int length) {
    return length == 0 ? 0 : -1 << (32 - length);
  }

  @Override
  public String toString() {
    return network + "/" + length;
  }
}
