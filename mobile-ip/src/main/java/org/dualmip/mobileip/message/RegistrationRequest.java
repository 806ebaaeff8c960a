package org.dualmip.mobileip.message;

import java.util.List;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.Extensions;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.security.SecurityAssociation;

/**
 * Registration Request (RFC 5944 §3.3), message type 1.
 *
 * @param flags the octet S B D M G r T x; see the constants
 * @param lifetime seconds; 0 asks for deregistration, 0xffff for infinity
 * @param home the mobile node's home address; zero asks for one (RFC 2794)
 * @param homeAgent the home agent's address
 * @param careOf the end of the tunnel
 * @param identification 64 bits that match replies and protect against replay (RFC 5944 §5.7)
 * @param extensions in wire order
 */
public record RegistrationRequest(
    int flags,
    int lifetime,
    Ip4 home,
    Ip4 homeAgent,
    Ip4 careOf,
    long identification,
    List<Extension> extensions)
    implements Registration {
  /** The number in the first octet. */
  public static final int TYPE = 1;

  /** S: retain prior mobility bindings. */
  public static final int SIMULTANEOUS = 0x80;

  /** B: forward broadcast datagrams. */
  public static final int BROADCASTS = 0x40;

  /** D: the mobile node decapsulates; its care-of address is co-located. */
  public static final int CO_LOCATED = 0x20;

  /** M: minimal encapsulation, RFC 2004. */
  public static final int MINIMAL = 0x10;

  /** G: GRE encapsulation, RFC 2784. */
  public static final int GRE = 0x08;

  /** T: reverse tunnelling, RFC 3024 §3.2. */
  public static final int REVERSE_TUNNEL = 0x02;

  /** The lifetime that means infinity. */
  public static final int INFINITE = 0xffff;

  /**
   * @throws IllegalArgumentException if flags or lifetime do not fit their fields
   */
  public RegistrationRequest {
    if (flags < 0 || flags > 0xff) {
      throw new IllegalArgumentException("flags are one octet, not " + flags);
    }
    if (lifetime < 0 || lifetime > INFINITE) {
      throw new IllegalArgumentException("a lifetime is 0 to 65535 s, not " + lifetime);
    }
    extensions = List.copyOf(extensions);
  }

  /** Whether all the given bits are set. */
  public boolean has(int flag) {
    return (flags & flag) == flag;
  }

  /** Whether it asks to remove one binding or all (RFC 5944 §3.8.2.2). */
  public boolean isDeregistration() {
    return lifetime == 0;
  }

  /** Reads a whole UDP payload. */
  public static RegistrationRequest read(byte[] payload) throws MalformedException {
    ByteReader in = new ByteReader(payload);
    if (in.u8("Type") != TYPE) {
      throw new MalformedException("Type", 0, "is not a Registration Request");
    }
    return new RegistrationRequest(
        in.u8("Flags"),
        in.u16("Lifetime"),
        in.ip4("Home address"),
        in.ip4("Home agent"),
        in.ip4("Care-of address"),
        in.i64("Identification"),
        Extensions.readAll(in));
  }

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE).u8(flags).u16(lifetime).ip4(home).ip4(homeAgent).ip4(careOf).i64(identification);
    extensions.forEach(extension -> extension.write(out));
  }

  /** The UDP payload, closed by the Mobile-Home Authentication Extension (RFC 5944 §3.6.1.3). */
  public byte[] signed(SecurityAssociation association) {
    return signed(Authentication.Kind.MOBILE_HOME, association);
  }
}
