package org.dualmip.mobileip.message;

import org.dualmip.mobileip.net.Ip4;

/** What requests and replies have in common (RFC 5944 §3.3, §3.4). */
public sealed interface Registration extends ControlMessage
    permits RegistrationRequest, RegistrationReply {
  /** Seconds asked for or granted; 0xffff stands for infinity. */
  int lifetime();

  /** The mobile node's home address. */
  Ip4 home();

  /** The home agent's address. */
  Ip4 homeAgent();

  /** 64 bits that match replies to requests and protect against replay (RFC 5944 §5.7). */
  long identification();
}
