package org.dualmip.mobileip.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Concealed;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;

/**
 * Who sends a request, as only the home agent shall read it (docs/concealed-registration.md §3.2).
 * It proves nothing: the request's authenticator does.
 *
 * @param spi that of the association whose key the Mobile-Home authenticator was made with
 * @param session drawn by the node when it begins to register, and the same until it rests: a home
 *     address is assigned for a session
 * @param nai the node's; null if its home address identifies it
 */
public record ConcealedIdentity(int spi, int session, @Nullable String nai) {
  /** Octets of an NAI at most; the extension has no room for more. */
  public static final int LONGEST_NAI = 183;

  private static final String LABEL = "concealed registration: identity";
  private static final int HEAD = 9;
  private static final int NONCE_LENGTH = 12;

  /**
   * @throws IllegalArgumentException if the NAI is empty or too long
   */
  public ConcealedIdentity {
    if (!fits(nai)) {
      throw new IllegalArgumentException(
          "a concealed NAI has 1 to " + LONGEST_NAI + " octets: " + nai);
    }
  }

  /** Whether there is room for an NAI, if it is one. */
  public static boolean fits(@Nullable String nai) {
    return nai == null || (!nai.isEmpty() && octets(nai).length <= LONGEST_NAI);
  }

  private static byte[] octets(String nai) {
    return nai.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Seals it for one request, never the same twice.
   *
   * @param random gives a key that nobody may guess: in production a {@link
   *     java.security.SecureRandom}
   * @param homeAgent its public key, 32 octets
   * @param careOf the care-of address in the request
   * @return empty if the home agent's key is one that nobody should have
   */
  public Optional<Concealed> seal(RandomGenerator random, Octets homeAgent, Ip4 careOf) {
    return seal(DiscoverySecret.draw(random), homeAgent, careOf);
  }

  Optional<Concealed> seal(DiscoverySecret ephemeral, Octets homeAgent, Ip4 careOf) {
    return ephemeral
        .shareWith(homeAgent)
        .map(shared -> {
          Octets key = key(shared, ephemeral.publicKey(), homeAgent, careOf);
          return new Concealed(
              ephemeral.publicKey(), Octets.of(crypt(Cipher.ENCRYPT_MODE, key, padded())));
        });
  }

  /**
   * Opens what a node has sealed; costs one multiplication on the curve.
   *
   * @param homeAgent the key that it must have been sealed for
   * @param careOf the care-of address in the request
   * @return empty if it was sealed for another key, or another request, or by nobody
   */
  public static Optional<ConcealedIdentity> open(
      Concealed concealed, DiscoverySecret homeAgent, Ip4 careOf) {
    return homeAgent
        .shareWith(concealed.key())
        .map(shared -> key(shared, concealed.key(), homeAgent.publicKey(), careOf))
        .map(key -> crypt(Cipher.DECRYPT_MODE, key, concealed.sealed().toBytes()))
        .filter(plain -> plain.length > 0)
        .flatMap(ConcealedIdentity::read);
  }

  private byte[] padded() {
    byte[] name = nai == null ? new byte[0] : octets(nai);
    ByteWriter out = new ByteWriter();
    out.i32(spi).i32(session).u8(name.length).bytes(name);
    int blocks = (HEAD + name.length + Concealed.BLOCK - 1) / Concealed.BLOCK;
    return Arrays.copyOf(out.toBytes(), blocks * Concealed.BLOCK);
  }

  private static Optional<ConcealedIdentity> read(byte[] plain) {
    try {
      ByteReader in = new ByteReader(plain);
      int spi = in.i32("SPI");
      int session = in.i32("Session");
      byte[] name = in.bytes(in.u8("NAI length"), "NAI");
      String nai = new String(name, StandardCharsets.UTF_8);
      return name.length > LONGEST_NAI || !Arrays.equals(octets(nai), name)
          ? Optional.empty()
          : Optional.of(new ConcealedIdentity(spi, session, nai.isEmpty() ? null : nai));
    } catch (MalformedException unlikeTheFigure) {
      return Optional.empty();
    }
  }

  private static Octets key(
      DiscoverySecret.Shared shared, Octets ephemeral, Octets homeAgent, Ip4 careOf) {
    ByteWriter transcript = new ByteWriter();
    transcript.bytes(ephemeral.toBytes()).bytes(homeAgent.toBytes()).ip4(careOf);
    return shared.key(LABEL, transcript.toBytes());
  }

  /** AES-256-GCM; the nonce is zero because each key is used once. Nothing if the tag is wrong. */
  private static byte[] crypt(int mode, Octets key, byte[] octets) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          mode,
          new SecretKeySpec(key.toBytes(), "AES"),
          new GCMParameterSpec(Concealed.TAG_LENGTH * 8, new byte[NONCE_LENGTH]));
      return cipher.doFinal(octets);
    } catch (AEADBadTagException sealedOtherwise) {
      return new byte[0];
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has AES in GCM", impossible);
    }
  }
}
