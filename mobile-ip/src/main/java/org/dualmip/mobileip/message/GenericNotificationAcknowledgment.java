package org.dualmip.mobileip.message;

import java.util.List;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.Extensions;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;

/**
 * Generic Notification Acknowledgement Message (RFC 6098 §4.2), message type 23.
 *
 * @param direction from whom to whom, the reverse of the notification's
 * @param code the result
 * @param home the mobile node's home address
 * @param homeAgent the mobile node's home agent
 * @param careOf the mobile node's care-of address
 * @param identification from the notification, by the style of replay protection (RFC 6098 §7.1)
 * @param extensions in wire order
 */
public record GenericNotificationAcknowledgment(
    MessageDirection direction,
    NotificationCode code,
    Ip4 home,
    Ip4 homeAgent,
    Ip4 careOf,
    long identification,
    List<Extension> extensions)
    implements Notification {
  /** The number in the first octet. */
  public static final int TYPE = 23;

  /** Copies the list. */
  public GenericNotificationAcknowledgment {
    extensions = List.copyOf(extensions);
  }

  /** Reads a whole UDP payload. */
  public static GenericNotificationAcknowledgment read(byte[] payload) throws MalformedException {
    ByteReader in = new ByteReader(payload);
    if (in.u8("Type") != TYPE) {
      throw new MalformedException("Type", 0, "is not a Generic Notification Acknowledgement");
    }
    MessageDirection direction = MessageDirection.read(in);
    NotificationCode code = new NotificationCode(in.u8("Code"));
    in.u8("Reserved");
    return new GenericNotificationAcknowledgment(
        direction,
        code,
        in.ip4("Home address"),
        in.ip4("Home agent address"),
        in.ip4("Care-of address"),
        in.i64("Identification"),
        Extensions.readAll(in));
  }

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE).u8(direction.number()).u8(code.value()).u8(0);
    out.ip4(home).ip4(homeAgent).ip4(careOf).i64(identification);
    extensions.forEach(extension -> extension.write(out));
  }
}
