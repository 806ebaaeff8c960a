package org.dualmip.mobileip.extension;

import java.util.Optional;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;

/**
 * Home-agent discovery (docs/home-agent-discovery.md): {@link NormalVendor} extensions of vendor
 * 32473, by which a mobile node learns, with proof and without a registration, that its home agent
 * can be reached from where it is.
 *
 * @param item what it is for
 */
public record HomeAgentDiscovery(Item item) implements Extension {
  /** The enterprise number for documentation (RFC 5612), until one is assigned. */
  public static final int VENDOR = 32473;

  /** Octets of a public key (RFC 7748 §5). */
  public static final int KEY_LENGTH = 32;

  private static final int TRANSLATED = 0x80;

  /** What the three vendor's types are for. */
  public sealed interface Item {
    /** The vendor's type. */
    int type();
  }

  /**
   * The home agent tells where to begin: in a reply, before the Mobile-Home authenticator.
   *
   * @param key its public key, 32 octets (RFC 7748 §5)
   */
  public record Offer(Octets key) implements Item {
    /**
     * @throws IllegalArgumentException if it is not 32 octets
     */
    public Offer {
      checkKey(key);
    }

    @Override
    public int type() {
      return 1;
    }
  }

  /**
   * The mobile node asks: in a request, before the Mobile-Home authenticator.
   *
   * @param key a public key made for this request alone, 32 octets (RFC 7748 §5)
   */
  public record Probe(Octets key) implements Item {
    /**
     * @throws IllegalArgumentException if it is not 32 octets
     */
    public Probe {
      checkKey(key);
    }

    @Override
    public int type() {
      return 2;
    }
  }

  /**
   * The home agent answers: in a denial, before the Mobile-Home authenticator. Whether the request
   * came from a network that it trusts is said beside this, by {@link TrustedNetworksConfigured}.
   *
   * @param translated whether it came from another address than its care-of address: through a NAT,
   *     or through somebody who passed it on
   */
  public record Answer(boolean translated) implements Item {
    @Override
    public int type() {
      return 3;
    }
  }

  private static void checkKey(Octets key) {
    if (key.size() != KEY_LENGTH) {
      throw new IllegalArgumentException("a public key has 32 octets, not " + key.size());
    }
  }

  @Override
  public void write(ByteWriter out) {
    Octets value =
        switch (item) {
          case Offer(Octets key) -> key;
          case Probe(Octets key) -> key;
          case Answer(boolean translated) -> Octets.of((byte) (translated ? TRANSLATED : 0));
        };
    new NormalVendor(VENDOR, item.type(), value).write(out);
  }

  /** Empty if it is another vendor's or does not fit the figures; then it is skipped. */
  static Optional<HomeAgentDiscovery> from(NormalVendor extension) {
    if (extension.vendor() != VENDOR) {
      return Optional.empty();
    }
    try {
      ByteReader in = extension.value().reader();
      Optional<Item> item = item(extension.type(), in);
      in.expectEnd("Home-agent discovery");
      return item.map(HomeAgentDiscovery::new);
    } catch (MalformedException unlikeTheFigures) {
      return Optional.empty();
    }
  }

  private static Optional<Item> item(int type, ByteReader in) throws MalformedException {
    return switch (type) {
      case 1 -> Optional.of(new Offer(Octets.of(in.bytes(KEY_LENGTH, "Offered key"))));
      case 2 -> Optional.of(new Probe(Octets.of(in.bytes(KEY_LENGTH, "Ephemeral key"))));
      case 3 -> Optional.of(new Answer((in.u8("Flags") & TRANSLATED) != 0));
      default -> Optional.empty();
    };
  }
}
