package org.dualmip.mobileip.security;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.KDF;
import javax.crypto.KeyAgreement;
import javax.crypto.spec.HKDFParameterSpec;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Offer;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Octets;

/**
 * A private key of X25519 with its public key (RFC 7748 §5). A home agent keeps one; a mobile node
 * makes one for each probe or concealed request and forgets it with that. Immutable.
 */
public final class DiscoverySecret {
  /** Octets of either key. */
  public static final int LENGTH = 32;

  /** The base point, u = 9 (RFC 7748 §4.1), in the order of the wire. */
  private static final Octets BASE_POINT = basePoint();

  private final Octets scalar;
  private final Octets publicKey;

  private DiscoverySecret(Octets scalar) {
    this.scalar = scalar;
    this.publicKey =
        multiply(scalar, BASE_POINT)
            .orElseThrow(() -> new IllegalStateException("the base point has a large order"));
  }

  /**
   * A new one.
   *
   * @param random gives the private key, which nobody may guess: in production a {@link
   *     java.security.SecureRandom}
   */
  public static DiscoverySecret draw(RandomGenerator random) {
    byte[] octets = new byte[LENGTH];
    random.nextBytes(octets);
    return new DiscoverySecret(Octets.of(octets));
  }

  /**
   * One that was kept.
   *
   * @param octets {@link #toStored()} of it
   * @throws IllegalArgumentException if these are not 32 octets
   */
  public static DiscoverySecret of(Octets octets) {
    if (octets.size() != LENGTH) {
      throw new IllegalArgumentException("a private key has 32 octets, not " + octets.size());
    }
    return new DiscoverySecret(octets);
  }

  /** The private key, for a file that nobody else can read. */
  public Octets toStored() {
    return scalar;
  }

  /** The public key, 32 octets. */
  public Octets publicKey() {
    return publicKey;
  }

  /** The public key, as a home agent tells it. */
  public Offer offer() {
    return new Offer(publicKey);
  }

  /**
   * What both ends of an exchange know and nobody else.
   *
   * @param theirs the other's public key, 32 octets
   * @return empty if that key was chosen so that everybody knows the result (RFC 7748 §6.1)
   */
  public Optional<Shared> shareWith(Octets theirs) {
    return multiply(scalar, theirs).map(Shared::new);
  }

  /**
   * What two key pairs make of each other, from which come the keys of one exchange.
   *
   * @param product 32 octets, which are no key themselves
   */
  public record Shared(Octets product) {
    /**
     * The key for one purpose, by HKDF with SHA-256 (RFC 5869), without salt.
     *
     * @param label the purpose, in ASCII
     * @param transcript what this exchange is about: another one has another key
     * @return 32 octets
     */
    public Octets key(String label, byte[] transcript) {
      ByteWriter info = new ByteWriter();
      info.bytes(label.getBytes(StandardCharsets.US_ASCII)).u8(0).bytes(transcript);
      try {
        return Octets.of(
            KDF.getInstance("HKDF-SHA256")
                .deriveData(
                    HKDFParameterSpec.ofExtract()
                        .addIKM(product.toBytes())
                        .thenExpand(info.toBytes(), LENGTH)));
      } catch (GeneralSecurityException impossible) {
        throw new IllegalStateException("every JDK has HKDF with SHA-256", impossible);
      }
    }

    /** Never prints the secret. */
    @Override
    public String toString() {
      return "a shared secret";
    }
  }

  /** The function X25519 (RFC 7748 §5); empty where it gives zero. */
  private static Optional<Octets> multiply(Octets scalar, Octets point) {
    try {
      KeyFactory keys = KeyFactory.getInstance("X25519");
      KeyAgreement agreement = KeyAgreement.getInstance("X25519");
      agreement.init(
          keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar.toBytes())));
      agreement.doPhase(
          keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, coordinate(point))),
          true);
      Octets product = Octets.of(agreement.generateSecret());
      return isZero(product) ? Optional.empty() : Optional.of(product);
    } catch (InvalidKeyException smallOrder) {
      return Optional.empty(); // this provider looks for zero by itself
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has X25519", impossible);
    }
  }

  /** §5: least significant octet first, and the most significant bit does not count. */
  private static BigInteger coordinate(Octets point) {
    byte[] bigEndian = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      bigEndian[LENGTH - 1 - i] = (byte) point.at(i);
    }
    bigEndian[0] &= 0x7f;
    return new BigInteger(1, bigEndian);
  }

  private static boolean isZero(Octets octets) {
    int any = 0;
    for (int i = 0; i < octets.size(); i++) {
      any |= octets.at(i);
    }
    return any == 0;
  }

  private static Octets basePoint() {
    byte[] nine = new byte[LENGTH];
    nine[0] = 9;
    return Octets.of(nine);
  }

  /** Never prints the private key. */
  @Override
  public String toString() {
    return "public key " + publicKey;
  }
}
