package org.dualmip.mobileip.extension;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;

/**
 * Host configuration (RFC 4332 §3): a {@link NormalVendor} extension of vendor 9, type 14, in which
 * the home agent tells a mobile node what a host at home gets from DHCP. The sub-type has two
 * octets, as the figures draw it; hence texts have 245 octets at most, one less than §3.7 and §3.8
 * say, because the length of the extension is one octet.
 *
 * @param item what it tells
 */
public record HostConfiguration(Item item) implements Extension {
  /** The vendor (RFC 4332 §3). */
  public static final int VENDOR = 9;

  /** The vendor's type (RFC 4332 §3). */
  public static final int VENDOR_TYPE = 14;

  private static final int LONGEST = NormalVendor.LONGEST - 2;

  /** What a host configuration extension tells or asks. */
  public sealed interface Item {}

  /**
   * The mobile node asks for all there is (RFC 4332 §3.1).
   *
   * @param selector 0 to 65535; 0 stands for all
   */
  public record Request(int selector) implements Item {
    /** For all there is. */
    public static final Request ALL = new Request(0);

    /**
     * @throws IllegalArgumentException if it does not fit its field
     */
    public Request {
      check16("a selector", selector);
    }
  }

  /**
   * Bits of the home network's prefix (RFC 4332 §3.2).
   *
   * @param length 0 to 65535 fit; 0 to 32 make sense
   */
  public record PrefixLength(int length) implements Item {
    /**
     * @throws IllegalArgumentException if it does not fit its field
     */
    public PrefixLength {
      check16("a prefix length", length);
    }
  }

  /** Name servers (RFC 4332 §3.3). */
  public record DnsServers(Ip4 primary, Ip4 secondary) implements Item {}

  /** The DHCP server (RFC 4332 §3.4). */
  public record DhcpServer(Ip4 address) implements Item {}

  /** What DHCP servers know the client by (RFC 4332 §3.5); up to 245 octets. */
  public record DhcpClientId(Octets id) implements Item {
    /**
     * @throws IllegalArgumentException if it does not fit
     */
    public DhcpClientId {
      if (id.size() > LONGEST) {
        throw new IllegalArgumentException("a client ID has 245 octets at most, not " + id.size());
      }
    }
  }

  /** The default gateway of the home network (RFC 4332 §3.6). */
  public record DefaultGateway(Ip4 address) implements Item {}

  /** What makes the mobile node's name a full one (RFC 4332 §3.7); 1 to 245 octets. */
  public record DnsSuffix(String suffix) implements Item {
    /**
     * @throws IllegalArgumentException if it does not fit
     */
    public DnsSuffix {
      Text.octets(suffix, LONGEST, "a DNS suffix");
    }
  }

  /** Where more configuration can be had (RFC 4332 §3.8); 1 to 245 octets. */
  public record ConfigurationUrl(String url) implements Item {
    /**
     * @throws IllegalArgumentException if it does not fit
     */
    public ConfigurationUrl {
      Text.octets(url, LONGEST, "a URL");
    }
  }

  private static void check16(String what, int value) {
    if (value < 0 || value > 0xffff) {
      throw new IllegalArgumentException(what + " is 0 to 65535, not " + value);
    }
  }

  @Override
  public void write(ByteWriter out) {
    ByteWriter value = new ByteWriter();
    switch (item) {
      case Request(int selector) -> value.u16(0).u16(selector);
      case PrefixLength(int length) -> value.u16(1).u16(length);
      case DnsServers(Ip4 primary, Ip4 secondary) -> value.u16(2).ip4(primary).ip4(secondary);
      case DhcpServer(Ip4 address) -> value.u16(3).ip4(address);
      case DhcpClientId(Octets id) -> value.u16(4).bytes(id.toBytes());
      case DefaultGateway(Ip4 address) -> value.u16(5).ip4(address);
      case DnsSuffix(String suffix) -> value.u16(6).bytes(utf8(suffix));
      case ConfigurationUrl(String url) -> value.u16(7).bytes(utf8(url));
    }
    new NormalVendor(VENDOR, VENDOR_TYPE, Octets.of(value.toBytes())).write(out);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Empty if it is another vendor's or does not fit the figures; then it is skipped. */
  static Optional<HostConfiguration> from(NormalVendor extension) {
    if (extension.vendor() != VENDOR || extension.type() != VENDOR_TYPE) {
      return Optional.empty();
    }
    try {
      ByteReader in = extension.value().reader();
      Optional<Item> item = item(in.u16("Sub-type"), in);
      in.expectEnd("Host configuration");
      return item.map(HostConfiguration::new);
    } catch (MalformedException unlikeTheFigures) {
      return Optional.empty();
    }
  }

  private static Optional<Item> item(int subtype, ByteReader in) throws MalformedException {
    return switch (subtype) {
      case 0 -> Optional.of(new Request(in.u16("Selector")));
      case 1 -> Optional.of(new PrefixLength(in.u16("Prefix length")));
      case 2 -> Optional.of(new DnsServers(in.ip4("Primary"), in.ip4("Secondary")));
      case 3 -> Optional.of(new DhcpServer(in.ip4("DHCP server")));
      case 4 -> Optional.of(new DhcpClientId(Octets.of(in.bytes(in.remaining(), "Client ID"))));
      case 5 -> Optional.of(new DefaultGateway(in.ip4("Default gateway")));
      case 6 -> Optional.of(new DnsSuffix(Text.read(in, "DNS suffix")));
      case 7 -> Optional.of(new ConfigurationUrl(Text.read(in, "URL")));
      default -> Optional.empty();
    };
  }
}
