package org.dualmip.mobileip.message;

/**
 * The Code of a Registration Reply (RFC 5944 §3.4), a value of an open space.
 *
 * @param value 0 to 255
 */
public record ReplyCode(int value) {
  /** Registration accepted (RFC 5944 §3.4). */
  public static final ReplyCode ACCEPTED = new ReplyCode(0);

  /** Accepted, but simultaneous mobility bindings are not supported (RFC 5944 §3.4). */
  public static final ReplyCode ACCEPTED_NO_SIMULTANEOUS = new ReplyCode(1);

  /** Home agent: reason unspecified. */
  public static final ReplyCode UNSPECIFIED = new ReplyCode(128);

  /** Home agent: administratively prohibited. */
  public static final ReplyCode PROHIBITED = new ReplyCode(129);

  /** Home agent: insufficient resources. */
  public static final ReplyCode INSUFFICIENT_RESOURCES = new ReplyCode(130);

  /** Home agent: mobile node failed authentication. */
  public static final ReplyCode FAILED_AUTHENTICATION = new ReplyCode(131);

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

  /** Home agent: requested UDP tunnel encapsulation unavailable (RFC 3519 §3.5). */
  public static final ReplyCode UDP_ENCAPSULATION_UNAVAILABLE = new ReplyCode(142);

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

  /** What it means, in the words of the standard that defines it. */
  public String meaning() {
    return switch (value) {
      case 0 -> "registration accepted";
      case 1 -> "registration accepted, but simultaneous mobility bindings unsupported";
      case 64 -> "foreign agent: reason unspecified";
      case 65 -> "foreign agent: administratively prohibited";
      case 66 -> "foreign agent: insufficient resources";
      case 67 -> "foreign agent: mobile node failed authentication";
      case 68 -> "foreign agent: home agent failed authentication";
      case 69 -> "foreign agent: requested lifetime too long";
      case 70 -> "foreign agent: poorly formed request";
      case 71 -> "foreign agent: poorly formed reply";
      case 72 -> "foreign agent: requested encapsulation unavailable";
      case 74 -> "foreign agent: requested reverse tunnel unavailable";
      case 75 -> "foreign agent: reverse tunnel is mandatory";
      case 77 -> "foreign agent: invalid care-of address";
      case 78 -> "foreign agent: registration timeout";
      case 80 -> "foreign agent: home network unreachable";
      case 81 -> "foreign agent: home agent host unreachable";
      case 82 -> "foreign agent: home agent port unreachable";
      case 88 -> "foreign agent: home agent unreachable";
      case 97 -> "foreign agent: missing NAI";
      case 128 -> "home agent: reason unspecified";
      case 129 -> "home agent: administratively prohibited";
      case 130 -> "home agent: insufficient resources";
      case 131 -> "home agent: mobile node failed authentication";
      case 132 -> "home agent: foreign agent failed authentication";
      case 133 -> "home agent: registration Identification mismatch";
      case 134 -> "home agent: poorly formed request";
      case 135 -> "home agent: too many simultaneous mobility bindings";
      case 136 -> "home agent: unknown home agent address";
      case 137 -> "home agent: requested reverse tunnel unavailable";
      case 138 -> "home agent: reverse tunnel is mandatory and the T bit not set";
      case 139 -> "home agent: requested encapsulation unavailable";
      case 142 -> "home agent: requested UDP tunnel encapsulation unavailable";
      default -> "not known here";
    };
  }

  @Override
  public String toString() {
    return value + " (" + meaning() + ")";
  }
}
