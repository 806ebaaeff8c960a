package org.dualmip.ipsec;

import java.util.List;
import org.dualmip.ipsec.vici.ViciMessage;
import org.dualmip.mobileip.net.Prefix4;

/** The sections of a connection that both ends of the VPN give strongSwan. */
final class Sections {
  private Sections() {}

  /** This end, by its certificate. */
  static ViciMessage own(String identity, Credentials credentials) {
    return ViciMessage.with()
        .value("auth", "pubkey")
        .value("id", identity)
        .items("certs", List.of(credentials.certificate()))
        .build();
  }

  /** The other end: whoever has a certificate of the authority. */
  static ViciMessage.Builder peer(Credentials credentials) {
    return ViciMessage.with()
        .value("auth", "pubkey")
        .items("cacerts", List.of(credentials.authority()));
  }

  /**
   * The association for packets. strongSwan makes none anew by itself.
   *
   * @param selectors which side the inner networks are on
   */
  static ViciMessage.Builder child(String selectors, List<Prefix4> networks, Proposals proposals) {
    return ViciMessage.with()
        .items(selectors, networks.stream().map(Prefix4::toString).toList())
        .items("esp_proposals", List.of(proposals.esp()))
        .value("dpd_action", "clear")
        .value("close_action", "none");
  }

  /** A section that holds one. */
  static ViciMessage only(String name, ViciMessage.Builder section) {
    return ViciMessage.with().section(name, section.build()).build();
  }
}
