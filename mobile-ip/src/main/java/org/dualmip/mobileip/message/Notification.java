package org.dualmip.mobileip.message;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.security.SecurityAssociation;

/** What generic notifications and their acknowledgements have in common (RFC 6098 §4.1, §4.2). */
public sealed interface Notification extends ControlMessage
    permits GenericNotification, GenericNotificationAcknowledgment {
  /** From whom to whom. */
  MessageDirection direction();

  /** The mobile node's home address. */
  Ip4 home();

  /** The mobile node's home agent. */
  Ip4 homeAgent();

  /** The mobile node's care-of address. */
  Ip4 careOf();

  /** 64 bits that match acknowledgements and protect against replay (RFC 6098 §7.1). */
  long identification();

  /** The UDP payload, closed by the authentication extension that the direction asks for. */
  default byte[] signed(SecurityAssociation association) {
    return signed(direction().authentication(), association);
  }
}
