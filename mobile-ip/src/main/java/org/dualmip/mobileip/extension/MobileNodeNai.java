package org.dualmip.mobileip.extension;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;

/**
 * Mobile node NAI (RFC 2794 §3), type 131: who registers, when the home address does not say it.
 *
 * @param nai 1 to 255 octets of UTF-8, such as {@code mn@example.org}
 */
public record MobileNodeNai(String nai) implements Extension {
  static final int TYPE = 131;

  /**
   * @throws IllegalArgumentException if it does not fit the length octet
   */
  public MobileNodeNai {
    int length = nai.getBytes(StandardCharsets.UTF_8).length;
    if (length == 0 || length > 255) {
      throw new IllegalArgumentException("an NAI has 1 to 255 octets, not " + length);
    }
  }

  @Override
  public void write(ByteWriter out) {
    byte[] octets = nai.getBytes(StandardCharsets.UTF_8);
    out.u8(TYPE).u8(octets.length).bytes(octets);
  }

  static MobileNodeNai read(ByteReader in) throws MalformedException {
    byte[] nai = in.bytes(in.remaining(), "NAI");
    String text = new String(nai, StandardCharsets.UTF_8);
    if (nai.length == 0 || !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), nai)) {
      throw in.malformed("NAI", nai.length == 0 ? "is empty" : "is not UTF-8");
    }
    return new MobileNodeNai(text);
  }
}
