package org.dualmip.mobileip.security;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.GeneralizedAuthentication;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Octets;

/**
 * A mobility security association (RFC 5944 §1.6): what a mobile node and an agent share.
 *
 * @param spi the index that selects it, as 32 unsigned bits; 0 to 255 are reserved (RFC 5944 §1.6)
 * @param algorithm how authenticators are computed
 * @param key the shared secret, at least 16 octets (RFC 5944 §5.1 asks for 128 bits)
 * @param replay what the Identification means
 * @param tolerance how far a timestamp may be from the receiver's time of day; more than 3 seconds
 *     (RFC 5944 §5.7.1)
 */
public record SecurityAssociation(
    int spi, Algorithm algorithm, Octets key, ReplayProtection replay, Duration tolerance) {
  /** The tolerance that RFC 5944 §5.7.1 gives as default. */
  public static final Duration DEFAULT_TOLERANCE = Duration.ofSeconds(7);

  /** Octets of a key below which a secret is too weak (RFC 5944 §5.1). */
  public static final int MINIMUM_KEY = 16;

  /**
   * @throws IllegalArgumentException if the SPI is reserved, the key short or the tolerance too
   *     small
   */
  public SecurityAssociation {
    if (Integer.compareUnsigned(spi, 255) <= 0) {
      throw new IllegalArgumentException("SPI " + spi + " is reserved: use 256 or more");
    }
    if (key.size() < MINIMUM_KEY) {
      throw new IllegalArgumentException(
          "a key of " + key.size() + " octets is too short: use " + MINIMUM_KEY + " or more");
    }
    if (tolerance.compareTo(Duration.ofSeconds(3)) <= 0) {
      throw new IllegalArgumentException(
          "a timestamp tolerance is more than 3 s, not " + tolerance);
    }
  }

  /**
   * An index that means nothing, for messages in which the true one must not be seen.
   *
   * @param random in production a {@link java.security.SecureRandom}
   */
  public static int drawSpi(RandomGenerator random) {
    int spi = random.nextInt();
    return spi >>> 8 == 0 ? spi | 1 << 8 : spi; // 0 to 255 are reserved (RFC 5944 §1.6)
  }

  /**
   * The same secret under another index: what a concealed request shows in this one's place
   * (docs/concealed-registration.md).
   */
  public SecurityAssociation withSpi(int shown) {
    return new SecurityAssociation(shown, algorithm, key, replay, tolerance);
  }

  /** Appends this association's authentication extension to a message; it covers all before it. */
  public void sign(Authentication.Kind kind, ByteWriter message) {
    message.u8(kind.type()).u8(4 + algorithm.length()).i32(spi);
    message.bytes(algorithm.authenticate(key, message.toBytes()).toBytes());
  }

  /**
   * Appends a Generalized Authentication Extension of this association to a message, such as that
   * between mobile node and AAA server (RFC 4721 §6); it covers all before it.
   */
  public void signGeneralized(int subtype, ByteWriter message) {
    message.u8(GeneralizedAuthentication.TYPE).u8(subtype).u16(4 + algorithm.length()).i32(spi);
    message.bytes(algorithm.authenticate(key, message.toBytes()).toBytes());
  }

  /** Whether a received extension was made with this association's key, in constant time. */
  public boolean verifies(Authentication received) {
    return received.spi() == spi && verifies(received.covered(), received.authenticator());
  }

  /** Whether a received extension was made with this association's key, in constant time. */
  public boolean verifies(GeneralizedAuthentication received) {
    return received.spi() == spi && verifies(received.covered(), received.authenticator());
  }

  private boolean verifies(Octets covered, Octets authenticator) {
    return MessageDigest.isEqual(
        algorithm.authenticate(key, covered.toBytes()).toBytes(), authenticator.toBytes());
  }

  /** Never prints the key. */
  @Override
  public String toString() {
    return "SPI " + Integer.toUnsignedString(spi) + " " + algorithm + " " + replay;
  }
}
