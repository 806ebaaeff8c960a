package org.dualmip.mobileip.node;

import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.extension.EncapsulatingDelivery;
import org.dualmip.mobileip.extension.GeneralizedAuthentication;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.MobileAaaKey;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * Closes a request: the authentication extensions, and between them what is for the foreign agent
 * alone, in the order of RFC 5944 §3.6.1.3 and RFC 4721 §3.1.
 */
record Seal(OtherSecrets others) {
  private static final int GENERALIZED = 36;

  /** Octets of an MD5 hash. */
  private static final int CHAP_LENGTH = 16;

  /** Whether a foreign agent, or who vouches for the node there, must know whose request it is. */
  boolean names(CareOf via, @Nullable Octets challenge) {
    return via instanceof CareOf.ThroughAgent agent
        && (others.foreignAgents().containsKey(agent.agent())
            || (challenge != null && others.aaa() != null));
  }

  /** Towards the home agent directly. */
  Octets direct(RegistrationRequest request, SecurityAssociation homeAgent) {
    return Octets.of(request.signed(homeAgent));
  }

  /**
   * Through a foreign agent.
   *
   * @param encapsulating whether the encapsulating delivery style is asked for (RFC 3024 §3.3)
   * @param challenge the agent's; null if it gave none
   */
  Octets through(
      CareOf.ThroughAgent agent,
      RegistrationRequest request,
      SecurityAssociation homeAgent,
      boolean encapsulating,
      @Nullable Octets challenge) {
    ByteWriter out = new ByteWriter();
    request.write(out);
    homeAgent.sign(Authentication.Kind.MOBILE_HOME, out);
    if (encapsulating) {
      new EncapsulatingDelivery().write(out);
    }
    SecurityAssociation shared = others.foreignAgents().get(agent.agent());
    if (challenge != null) {
      new Challenge(challenge).write(out);
      if (shared == null && others.aaa() != null) {
        signForAaa(others.aaa(), challenge, out); // RFC 4721 §3.1: a MUST where nothing is shared
      }
    }
    if (shared != null) {
      shared.sign(Authentication.Kind.MOBILE_FOREIGN, out);
    }
    return Octets.of(out.toBytes());
  }

  /** RFC 4721 §6: over all before it, and its own type, sub-type, length and SPI. */
  private static void signForAaa(MobileAaaKey key, Octets challenge, ByteWriter out) {
    int length = key.spi() == MobileAaaKey.CHAP_SPI ? CHAP_LENGTH : key.algorithm().length();
    out.u8(GENERALIZED).u8(GeneralizedAuthentication.MOBILE_AAA).u16(4 + length).i32(key.spi());
    out.bytes(key.authenticate(Octets.of(out.toBytes()), challenge).toBytes());
  }
}
