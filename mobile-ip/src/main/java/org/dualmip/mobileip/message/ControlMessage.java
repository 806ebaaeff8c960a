package org.dualmip.mobileip.message;

import java.util.List;
import java.util.Optional;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.Unrecognized;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * A control message of Mobile IPv4, the payload of a UDP datagram to or from port 434: fixed fields
 * and a list of extensions (RFC 5944 §1.8). Tunnel data (RFC 3519 §3.3), type 4 on the same port,
 * is none.
 */
public sealed interface ControlMessage
    permits Registration, RevocationMessage, RevocationAcknowledgment, Notification {
  /**
   * Reads a whole UDP payload, as what its first octet says.
   *
   * @throws MalformedException also for a type that is not known here
   */
  static ControlMessage read(byte[] payload) throws MalformedException {
    int type = new ByteReader(payload).u8("Type");
    return switch (type) {
      case RegistrationRequest.TYPE -> RegistrationRequest.read(payload);
      case RegistrationReply.TYPE -> RegistrationReply.read(payload);
      case RevocationMessage.TYPE -> RevocationMessage.read(payload);
      case RevocationAcknowledgment.TYPE -> RevocationAcknowledgment.read(payload);
      case GenericNotification.TYPE -> GenericNotification.read(payload);
      case GenericNotificationAcknowledgment.TYPE ->
          GenericNotificationAcknowledgment.read(payload);
      default -> throw new MalformedException("Type", 0, type + " is not known");
    };
  }

  /** In wire order. */
  List<Extension> extensions();

  /** Writes the message as it is, without adding an authentication extension. */
  void write(ByteWriter out);

  /** The UDP payload as it is, without adding an authentication extension. */
  default byte[] toBytes() {
    ByteWriter out = new ByteWriter();
    write(out);
    return out.toBytes();
  }

  /** The UDP payload, closed by an authentication extension of the given kind. */
  default byte[] signed(Authentication.Kind kind, SecurityAssociation association) {
    ByteWriter out = new ByteWriter();
    write(out);
    association.sign(kind, out);
    return out.toBytes();
  }

  /** The first extension of a kind. */
  default <E extends Extension> Optional<E> extension(Class<E> kind) {
    return extensions().stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  /** All authentication extensions of a kind: one is expected, more are an error (§3.6.2.1). */
  default List<Authentication> authentications(Authentication.Kind kind) {
    return extensions().stream()
        .filter(Authentication.class::isInstance)
        .map(Authentication.class::cast)
        .filter(authentication -> authentication.kind() == kind)
        .toList();
  }

  /**
   * Who has signed this message: of these associations the one that made its only authentication
   * extension of a kind. What stands {@link #before} that extension may be believed.
   *
   * @return null if the extension is missing, occurs more than once or is wrong (RFC 5944 §3.6.2.1,
   *     §3.7.2.1, §3.8.2.1)
   */
  default @Nullable SecurityAssociation verifiedBy(
      Authentication.Kind kind, List<SecurityAssociation> associations) {
    List<Authentication> found = authentications(kind);
    if (found.size() != 1) {
      return null;
    }
    for (SecurityAssociation association : associations) {
      if (association.verifies(found.getFirst())) {
        return association;
      }
    }
    return null;
  }

  /** Whether an extension numbered 0 to 127 is not recognised (RFC 5944 §1.8). */
  default boolean mustBeDiscarded() {
    return extensions().stream()
        .anyMatch(e -> e instanceof Unrecognized unknown && unknown.mustDiscardMessage());
  }

  /**
   * The extensions that stand before the given one: only these are protected by an authentication
   * extension (RFC 5944 §3.5.1), so only these may be believed.
   */
  default List<Extension> before(Extension end) {
    return extensions().stream().takeWhile(extension -> !extension.equals(end)).toList();
  }
}
