package org.dualmip.mobileip.message;

import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.MalformedException;

/** The MD field of generic notifications (RFC 6098 §4.1): from whom to whom. */
public enum MessageDirection {
  /** From home agent to mobile node. */
  HOME_AGENT_TO_NODE(0, Authentication.Kind.MOBILE_HOME),
  /** From home agent to foreign agent. */
  HOME_AGENT_TO_FOREIGN_AGENT(1, Authentication.Kind.FOREIGN_HOME),
  /** From mobile node to home agent. */
  NODE_TO_HOME_AGENT(2, Authentication.Kind.MOBILE_HOME),
  /** From mobile node to foreign agent. */
  NODE_TO_FOREIGN_AGENT(3, Authentication.Kind.MOBILE_FOREIGN),
  /** From foreign agent to mobile node. */
  FOREIGN_AGENT_TO_NODE(4, Authentication.Kind.MOBILE_FOREIGN),
  /** From foreign agent to home agent. */
  FOREIGN_AGENT_TO_HOME_AGENT(5, Authentication.Kind.FOREIGN_HOME);

  private final int number;
  private final Authentication.Kind authentication;

  MessageDirection(int number, Authentication.Kind authentication) {
    this.number = number;
    this.authentication = authentication;
  }

  /** The number on the wire. */
  public int number() {
    return number;
  }

  /** The authentication extension that must be there (RFC 6098 §4.1). */
  public Authentication.Kind authentication() {
    return authentication;
  }

  /** Of an answer. */
  public MessageDirection reversed() {
    return switch (this) {
      case HOME_AGENT_TO_NODE -> NODE_TO_HOME_AGENT;
      case HOME_AGENT_TO_FOREIGN_AGENT -> FOREIGN_AGENT_TO_HOME_AGENT;
      case NODE_TO_HOME_AGENT -> HOME_AGENT_TO_NODE;
      case NODE_TO_FOREIGN_AGENT -> FOREIGN_AGENT_TO_NODE;
      case FOREIGN_AGENT_TO_NODE -> NODE_TO_FOREIGN_AGENT;
      case FOREIGN_AGENT_TO_HOME_AGENT -> HOME_AGENT_TO_FOREIGN_AGENT;
    };
  }

  static MessageDirection read(ByteReader in) throws MalformedException {
    int number = in.u8("MD");
    for (MessageDirection direction : values()) {
      if (direction.number == number) {
        return direction;
      }
    }
    throw in.malformed("MD", number + " is no direction");
  }
}
