package org.dualmip.mobileip.security;

/** The style of replay protection two nodes agreed on (RFC 5944 §5.7). */
public enum ReplayProtection {
  /** The Identification is the time of day, and grows (RFC 5944 §5.7.1). */
  TIMESTAMPS,

  /** Its high half echoes what the home agent chose last (RFC 5944 §5.7.2). */
  NONCES
}
