package org.dualmip.mobileip.security;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;

/**
 * Who knows the secrets that mobile nodes share with their home domain: the "verification
 * infrastructure" of RFC 4721 appendix B. It answers at once; what it needs for that is at hand
 * before.
 */
@FunctionalInterface
public interface Authenticator {
  /**
   * What a mobile node brings: the contents of a Mobile-AAA Authentication extension (RFC 4721 §6).
   *
   * @param nai who it says it is; null without an NAI
   * @param home its home address; 0.0.0.0 if it asks for one
   * @param spi which secret and computation, 32 unsigned bits
   * @param covered the octets that are protected: all of the message before the authenticator
   * @param challenge that it answers to; empty where there is none (RFC 4721 §3.5)
   * @param authenticator to be checked
   */
  record Claim(
      @Nullable String nai,
      Ip4 home,
      int spi,
      Octets covered,
      Octets challenge,
      Octets authenticator) {}

  /** Whether it is true. False also for a node that is not known. */
  boolean accepts(Claim claim);
}
