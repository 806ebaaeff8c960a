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
 * Registration Revocation (RFC 3543 §3.3), message type 7: an agent ends a binding.
 *
 * @param fromHomeAgent the A bit: the sender serves this binding as home agent; otherwise as
 *     foreign agent. Tells a reflected message
 * @param inform the I bit, whose meaning depends on the sender; only if both sides support it
 * @param home the mobile node's home address
 * @param homeDomain the home agent's address
 * @param foreignDomain the foreign agent's or the co-located care-of address
 * @param identifier the sender's timestamp, from the clock of its {@code RevocationSupport}; 32
 *     unsigned bits
 * @param extensions in wire order
 */
public record RevocationMessage(
    boolean fromHomeAgent,
    boolean inform,
    Ip4 home,
    Ip4 homeDomain,
    Ip4 foreignDomain,
    int identifier,
    List<Extension> extensions)
    implements ControlMessage {
  /** The number in the first octet. */
  public static final int TYPE = 7;

  private static final int AGENT = 0x8000;
  private static final int INFORM = 0x4000;

  /** Copies the list. */
  public RevocationMessage {
    extensions = List.copyOf(extensions);
  }

  /** Reads a whole UDP payload. */
  public static RevocationMessage read(byte[] payload) throws MalformedException {
    ByteReader in = new ByteReader(payload);
    if (in.u8("Type") != TYPE) {
      throw new MalformedException("Type", 0, "is not a Registration Revocation");
    }
    in.u8("Reserved");
    int flags = in.u16("Flags");
    return new RevocationMessage(
        (flags & AGENT) != 0,
        (flags & INFORM) != 0,
        in.ip4("Home address"),
        in.ip4("Home domain address"),
        in.ip4("Foreign domain address"),
        in.i32("Revocation identifier"),
        Extensions.readAll(in));
  }

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE).u8(0).u16((fromHomeAgent ? AGENT : 0) | (inform ? INFORM : 0));
    out.ip4(home).ip4(homeDomain).ip4(foreignDomain).i32(identifier);
    extensions.forEach(extension -> extension.write(out));
  }

  /**
   * The UDP payload between agents, closed by the Foreign-Home Authentication Extension. To a
   * mobile node with a co-located address {@link Authentication.Kind#MOBILE_HOME} takes its place.
   */
  public byte[] signed(SecurityAssociation association) {
    return signed(Authentication.Kind.FOREIGN_HOME, association);
  }
}
