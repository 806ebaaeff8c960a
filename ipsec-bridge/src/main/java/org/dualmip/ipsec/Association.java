package org.dualmip.ipsec;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dualmip.ipsec.vici.ViciMessage;
import org.dualmip.mobileip.net.Ip4;

/**
 * An IKE association with its children (RFC 7296 §1), as strongSwan describes it in list-sa and in
 * its events.
 *
 * @param connection the name of the connection it was made from
 * @param id strongSwan's own number for it; a rekeyed association has a new one
 * @param state strongSwan's word, such as ESTABLISHED or CONNECTING
 * @param local the local outer address, 0.0.0.0 while not known
 * @param remote the peer's outer address, 0.0.0.0 while not known
 * @param localId the local identity
 * @param remoteId the peer's identity
 * @param initiatorSpi in hexadecimal, as captures show it
 * @param responderSpi in hexadecimal, as captures show it
 * @param virtualAddresses assigned to this end by the peer
 * @param peerVirtualAddresses assigned to the peer by this end
 * @param establishedSeconds its age
 * @param children what carries traffic
 */
public record Association(
    String connection,
    long id,
    String state,
    Ip4 local,
    Ip4 remote,
    String localId,
    String remoteId,
    String initiatorSpi,
    String responderSpi,
    List<Ip4> virtualAddresses,
    List<Ip4> peerVirtualAddresses,
    long establishedSeconds,
    List<Child> children) {
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

  /**
   * A child association: one pair of ESP associations (RFC 4301 §4.1).
   *
   * @param name of the child in the connection
   * @param id strongSwan's own number
   * @param state strongSwan's word, such as INSTALLED
   * @param spiIn in hexadecimal
   * @param spiOut in hexadecimal
   * @param bytesIn since it was installed
   * @param bytesOut since it was installed
   */
  public record Child(
      String name,
      long id,
      String state,
      String spiIn,
      String spiOut,
      long bytesIn,
      long bytesOut) {
    static Child of(ViciMessage section) {
      return new Child(
          section.text("name"),
          number(section.text("uniqueid")),
          section.text("state"),
          section.text("spi-in"),
          section.text("spi-out"),
          number(section.text("bytes-in")),
          number(section.text("bytes-out")));
    }

    /** Whether traffic flows through it; a child being rekeyed carries on until it is replaced. */
    public boolean carries() {
      return state.equals("INSTALLED") || state.equals("REKEYING") || state.equals("REKEYED");
    }
  }

  public Association {
    virtualAddresses = List.copyOf(virtualAddresses);
    peerVirtualAddresses = List.copyOf(peerVirtualAddresses);
    children = List.copyOf(children);
  }

  /**
   * Reads strongSwan's section; what is missing is empty, so that a newer strongSwan still works.
   */
  static Association of(String connection, ViciMessage section) {
    var children = new ArrayList<Child>();
    section.section("child-sas").sections().values().stream().map(Child::of).forEach(children::add);
    return new Association(
        connection,
        number(section.text("uniqueid")),
        section.text("state"),
        address(section.text("local-host")).orElse(Ip4.ANY),
        address(section.text("remote-host")).orElse(Ip4.ANY),
        section.text("local-id"),
        section.text("remote-id"),
        section.text("initiator-spi"),
        section.text("responder-spi"),
        addresses(section.items("local-vips")),
        addresses(section.items("remote-vips")),
        number(section.text("established")),
        children);
  }

  /** The address that the peer assigned to this end (RFC 7296 §2.19). */
  public Optional<Ip4> innerAddress() {
    return virtualAddresses.stream().findFirst();
  }

  /** The newest child that carries traffic; one that is not being replaced before one that is. */
  public Optional<Child> carrying() {
    return children.stream()
        .filter(Child::carries)
        .max(
            Comparator.comparing((Child child) -> child.state().equals("INSTALLED"))
                .thenComparingLong(Child::id));
  }

  /**
   * Whether user data flows from that local address, or from any if it is {@code 0.0.0.0}:
   * established, address assigned, child there.
   */
  public boolean isUsableFrom(Ip4 address) {
    return isEstablishedFrom(address) && innerAddress().isPresent() && carrying().isPresent();
  }

  /** Whether the peer is authenticated and the association is not on its way out. */
  public boolean isEstablishedFrom(Ip4 address) {
    return (address.isAny() || local.equals(address))
        && (state.equals("ESTABLISHED") || state.equals("REKEYING"));
  }

  /** Both IKE SPIs, initiator's first, for people and for comparing. */
  public String ikeSpis() {
    return initiatorSpi + "_i " + responderSpi + "_r";
  }

  /** Both SPIs of the child that carries, inbound first; empty without one. */
  public String childSpis() {
    return carrying().map(child -> child.spiIn() + "_i " + child.spiOut() + "_o").orElse("");
  }

  private static List<Ip4> addresses(List<String> texts) {
    return texts.stream().map(Association::address).flatMap(Optional::stream).toList();
  }

  private static Optional<Ip4> address(String text) {
    try {
      return Optional.of(Ip4.of(text));
    } catch (IllegalArgumentException notOne) {
      return Optional.empty();
    }
  }

  private static long number(String text) {
    return NUMBER.matcher(text).matches() ? Long.parseLong(text) : 0;
  }
}
