package org.dualmip.detector.sensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dualmip.detector.Clue;
import org.dualmip.detector.Prefix6;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.packet.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * What an IPv6 router advertises (RFC 4861 §4.2).
 *
 * @param router its link-layer address, by its option (RFC 4861 §4.6.1); null if it does not tell
 * @param prefixes those of its prefix information (RFC 4861 §4.6.2) that are still valid
 * @param domains its DNS search list (RFC 8106 §5.2)
 * @param portal where the captive portal's API is (RFC 8910 §2.3)
 */
public record Ip6RouterAdvertisement(
    @Nullable MacAddress router,
    List<Prefix6> prefixes,
    List<String> domains,
    Optional<String> portal) {
  private static final int ICMP6 = 58;
  private static final int ADVERTISEMENT = 134;
  private static final int SOLICITATION = 133;
  private static final int SOURCE_ADDRESS = 1;
  private static final int PREFIX = 3;
  private static final int SEARCH_LIST = 31;
  private static final int CAPTIVE_PORTAL = 37;
  private static final Prefix6 LINK_LOCAL = Prefix6.of("fe80::/10");

  /** Copies the lists. */
  public Ip6RouterAdvertisement {
    prefixes = List.copyOf(prefixes);
    domains = List.copyOf(domains);
  }

  /**
   * Reads an IPv6 packet, whose ICMP message follows its header at once.
   *
   * @throws MalformedException if it is no advertisement that RFC 4861 §6.1.2 calls valid
   */
  public static Ip6RouterAdvertisement read(byte[] packet) throws MalformedException {
    ByteReader in = new ByteReader(packet);
    if (in.i32("Version") >>> 28 != 6) {
      throw in.malformed("Version", "is not 6");
    }
    int length = in.u16("Payload length");
    if (in.u8("Next header") != ICMP6) {
      throw in.malformed("Next header", "is not ICMP");
    }
    if (in.u8("Hop limit") != 255) {
      throw in.malformed("Hop limit", "is not 255: a router has forwarded it");
    }
    byte[] source = in.bytes(16, "Source address");
    if (!LINK_LOCAL.contains(Prefix6.of(source, 128))) {
      throw in.malformed("Source address", "is not of the link");
    }
    byte[] destination = in.bytes(16, "Destination address");
    byte[] message = in.bytes(length, "ICMP message");
    if (checksum(source, destination, message) != 0) {
      throw in.malformed("Checksum", "is wrong");
    }
    return message(new ByteReader(message));
  }

  private static int checksum(byte[] source, byte[] destination, byte[] message) {
    byte[] summed =
        new ByteWriter() // the pseudo-header of RFC 8200 §8.1
            .bytes(source)
            .bytes(destination)
            .i32(message.length)
            .i32(ICMP6)
            .bytes(message)
            .toBytes();
    return Checksum.of(summed, 0, summed.length);
  }

  private static Ip6RouterAdvertisement message(ByteReader in) throws MalformedException {
    if (in.u8("Type") != ADVERTISEMENT || in.u8("Code") != 0) {
      throw in.malformed("Type", "is no router advertisement");
    }
    in.bytes(14, "Checksum to retransmission timer");
    MacAddress router = null;
    List<Prefix6> prefixes = new ArrayList<>();
    List<String> domains = new ArrayList<>();
    Optional<String> portal = Optional.empty();
    while (in.remaining() > 0) {
      int type = in.u8("Option type");
      int length = in.u8("Option length") * 8;
      if (length == 0) {
        throw in.malformed("Option length", "is 0"); // RFC 4861 §4.6
      }
      ByteReader option = in.slice(length - 2, "Option " + type);
      switch (type) {
        case SOURCE_ADDRESS -> router = MacAddress.of(option.bytes(6, "Link-layer address"));
        case PREFIX -> {
          int bits = option.u8("Prefix length");
          option.u8("Flags");
          boolean valid = option.i32("Valid lifetime") != 0;
          option.bytes(8, "Preferred lifetime and reserved");
          byte[] prefix = option.bytes(16, "Prefix");
          if (bits > 128) {
            throw option.malformed("Prefix length", bits + " is more than 128");
          }
          Prefix6 one = Prefix6.of(prefix, bits);
          if (valid && !LINK_LOCAL.contains(one) && prefixes.size() < DnsNames.LIMIT) {
            prefixes.add(one);
          }
        }
        case SEARCH_LIST -> {
          option.u16("Reserved");
          boolean valid = option.i32("Lifetime") != 0;
          byte[] names = option.bytes(option.remaining(), "Domain names");
          List<String> read = DnsNames.read(names, false, "Domain names");
          if (valid && domains.size() < DnsNames.LIMIT) {
            domains.addAll(read);
          }
        }
        case CAPTIVE_PORTAL -> portal = PortalUri.read(option.bytes(option.remaining(), "URI"));
        default -> {}
      }
    }
    return new Ip6RouterAdvertisement(router, prefixes, domains, portal);
  }

  /** What it is to the detector. */
  public Clue.RouterAdvertised clue() {
    return new Clue.RouterAdvertised(router, prefixes, domains);
  }

  /**
   * The packet that asks routers to advertise at once, from no address (RFC 4861 §4.1, §6.3.7): who
   * asks shows nothing but the link-layer address that every frame shows. It goes to all routers,
   * ff02::2.
   */
  public static byte[] solicitation() {
    byte[] source = new byte[16];
    byte[] destination = new byte[16];
    destination[0] = (byte) 0xff;
    destination[1] = 2;
    destination[15] = 2;
    ByteWriter message = new ByteWriter().u8(SOLICITATION).u8(0).u16(0).i32(0);
    message.patch16(2, checksum(source, destination, message.toBytes()));
    return new ByteWriter()
        .i32(6 << 28)
        .u16(message.length())
        .u8(ICMP6)
        .u8(255)
        .bytes(source)
        .bytes(destination)
        .bytes(message.toBytes())
        .toBytes();
  }
}
