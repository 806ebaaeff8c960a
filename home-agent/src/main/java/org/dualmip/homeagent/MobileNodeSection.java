package org.dualmip.homeagent;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.dualmip.mobileip.agent.Permissions;
import org.dualmip.mobileip.agent.Subscriber;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.dualmip.service.config.Default;
import org.dualmip.service.config.InvalidSetting;
import org.dualmip.service.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * One mobile node as it stands in a file, with its security associations.
 *
 * @param homeAddress fixed, or null to have one assigned and kept
 * @param nai its name (RFC 2794), or null if its home address names it
 * @param network the name of its home network; absent: the only one, or that of its home address
 * @param spi of its only association; further keys as in {@link Association}
 * @param associations several of them instead
 * @param mobileNetworks networks that move with it (RFC 5177)
 * @param assignedNetworks how many such networks it may ask for (RFC 6626)
 * @param services those it may select (RFC 5446)
 * @param homeAgent another home agent that it is sent to (RFC 4433); absent: served here
 */
public record MobileNodeSection(
    @Nullable Ip4 homeAddress,
    @Nullable String nai,
    @Nullable String network,
    @Nullable Long spi,
    @Default("hmac-sha-256") Algorithm algorithm,
    @Nullable Secret key,
    @Nullable Secret keyFile,
    @Default("timestamps") ReplayProtection replay,
    @Default("[]") List<Association> associations,
    @Default("[]") List<Prefix4> mobileNetworks,
    @Default("0") int assignedNetworks,
    @Default("[]") List<String> services,
    @Nullable Ip4 homeAgent) {
  /**
   * Checks that the node is named and its associations are usable.
   *
   * @throws InvalidSetting naming the key
   */
  public MobileNodeSection {
    if (homeAddress == null && nai == null) {
      throw new InvalidSetting("home-address", "neither home-address nor nai", "one of them");
    }
    if (spi == null && associations.isEmpty()) {
      throw new InvalidSetting("spi", "neither spi nor associations", "one of them");
    }
    if (spi == null && (key != null || keyFile != null)) {
      throw new InvalidSetting(
          key != null ? "key" : "key-file", "a key without its spi", "spi, or associations");
    }
    if (spi != null) {
      var _ = new Association(spi, algorithm, key, keyFile, replay);
    }
    if (assignedNetworks < 0) {
      throw new InvalidSetting("assigned-networks", "" + assignedNetworks, "0 or more");
    }
    Set<Long> indices = new HashSet<>();
    if (spi != null) {
      indices.add(spi);
    }
    for (Association association : associations) {
      if (!indices.add(association.spi())) {
        throw new InvalidSetting(
            "associations", "SPI " + association.spi() + " twice", "each SPI once");
      }
    }
  }

  /** What it is called. */
  String name() {
    return nai != null ? nai : String.valueOf(homeAddress);
  }

  /** Its associations as the engines know them. */
  List<SecurityAssociation> secrets() {
    List<SecurityAssociation> secrets = new ArrayList<>();
    if (spi != null) {
      secrets.add(new Association(spi, algorithm, key, keyFile, replay).secret());
    }
    associations.forEach(association -> secrets.add(association.secret()));
    return secrets;
  }

  /** The node as the engine knows it. */
  Subscriber subscriber(HomeNetworkSection in) {
    return new Subscriber(
        in.name(),
        homeAddress,
        nai,
        secrets(),
        new Permissions(mobileNetworks, assignedNetworks, Set.copyOf(services), homeAgent));
  }
}
