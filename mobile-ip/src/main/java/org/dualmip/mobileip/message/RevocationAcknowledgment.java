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
 * Registration Revocation Acknowledgment (RFC 3543 §3.4), message type 15.
 *
 * @param inform the I bit; ignored unless the revocation had it
 * @param home copied from the revocation
 * @param identifier copied from the revocation
 * @param extensions in wire order
 */
public record RevocationAcknowledgment(
    boolean inform, Ip4 home, int identifier, List<Extension> extensions)
    implements ControlMessage {
  /** The number in the first octet. */
  public static final int TYPE = 15;

  private static final int INFORM = 0x8000;

  /** Copies the list. */
  public RevocationAcknowledgment {
    extensions = List.copyOf(extensions);
  }

  /** Reads a whole UDP payload. */
  public static RevocationAcknowledgment read(byte[] payload) throws MalformedException {
    ByteReader in = new ByteReader(payload);
    if (in.u8("Type") != TYPE) {
      throw new MalformedException("Type", 0, "is not a Registration Revocation Acknowledgment");
    }
    in.u8("Reserved");
    return new RevocationAcknowledgment(
        (in.u16("Flags") & INFORM) != 0,
        in.ip4("Home address"),
        in.i32("Revocation identifier"),
        Extensions.readAll(in));
  }

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE).u8(0).u16(inform ? INFORM : 0).ip4(home).i32(identifier);
    extensions.forEach(extension -> extension.write(out));
  }

  /** The UDP payload between agents, closed by the Foreign-Home Authentication Extension. */
  public byte[] signed(SecurityAssociation association) {
    return signed(Authentication.Kind.FOREIGN_HOME, association);
  }
}
