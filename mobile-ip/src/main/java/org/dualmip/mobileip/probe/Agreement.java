package org.dualmip.mobileip.probe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;

/**
 * The associations of one exchange: what a mobile node's key for this probe and the home agent's
 * key make of each other. One signs the request, the other the reply, so that neither can be sent
 * back as the other. Both last as long as the exchange.
 *
 * @param request signs the probe
 * @param reply signs the denial that answers it
 */
record Agreement(SecurityAssociation request, SecurityAssociation reply) {
  private static final String REQUEST = "home-agent discovery: probe";
  private static final String REPLY = "home-agent discovery: answer";
  private static final int KEY = 32;

  /**
   * Of the mobile node, for a probe.
   *
   * @param spi of both Mobile-Home extensions; 256 or more
   * @param careOf the care-of address in the request: a request for another has other keys
   * @return empty if the other's key is one that nobody should have
   */
  static Optional<Agreement> ofNode(
      DiscoverySecret ephemeral, Octets homeAgent, int spi, Ip4 careOf) {
    return ephemeral
        .shareWith(homeAgent)
        .map(secret -> from(secret, ephemeral.publicKey(), homeAgent, spi, careOf));
  }

  /** Of the home agent, for the probe that it has received. */
  static Optional<Agreement> ofHomeAgent(
      DiscoverySecret homeAgent, Octets ephemeral, int spi, Ip4 careOf) {
    return homeAgent
        .shareWith(ephemeral)
        .map(secret -> from(secret, ephemeral, homeAgent.publicKey(), spi, careOf));
  }

  private static Agreement from(
      Octets secret, Octets ephemeral, Octets homeAgent, int spi, Ip4 careOf) {
    ByteWriter transcript = new ByteWriter();
    transcript.bytes(ephemeral.toBytes()).bytes(homeAgent.toBytes()).ip4(careOf);
    return new Agreement(
        association(secret, REQUEST, transcript.toBytes(), spi),
        association(secret, REPLY, transcript.toBytes(), spi));
  }

  /** The key by HKDF with SHA-256 (RFC 5869), without salt. */
  private static SecurityAssociation association(
      Octets secret, String label, byte[] transcript, int spi) {
    ByteWriter info = new ByteWriter();
    info.bytes(label.getBytes(StandardCharsets.US_ASCII)).u8(0).bytes(transcript);
    try {
      byte[] key =
          KDF.getInstance("HKDF-SHA256")
              .deriveData(
                  HKDFParameterSpec.ofExtract()
                      .addIKM(secret.toBytes())
                      .thenExpand(info.toBytes(), KEY));
      return new SecurityAssociation(
          spi,
          Algorithm.HMAC_SHA_256,
          Octets.of(key),
          ReplayProtection.NONCES, // each is used once
          SecurityAssociation.DEFAULT_TOLERANCE);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has HKDF with SHA-256", impossible);
    }
  }
}
