package org.dualmip.service.config;

import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A shared key. Never printed, not even by {@link #toString}.
 *
 * <p>In a record, a component of this type whose key ends in {@code -file} names a file with the
 * key in hexadecimal, readable by its owner only; any other holds the hexadecimal text itself.
 */
public final class Secret {
  /** Shorter keys are refused: HMAC-MD5 wants at least its output length (RFC 2104 §3). */
  public static final int MIN_OCTETS = 16;

  private final byte[] octets;

  private Secret(byte[] octets) {
    this.octets = octets;
  }

  /**
   * Reads hexadecimal digits; white space between them is ignored.
   *
   * @throws IllegalArgumentException with a message that does not repeat the text, if it is not
   *     hexadecimal, shorter than {@value #MIN_OCTETS} octets, or so regular that it can be guessed
   */
  public static Secret ofHex(String text) {
    byte[] octets;
    try {
      octets = HexFormat.of().parseHex(text.replaceAll("\\s", ""));
    } catch (IllegalArgumentException notHex) {
      throw new IllegalArgumentException("text that is not hexadecimal");
    }
    if (octets.length < MIN_OCTETS) {
      throw new IllegalArgumentException("a key of " + octets.length + " octets");
    }
    if (distinct(octets) < 6) {
      throw new IllegalArgumentException("a key that can be guessed");
    }
    return new Secret(octets);
  }

  /**
   * The key of a section that may give it inline or as a file.
   *
   * @throws InvalidSetting unless exactly one is given
   */
  public static Secret exactlyOne(@Nullable Secret key, @Nullable Secret keyFile) {
    if (key != null && keyFile != null) {
      throw new InvalidSetting("key", "both key and key-file", "one of them");
    }
    if (key != null) {
      return key;
    }
    if (keyFile != null) {
      return keyFile;
    }
    throw new InvalidSetting("key-file", "no key", "key-file: FILE, or key: HEX");
  }

  /** A copy of the key. */
  public byte[] octets() {
    return octets.clone();
  }

  private static int distinct(byte[] octets) {
    return (int) HexFormat.of().formatHex(octets).chars().distinct().count();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Secret secret && Arrays.equals(octets, secret.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  @Override
  public String toString() {
    return "(a key of " + octets.length + " octets)";
  }
}
