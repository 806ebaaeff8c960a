package org.dualmip.mobileip.message;

/**
 * The Code of a Registration Reply (RFC 5944 §3.4), a value of an open space.
 *
 * <p>Where the rule behind each code is: the tables of the packages {@code
 * org.dualmip.mobileip.foreign} (64 to 127 and 194) and {@code org.dualmip.mobileip.agent} (from
 * 128, and 0 and 1) name the class for each, in the order in which they are checked. What a mobile
 * node does about a code is in {@code Replies} and {@code Repair} of {@code
 * org.dualmip.mobileip.node}.
 *
 * @param value 0 to 255
 */
public record ReplyCode(int value) {
  /** Registration accepted (RFC 5944 §3.4). */
  public static final ReplyCode ACCEPTED = new ReplyCode(0);

  /** Accepted, but simultaneous mobility bindings are not supported (RFC 5944 §3.4). */
  public static final ReplyCode ACCEPTED_NO_SIMULTANEOUS = new ReplyCode(1);

  /** Foreign agent: reason unspecified. */
  public static final ReplyCode FA_UNSPECIFIED = new ReplyCode(64);

  /** Foreign agent: administratively prohibited. */
  public static final ReplyCode FA_PROHIBITED = new ReplyCode(65);

  /** Foreign agent: insufficient resources. */
  public static final ReplyCode FA_INSUFFICIENT_RESOURCES = new ReplyCode(66);

  /** Foreign agent: mobile node failed authentication. */
  public static final ReplyCode FA_NODE_FAILED_AUTHENTICATION = new ReplyCode(67);

  /** Foreign agent: home agent failed authentication. */
  public static final ReplyCode FA_HOME_AGENT_FAILED_AUTHENTICATION = new ReplyCode(68);

  /** Foreign agent: requested lifetime too long; the reply has the longest it grants. */
  public static final ReplyCode FA_LIFETIME_TOO_LONG = new ReplyCode(69);

  /** Foreign agent: poorly formed Request. */
  public static final ReplyCode FA_POORLY_FORMED_REQUEST = new ReplyCode(70);

  /** Foreign agent: poorly formed Reply. */
  public static final ReplyCode FA_POORLY_FORMED_REPLY = new ReplyCode(71);

  /** Foreign agent: requested encapsulation unavailable. */
  public static final ReplyCode FA_ENCAPSULATION_UNAVAILABLE = new ReplyCode(72);

  /** Foreign agent: requested reverse tunnel unavailable (RFC 3024 §3.4). */
  public static final ReplyCode FA_REVERSE_TUNNEL_UNAVAILABLE = new ReplyCode(74);

  /** Foreign agent: reverse tunnel is mandatory and the T bit not set (RFC 3024 §3.4). */
  public static final ReplyCode FA_REVERSE_TUNNEL_MANDATORY = new ReplyCode(75);

  /** Foreign agent: mobile node too distant (RFC 3024 §3.4). */
  public static final ReplyCode FA_NODE_TOO_DISTANT = new ReplyCode(76);

  /** Foreign agent: invalid care-of address. */
  public static final ReplyCode FA_INVALID_CARE_OF = new ReplyCode(77);

  /** Foreign agent: registration timeout. */
  public static final ReplyCode FA_REGISTRATION_TIMEOUT = new ReplyCode(78);

  /** Foreign agent: delivery style not supported (RFC 3024 §3.4). */
  public static final ReplyCode FA_DELIVERY_STYLE_UNSUPPORTED = new ReplyCode(79);

  /** Foreign agent: home network unreachable, by an ICMP error. */
  public static final ReplyCode FA_HOME_NETWORK_UNREACHABLE = new ReplyCode(80);

  /** Foreign agent: home agent host unreachable, by an ICMP error. */
  public static final ReplyCode FA_HOME_AGENT_HOST_UNREACHABLE = new ReplyCode(81);

  /** Foreign agent: home agent port unreachable, by an ICMP error. */
  public static final ReplyCode FA_HOME_AGENT_PORT_UNREACHABLE = new ReplyCode(82);

  /** Foreign agent: home agent unreachable, by another ICMP error. */
  public static final ReplyCode FA_HOME_AGENT_UNREACHABLE = new ReplyCode(88);

  /** Foreign agent: non-zero home agent address required (RFC 4433 §7). */
  public static final ReplyCode FA_NONZERO_HOME_AGENT_REQUIRED = new ReplyCode(90);

  /** Foreign agent: non-zero home address required (RFC 2794 §5). */
  public static final ReplyCode FA_NONZERO_HOME_REQUIRED = new ReplyCode(96);

  /** Foreign agent: the reply lacks the NAI (RFC 2794 §5). */
  public static final ReplyCode FA_MISSING_NAI = new ReplyCode(97);

  /** Foreign agent: the reply lacks the home agent address (RFC 2794 §5). */
  public static final ReplyCode FA_MISSING_HOME_AGENT = new ReplyCode(98);

  /** Foreign agent: the reply lacks the home address (RFC 2794 §5). */
  public static final ReplyCode FA_MISSING_HOME = new ReplyCode(99);

  /** Foreign agent: the mobile node's critical vendor extension not understood (RFC 3115 §2.4). */
  public static final ReplyCode FA_UNKNOWN_VENDOR_FROM_NODE = new ReplyCode(100);

  /** Foreign agent: the home agent's critical vendor extension not understood (RFC 3115 §2.4). */
  public static final ReplyCode FA_UNKNOWN_VENDOR_FROM_HOME_AGENT = new ReplyCode(101);

  /** Foreign agent: unknown challenge (RFC 4721 §10). */
  public static final ReplyCode FA_UNKNOWN_CHALLENGE = new ReplyCode(104);

  /** Foreign agent: missing challenge (RFC 4721 §10). */
  public static final ReplyCode FA_MISSING_CHALLENGE = new ReplyCode(105);

  /** Foreign agent: stale challenge (RFC 4721 §10). */
  public static final ReplyCode FA_STALE_CHALLENGE = new ReplyCode(106);

  /** Foreign agent: bad Mobile-AAA authentication (RFC 4721 §10). */
  public static final ReplyCode FA_BAD_AAA_AUTHENTICATION = new ReplyCode(108);

  /** Foreign agent: the home agent gave a wrong challenge (RFC 4721 §10). */
  public static final ReplyCode FA_WRONG_CHALLENGE_FROM_HOME_AGENT = new ReplyCode(109);

  /** Home agent: reason unspecified. */
  public static final ReplyCode UNSPECIFIED = new ReplyCode(128);

  /** Home agent: administratively prohibited. */
  public static final ReplyCode PROHIBITED = new ReplyCode(129);

  /** Home agent: insufficient resources. */
  public static final ReplyCode INSUFFICIENT_RESOURCES = new ReplyCode(130);

  /** Home agent: mobile node failed authentication. */
  public static final ReplyCode FAILED_AUTHENTICATION = new ReplyCode(131);

  /** Home agent: foreign agent failed authentication. */
  public static final ReplyCode FOREIGN_AGENT_FAILED_AUTHENTICATION = new ReplyCode(132);

  /** Home agent: registration Identification mismatch; the reply lets the node resynchronise. */
  public static final ReplyCode IDENTIFICATION_MISMATCH = new ReplyCode(133);

  /** Home agent: poorly formed Request. */
  public static final ReplyCode POORLY_FORMED = new ReplyCode(134);

  /** Home agent: too many simultaneous mobility bindings. */
  public static final ReplyCode TOO_MANY_BINDINGS = new ReplyCode(135);

  /** Home agent: unknown home agent address; the reply carries the right one. */
  public static final ReplyCode UNKNOWN_HOME_AGENT = new ReplyCode(136);

  /** Home agent: requested reverse tunnel unavailable (RFC 3024 §3.4). */
  public static final ReplyCode REVERSE_TUNNEL_UNAVAILABLE = new ReplyCode(137);

  /** Home agent: reverse tunnel is mandatory and the T bit not set (RFC 3024 §3.4). */
  public static final ReplyCode REVERSE_TUNNEL_MANDATORY = new ReplyCode(138);

  /** Home agent: requested encapsulation unavailable (RFC 3024 §3.4). */
  public static final ReplyCode ENCAPSULATION_UNAVAILABLE = new ReplyCode(139);

  /** Home agent: the mobile node's critical vendor extension not understood (RFC 3115 §2.4). */
  public static final ReplyCode UNKNOWN_VENDOR_FROM_NODE = new ReplyCode(140);

  /** Home agent: the foreign agent's critical vendor extension not understood (RFC 3115 §2.4). */
  public static final ReplyCode UNKNOWN_VENDOR_FROM_FOREIGN_AGENT = new ReplyCode(141);

  /** Home agent: requested UDP tunnel encapsulation unavailable (RFC 3519 §3.5). */
  public static final ReplyCode UDP_ENCAPSULATION_UNAVAILABLE = new ReplyCode(142);

  /** Home agent: register with the home agent in the redirection (RFC 4433 §7). */
  public static final ReplyCode REDIRECTED = new ReplyCode(143);

  /** Home agent: bad Mobile-AAA authentication (RFC 4721 §10). */
  public static final ReplyCode BAD_AAA_AUTHENTICATION = new ReplyCode(144);

  /** Home agent: mobile network prefix operation error (RFC 5177 §11). */
  public static final ReplyCode MOBILE_NETWORK_ERROR = new ReplyCode(147);

  /** Home agent: mobile router operation is not permitted (RFC 5177 §11). */
  public static final ReplyCode MOBILE_ROUTER_DISALLOWED = new ReplyCode(148);

  /** Home agent: service authorization failed (RFC 5446 §4.2). */
  public static final ReplyCode SERVICE_AUTHORIZATION_FAILED = new ReplyCode(151);

  /** Foreign agent: invalid home agent address (RFC 5944 §3.4), numbered outside its range. */
  public static final ReplyCode INVALID_HOME_AGENT = new ReplyCode(194);

  /**
   * @throws IllegalArgumentException if it is not an octet
   */
  public ReplyCode {
    if (value < 0 || value > 255) {
      throw new IllegalArgumentException("a reply code is 0 to 255, not " + value);
    }
  }

  /** Whether the registration was accepted. */
  public boolean accepted() {
    return value <= 1;
  }

  /** Whether a home agent gave it, so that a Mobile-Home extension must be there (§3.6.2.1). */
  public boolean fromHomeAgent() {
    return accepted() || (value >= 128 && value < 192);
  }

  /** Whether a foreign agent denied the registration (RFC 5944 §3.4). */
  public boolean deniedByForeignAgent() {
    return (value >= 64 && value < 128) || equals(INVALID_HOME_AGENT);
  }

  /** What it means, in the words of the standard that defines it. */
  public String meaning() {
    return ReplyMeaning.of(value);
  }

  @Override
  public String toString() {
    return value + " (" + meaning() + ")";
  }
}
