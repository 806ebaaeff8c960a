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
 * Registration Reply (RFC 5944 §3.4), message type 3.
 *
 * @param code the result
 * @param lifetime seconds granted; 0 means deregistered, 0xffff infinity; without meaning on denial
 * @param home the mobile node's home address
 * @param homeAgent the home agent's unicast address
 * @param identification the low half of the request's; the high half by the style of replay
 *     protection
 * @param extensions in wire order
 */
public record RegistrationReply(
    ReplyCode code,
    int lifetime,
    Ip4 home,
    Ip4 homeAgent,
    long identification,
    List<Extension> extensions)
    implements Registration {
  /** The number in the first octet. */
  public static final int TYPE = 3;

  /**
   * @throws IllegalArgumentException if the lifetime does not fit its field
   */
  public RegistrationReply {
    if (lifetime < 0 || lifetime > 0xffff) {
      throw new IllegalArgumentException("a lifetime is 0 to 65535 s, not " + lifetime);
    }
    extensions = List.copyOf(extensions);
  }

  /** Reads a whole UDP payload. */
  public static RegistrationReply read(byte[] payload) throws MalformedException {
    ByteReader in = new ByteReader(payload);
    if (in.u8("Type") != TYPE) {
      throw new MalformedException("Type", 0, "is not a Registration Reply");
    }
    return new RegistrationReply(
        new ReplyCode(in.u8("Code")),
        in.u16("Lifetime"),
        in.ip4("Home address"),
        in.ip4("Home agent"),
        in.i64("Identification"),
        Extensions.readAll(in));
  }

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE).u8(code.value()).u16(lifetime).ip4(home).ip4(homeAgent).i64(identification);
    extensions.forEach(extension -> extension.write(out));
  }

  /** The UDP payload, closed by the Mobile-Home Authentication Extension (RFC 5944 §3.8.3.3). */
  public byte[] signed(SecurityAssociation association) {
    return signed(Authentication.Kind.MOBILE_HOME, association);
  }
}
