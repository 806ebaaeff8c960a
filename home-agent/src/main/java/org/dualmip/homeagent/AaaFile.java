package org.dualmip.homeagent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.Authenticator;
import org.dualmip.mobileip.security.KnownNodes;
import org.dualmip.mobileip.security.MobileAaaKey;
import org.dualmip.service.config.ConfigException;
import org.dualmip.service.config.ConfigFile;
import org.dualmip.service.config.Default;
import org.dualmip.service.config.InvalidSetting;
import org.dualmip.service.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * The file of an agent that stands in for an AAA server: whom it believes by Mobile-AAA
 * Authentication (RFC 4721 §6).
 *
 * @param mobileNodes the nodes
 */
public record AaaFile(List<AaaNode> mobileNodes) {
  /**
   * One node.
   *
   * @param nai its name (RFC 2794), or
   * @param homeAddress its home address
   * @param keys at least one
   */
  public record AaaNode(@Nullable String nai, @Nullable Ip4 homeAddress, List<AaaKey> keys) {
    /**
     * Checks that the node is named.
     *
     * @throws InvalidSetting naming the key
     */
    public AaaNode {
      if ((homeAddress == null) == (nai == null)) {
        throw new InvalidSetting("nai", "neither nai nor home-address, or both", "one of them");
      }
      if (keys.isEmpty()) {
        throw new InvalidSetting("keys", "none", "at least one");
      }
    }
  }

  /**
   * One secret.
   *
   * @param spi 2 for CHAP (RFC 4721 §8), or 256 to 4294967295
   * @param algorithm without meaning for CHAP
   * @param key inline, or
   * @param keyFile in a file
   */
  public record AaaKey(
      long spi,
      @Default("hmac-sha-256") Algorithm algorithm,
      @Nullable Secret key,
      @Nullable Secret keyFile) {
    /**
     * Checks that it is usable.
     *
     * @throws InvalidSetting naming the key
     */
    public AaaKey {
      if ((spi < 256 && spi != MobileAaaKey.CHAP_SPI) || spi > 0xffff_ffffL) {
        throw new InvalidSetting(
            "spi", "SPI " + spi, "2 for CHAP (RFC 4721 §8), or 256 to 4294967295");
      }
      Secret _ = Secret.exactlyOne(key, keyFile);
    }
  }

  /**
   * Reads and checks a file.
   *
   * @throws ConfigException with every problem in it
   */
  public static AaaFile read(Path file) throws ConfigException {
    return ConfigFile.read(file, AaaFile.class);
  }

  /** What answers by this file. */
  Authenticator authenticator() {
    Map<String, List<MobileAaaKey>> known = new HashMap<>();
    for (AaaNode node : mobileNodes) {
      String name = node.nai() != null ? node.nai() : String.valueOf(node.homeAddress());
      List<MobileAaaKey> keys = known.computeIfAbsent(name, _ -> new ArrayList<>());
      for (AaaKey key : node.keys()) {
        Octets secret = Octets.of(Secret.exactlyOne(key.key(), key.keyFile()).octets());
        keys.add(new MobileAaaKey((int) key.spi(), key.algorithm(), secret));
      }
    }
    return new KnownNodes(known);
  }
}
