package org.dualmip.mobileip.message;

import java.util.List;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.Extensions;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;

/**
 * Generic Notification Message (RFC 6098 §4.1), message type 22.
 *
 * @param direction from whom to whom
 * @param acknowledge the A bit: the receiver must acknowledge
 * @param home the mobile node's home address
 * @param homeAgent the mobile node's home agent
 * @param careOf the mobile node's care-of address
 * @param identification matches acknowledgements and protects against replay (RFC 6098 §7.1)
 * @param extensions in wire order
 */
public record GenericNotification(
    MessageDirection direction,
    boolean acknowledge,
    Ip4 home,
    Ip4 homeAgent,
    Ip4 careOf,
    long identification,
    List<Extension> extensions)
    implements Notification {
  /** The number in the first octet. */
  public static final int TYPE = 22;

  private static final int ACKNOWLEDGE = 0x8000;

  /** Copies the list. */
  public GenericNotification {
    extensions = List.copyOf(extensions);
  }

  /** Reads a whole UDP payload. */
  public static GenericNotification read(byte[] payload) throws MalformedException {
    ByteReader in = new ByteReader(payload);
    if (in.u8("Type") != TYPE) {
      throw new MalformedException("Type", 0, "is not a Generic Notification");
    }
    return new GenericNotification(
        MessageDirection.read(in),
        (in.u16("Flags") & ACKNOWLEDGE) != 0,
        in.ip4("Home address"),
        in.ip4("Home agent address"),
        in.ip4("Care-of address"),
        in.i64("Identification"),
        Extensions.readAll(in));
  }

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE).u8(direction.number()).u16(acknowledge ? ACKNOWLEDGE : 0);
    out.ip4(home).ip4(homeAgent).ip4(careOf).i64(identification);
    extensions.forEach(extension -> extension.write(out));
  }
}
