package org.dualmip.mobileip.probe;

import java.util.Optional;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.DiscoverySecret;
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
      DiscoverySecret.Shared secret, Octets ephemeral, Octets homeAgent, int spi, Ip4 careOf) {
    ByteWriter transcript = new ByteWriter();
    transcript.bytes(ephemeral.toBytes()).bytes(homeAgent.toBytes()).ip4(careOf);
    return new Agreement(
        association(secret.key(REQUEST, transcript.toBytes()), spi),
        association(secret.key(REPLY, transcript.toBytes()), spi));
  }

  private static SecurityAssociation association(Octets key, int spi) {
    return new SecurityAssociation(
        spi,
        Algorithm.HMAC_SHA_256,
        key,
        ReplayProtection.NONCES, // each is used once
        SecurityAssociation.DEFAULT_TOLERANCE);
  }
}
