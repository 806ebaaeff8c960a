package org.dualmip.mobileip.security;

import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.dualmip.mobileip.net.Octets;

/** How an authenticator is computed (RFC 5944 §3.5.1): any SPI may select any of these. */
public enum Algorithm {
  /** HMAC-MD5, 128 bits: the default that every implementation has (RFC 5944 §3.5.1). */
  HMAC_MD5("HmacMD5", 16),

  /** HMAC-SHA-256, 256 bits (RFC 4868 §2.1): ours, selected by SPI. */
  HMAC_SHA_256("HmacSHA256", 32);

  private final String jcaName;
  private final int length;

  Algorithm(String jcaName, int length) {
    this.jcaName = jcaName;
    this.length = length;
  }

  /** Octets of an authenticator. */
  public int length() {
    return length;
  }

  /** The authenticator of the covered octets. */
  public Octets authenticate(Octets key, byte[] covered) {
    try {
      Mac mac = Mac.getInstance(jcaName);
      mac.init(new SecretKeySpec(key.toBytes(), jcaName));
      return Octets.of(mac.doFinal(covered));
    } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
      throw new IllegalStateException("every JDK has " + jcaName, impossible);
    }
  }
}
