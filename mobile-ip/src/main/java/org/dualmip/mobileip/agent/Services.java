package org.dualmip.mobileip.agent;

/**
 * What a home agent offers beside registrations.
 *
 * @param assignment whether it serves nodes that name no home agent (RFC 4433 §5.3.1); otherwise
 *     they get code 136
 * @param revocation whether it revokes registrations with foreign agents that it shares a secret
 *     with, and lets them revoke (RFC 3543)
 * @param messageStrings whether a denial says in words why (RFC 4917)
 */
public record Services(boolean assignment, boolean revocation, boolean messageStrings) {
  /** Registrations alone. */
  public static final Services NONE = new Services(false, false, false);

  /** Everything. */
  public static final Services ALL = new Services(true, true, true);
}
