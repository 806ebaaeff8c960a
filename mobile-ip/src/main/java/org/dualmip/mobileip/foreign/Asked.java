package org.dualmip.mobileip.foreign;

import java.util.List;
import java.util.Optional;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.GeneralizedAuthentication;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.foreign.ForeignAgent.Input.FromNode;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;

/**
 * A request as it arrived, in two parts: what the mobile node says to its home agent, up to and
 * including the last authorization-enabling extension, and what it says to the foreign agent behind
 * that (RFC 5944 §3.7.2.2).
 *
 * @param datagram it came in
 * @param message all of it
 * @param parts how many extensions belong to the first part; 0 if there is none that enables
 * @param octets how many octets the first part has, which are relayed as they are
 * @param nai of the first part; null without
 */
record Asked(
    FromNode datagram, RegistrationRequest message, int parts, int octets, @Nullable String nai) {

  /** A station on a link: the closest thing to a name that everybody has. */
  record Station(String link, MacAddress mac) {}

  /** Divides a request. */
  static Asked of(FromNode datagram, RegistrationRequest message) {
    int parts = 0;
    int octets = 0;
    List<Extension> extensions = message.extensions();
    for (int i = 0; i < extensions.size(); i++) {
      int end = endOfEnabling(extensions.get(i));
      if (end > 0) {
        parts = i + 1;
        octets = end;
      }
    }
    String nai =
        extensions.subList(0, parts).stream()
            .filter(MobileNodeNai.class::isInstance)
            .map(extension -> ((MobileNodeNai) extension).nai())
            .findFirst()
            .orElse(null);
    return new Asked(datagram, message, parts, octets, nai);
  }

  /** Where an authorization-enabling extension ends in the message; 0 if it is none. */
  private static int endOfEnabling(Extension extension) {
    return switch (extension) {
      case Authentication a when a.kind() == Authentication.Kind.MOBILE_HOME -> a.end();
      case GeneralizedAuthentication g when g.subtype() == GeneralizedAuthentication.MOBILE_AAA ->
          g.end();
      default -> 0;
    };
  }

  /** Where it came from. */
  Station station() {
    return new Station(datagram.link(), datagram.mac());
  }

  /** Whose it is, by its own words: the NAI, or else the home address (RFC 2794 §3). */
  String name() {
    return nai != null ? nai : message.home().toString();
  }

  /** What the node says to its home agent. */
  List<Extension> toHomeAgent() {
    return message.extensions().subList(0, parts);
  }

  /** What the node says to the foreign agent. */
  List<Extension> toForeignAgent() {
    return message.extensions().subList(parts, message.extensions().size());
  }

  /** The octets that are relayed. */
  Octets relayed() {
    return datagram.payload().slice(0, octets);
  }

  /** Whether all the given bits are set. */
  boolean has(int flag) {
    return message.has(flag);
  }

  Ip4 home() {
    return message.home();
  }

  /** The first extension of a kind in either part. */
  <E extends Extension> Optional<E> extension(Class<E> kind) {
    return message.extension(kind);
  }

  /**
   * Whether a later request asks for the same, so that it may repeat the challenge (RFC 4721 §3.2).
   */
  boolean sameAs(Asked other) {
    return station().equals(other.station())
        && name().equals(other.name())
        && home().equals(other.home())
        && message.flags() == other.message.flags()
        && message.homeAgent().equals(other.message.homeAgent())
        && message.careOf().equals(other.message.careOf());
  }
}
