package org.dualmip.mobileip.extension;

import java.nio.charset.StandardCharsets;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;

/**
 * Message string (RFC 4917 §3), type 145: words for people, without effect on the protocol.
 *
 * @param subtype whose words
 * @param text 1 to 254 octets of UTF-8
 */
public record MessageString(Subtype subtype, String text) implements Extension {
  static final int TYPE = 145;

  /** Whose words. */
  public enum Subtype {
    /** The home agent's. */
    HOME_AGENT(1),
    /** The foreign agent's. */
    FOREIGN_AGENT(2);

    private final int number;

    Subtype(int number) {
      this.number = number;
    }
  }

  /**
   * @throws IllegalArgumentException if the text is empty or does not fit
   */
  public MessageString {
    Text.octets(text, 254, "a message string");
  }

  @Override
  public void write(ByteWriter out) {
    byte[] octets = Text.octets(text, 254, "a message string");
    out.u8(TYPE).u8(1 + octets.length).u8(subtype.number).bytes(octets);
  }

  /** What is no text is skipped: words must not affect the protocol, not even bad ones (§3). */
  static Extension read(ByteReader in) throws MalformedException {
    int number = in.u8("Message string sub-type");
    byte[] octets = in.bytes(in.remaining(), "Text");
    for (Subtype subtype : Subtype.values()) {
      if (subtype.number == number && Text.is(octets)) {
        return new MessageString(subtype, new String(octets, StandardCharsets.UTF_8));
      }
    }
    return Unrecognized.skipped(TYPE, number, octets);
  }
}
