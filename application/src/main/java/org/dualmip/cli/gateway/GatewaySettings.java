package org.dualmip.cli.gateway;

import java.nio.file.Path;
import java.util.List;
import org.dualmip.ipsec.Credentials;
import org.dualmip.ipsec.GatewayConfig;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.service.config.ConfigException;
import org.dualmip.service.config.ConfigFile;
import org.dualmip.service.config.Default;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file of {@code dualmip gateway}; names as in {@link ConfigFile}.
 *
 * @param vici strongSwan's control socket
 * @param address the gateway's outer address, T
 * @param identity the gateway's, as its certificate carries it
 * @param certificate PEM, the gateway's own first
 * @param key PEM, its private key
 * @param ca PEM, the authority of the mobile nodes' certificates
 * @param networks the inner networks that mobile nodes may reach
 * @param pool from which mobile nodes get their inner addresses, V
 * @param control the administration socket, or null for none
 * @param events a file for events, as JSON lines, or null
 */
public record GatewaySettings(
    @Default("/var/run/charon.vici") Path vici,
    Ip4 address,
    String identity,
    Path certificate,
    Path key,
    Path ca,
    List<Prefix4> networks,
    Prefix4 pool,
    @Nullable Path control,
    @Nullable Path events) {

  /**
   * Reads and checks the file and those it names.
   *
   * @throws ConfigException with every problem found in the file
   * @throws IllegalArgumentException if what it says cannot be, or a certificate cannot be used
   */
  public static GatewaySettings read(Path file) throws ConfigException {
    GatewaySettings settings = ConfigFile.read(file, GatewaySettings.class);
    GatewayConfig _ = settings.gateway();
    return settings;
  }

  /** What the gateway needs of it. */
  GatewayConfig gateway() {
    return GatewayConfig.of(
        address, identity, Credentials.read(certificate, key, ca, identity), networks, pool);
  }
}
