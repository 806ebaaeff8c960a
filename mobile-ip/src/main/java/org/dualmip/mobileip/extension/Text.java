package org.dualmip.mobileip.extension;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.MalformedException;

/** Texts in extensions: UTF-8, never empty, ended by the length of the extension. */
final class Text {
  private Text() {}

  /**
   * The octets of a text that an extension is to hold.
   *
   * @throws IllegalArgumentException if there are none or more than fit
   */
  static byte[] octets(String text, int most, String what) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    if (octets.length == 0 || octets.length > most) {
      throw new IllegalArgumentException(
          what + " has 1 to " + most + " octets, not " + octets.length);
    }
    if (!new String(octets, StandardCharsets.UTF_8).equals(text)) {
      throw new IllegalArgumentException(what + " is not Unicode text");
    }
    return octets;
  }

  /** Whether octets are such a text. */
  static boolean is(byte[] octets) {
    String text = new String(octets, StandardCharsets.UTF_8);
    return octets.length > 0 && Arrays.equals(text.getBytes(StandardCharsets.UTF_8), octets);
  }

  /** All that is left of the extension, as text. */
  static String read(ByteReader in, String field) throws MalformedException {
    byte[] octets = in.bytes(in.remaining(), field);
    if (!is(octets)) {
      throw in.malformed(field, octets.length == 0 ? "is empty" : "is not UTF-8");
    }
    return new String(octets, StandardCharsets.UTF_8);
  }
}
