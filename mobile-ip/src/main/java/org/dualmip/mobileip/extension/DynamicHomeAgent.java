package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;

/**
 * Dynamic home agent (RFC 4433 §3.4), type 139. Its number says that it may be skipped, yet its
 * layout is the long one: who does not know it takes the sub-type for a length and stumbles over
 * what follows. Hence it is sent only to agents that are known to understand it.
 *
 * @param subtype what the address is
 * @param address of a home agent
 */
public record DynamicHomeAgent(Subtype subtype, Ip4 address) implements Extension {
  static final int TYPE = 139;

  /** What the address is. */
  public enum Subtype {
    /** Where the mobile node wishes to be anchored (RFC 4433 §3.4.1). */
    REQUESTED(1),
    /** Where it shall try next, beside code 143 (RFC 4433 §3.4.2). */
    REDIRECTED(2);

    private final int number;

    Subtype(int number) {
      this.number = number;
    }
  }

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE).u8(subtype.number).u16(4).ip4(address);
  }

  /** Another sub-type is skipped as RFC 5944 §1.8 says, by the octet in the length's place. */
  static Extension read(ByteReader in) throws MalformedException {
    int number = in.u8("Dynamic home agent sub-type");
    for (Subtype subtype : Subtype.values()) {
      if (subtype.number == number) {
        if (in.u16("Dynamic home agent length") != 4) {
          throw in.malformed("Dynamic home agent length", "is not 4");
        }
        return new DynamicHomeAgent(subtype, in.ip4("Home agent address"));
      }
    }
    return Unrecognized.read(TYPE, in.slice(number, "Extension"));
  }
}
