package org.dualmip.mobileip.security;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Octets;

/**
 * A secret that a mobile node shares with its home domain, for Mobile-AAA Authentication (RFC 4721
 * §6, §8).
 *
 * @param spi the index that selects it: {@link #CHAP_SPI}, or 256 or more
 * @param algorithm how authenticators are computed; without meaning for {@link #CHAP_SPI}
 * @param key the shared secret, at least 16 octets
 */
public record MobileAaaKey(int spi, Algorithm algorithm, Octets key) {
  /** Selects the computation that RADIUS servers know (RFC 4721 §8). */
  public static final int CHAP_SPI = 2;

  /** Octets of the challenge that end the computation for RADIUS. */
  private static final int LAST_OCTETS = 237;

  /**
   * @throws IllegalArgumentException if the SPI is reserved for something else, or the key is short
   */
  public MobileAaaKey {
    if (Integer.compareUnsigned(spi, 255) <= 0 && spi != CHAP_SPI) {
      throw new IllegalArgumentException("SPI " + spi + " is reserved: use 2, or 256 or more");
    }
    if (key.size() < SecurityAssociation.MINIMUM_KEY) {
      throw new IllegalArgumentException(
          "a key of "
              + key.size()
              + " octets is too short: use "
              + SecurityAssociation.MINIMUM_KEY
              + " or more");
    }
  }

  /**
   * The authenticator.
   *
   * @param covered all of the message before it
   * @param challenge of the foreign agent; empty counts as one octet 0 (RFC 4721 §3.5)
   */
  public Octets authenticate(Octets covered, Octets challenge) {
    return spi == CHAP_SPI
        ? chap(covered, challenge)
        : algorithm.authenticate(key, covered.toBytes());
  }

  /** Whether an authenticator was made with this key, in constant time. */
  public boolean verifies(Octets covered, Octets challenge, Octets authenticator) {
    return MessageDigest.isEqual(
        authenticate(covered, challenge).toBytes(), authenticator.toBytes());
  }

  /** MD5(first octet of the challenge, key, MD5(covered), last 237 octets of the challenge). */
  private Octets chap(Octets covered, Octets challenge) {
    Octets answered = challenge.size() == 0 ? Octets.of((byte) 0) : challenge;
    int size = answered.size();
    ByteWriter hashed = new ByteWriter();
    hashed.u8(answered.at(0)).bytes(key.toBytes()).bytes(md5(covered.toBytes()));
    hashed.bytes(answered.slice(Math.max(0, size - LAST_OCTETS), size).toBytes());
    return Octets.of(md5(hashed.toBytes()));
  }

  // RFC 4721 §8 prescribes it; who can choose uses an SPI of its own and HMAC.
  @SuppressWarnings("InsecureCryptoUsage")
  private static byte[] md5(byte[] bytes) {
    try {
      return MessageDigest.getInstance("MD5").digest(bytes);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has MD5", impossible);
    }
  }

  /** Never prints the key. */
  @Override
  public String toString() {
    return "SPI " + Integer.toUnsignedString(spi) + (spi == CHAP_SPI ? " CHAP" : " " + algorithm);
  }
}
