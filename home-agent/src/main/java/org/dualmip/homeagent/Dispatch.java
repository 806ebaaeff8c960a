package org.dualmip.homeagent;

import org.dualmip.mobileip.message.GenericNotification;
import org.dualmip.mobileip.message.GenericNotificationAcknowledgment;
import org.dualmip.mobileip.message.MessageDirection;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.RevocationAcknowledgment;
import org.dualmip.mobileip.message.RevocationMessage;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;

/**
 * For whom a message on UDP port 434 is, where home agent and foreign agent share the port. Decides
 * by fields at fixed places; whoever gets it reads it in whole.
 *
 * @param home whether there is a home agent
 * @param foreign whether there is a foreign agent
 * @param careOf the foreign agent's care-of address
 */
record Dispatch(boolean home, boolean foreign, Ip4 careOf) {
  private static final int REQUEST_HOME_AGENT = 8;
  private static final int REQUEST_CARE_OF = 12;
  private static final int REVOCATION_FLAGS = 2;
  private static final int FROM_HOME_AGENT = 0x80;

  /** Whom to give it. */
  enum Reader {
    /** The home agent. */
    HOME,
    /** The foreign agent, as from the network. */
    FOREIGN,
    /** Both: each knows what it asked for. */
    BOTH,
    /** Nobody: the foreign agent hears it on the link, where it sees who sent it. */
    ON_LINK
  }

  static Dispatch of(AgentConfig config) {
    return new Dispatch(
        config.role() != AgentConfig.Role.FOREIGN, config.foreignAgent() != null, config.careOf());
  }

  Reader reader(Endpoint from, Octets message) {
    if (!foreign || message.size() == 0) {
      return Reader.HOME;
    }
    return switch (message.at(0)) {
      case RegistrationRequest.TYPE -> request(from, message);
      case RegistrationReply.TYPE -> Reader.FOREIGN;
      case RevocationMessage.TYPE -> home && !fromHomeAgent(message) ? Reader.HOME : Reader.FOREIGN;
      case RevocationAcknowledgment.TYPE -> home ? Reader.BOTH : Reader.FOREIGN;
      case GenericNotification.TYPE, GenericNotificationAcknowledgment.TYPE ->
          notification(from, message);
      default -> home ? Reader.HOME : Reader.FOREIGN;
    };
  }

  /** By the MD field (RFC 6098 §4.1): what home agents say is for the foreign agent to relay. */
  private Reader notification(Endpoint from, Octets message) {
    MessageDirection direction = direction(message);
    if (direction == null) {
      return home ? Reader.HOME : Reader.FOREIGN;
    }
    return switch (direction) {
      case HOME_AGENT_TO_NODE, HOME_AGENT_TO_FOREIGN_AGENT -> Reader.FOREIGN;
      case NODE_TO_HOME_AGENT -> request(from, message); // its care-of address has the same place
      case NODE_TO_FOREIGN_AGENT -> Reader.ON_LINK;
      case FOREIGN_AGENT_TO_NODE, FOREIGN_AGENT_TO_HOME_AGENT ->
          home ? Reader.HOME : Reader.FOREIGN;
    };
  }

  private static @Nullable MessageDirection direction(Octets notification) {
    int number = notification.size() > 1 ? notification.at(1) : -1;
    for (MessageDirection direction : MessageDirection.values()) {
      if (direction.number() == number) {
        return direction;
      }
    }
    return null;
  }

  /**
   * Whether a request heard on a visitors' link is not for the foreign agent: it names no care-of
   * address of that, and goes to its home agent by itself or is for the one beside, which hears it
   * on its own socket.
   */
  boolean passesBy(Octets message, Ip4 to, Ip4 beside) {
    if (message.size() == 0 || message.at(0) != RegistrationRequest.TYPE) {
      return false;
    }
    Ip4 homeAgent = address(message, REQUEST_HOME_AGENT);
    return !careOf.equals(address(message, REQUEST_CARE_OF))
        && (homeAgent.equals(to) || (home && homeAgent.equals(beside)));
  }

  /**
   * One that this foreign agent itself relays to this home agent comes from its care-of address.
   */
  private Reader request(Endpoint from, Octets message) {
    boolean visitor =
        careOf.equals(address(message, REQUEST_CARE_OF)) && !from.address().equals(careOf);
    return home && !visitor ? Reader.HOME : Reader.ON_LINK;
  }

  private static boolean fromHomeAgent(Octets revocation) {
    return revocation.size() > REVOCATION_FLAGS
        && (revocation.at(REVOCATION_FLAGS) & FROM_HOME_AGENT) != 0;
  }

  private static Ip4 address(Octets message, int offset) {
    return message.size() < offset + 4
        ? Ip4.ANY
        : Ip4.of(message.slice(offset, offset + 4).toBytes());
  }
}
