package org.dualmip.homeagent;

import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.dualmip.service.config.Default;
import org.dualmip.service.config.InvalidSetting;
import org.dualmip.service.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * A mobility security association as it stands in a file (RFC 5944 §1.6).
 *
 * @param spi 256 to 4294967295
 * @param key inline, or
 * @param keyFile in a file
 */
public record Association(
    long spi,
    @Default("hmac-sha-256") Algorithm algorithm,
    @Nullable Secret key,
    @Nullable Secret keyFile,
    @Default("timestamps") ReplayProtection replay) {
  /**
   * Checks that it is usable.
   *
   * @throws InvalidSetting naming the key
   */
  public Association {
    if (spi < 256 || spi > 0xffff_ffffL) {
      throw new InvalidSetting(
          "spi", "SPI " + spi, "256 to 4294967295; smaller ones are reserved (RFC 5944 §1.6)");
    }
    Secret _ = Secret.exactlyOne(key, keyFile);
  }

  /** As the engines know it. */
  SecurityAssociation secret() {
    return new SecurityAssociation(
        (int) spi,
        algorithm,
        Octets.of(Secret.exactlyOne(key, keyFile).octets()),
        replay,
        SecurityAssociation.DEFAULT_TOLERANCE);
  }
}
