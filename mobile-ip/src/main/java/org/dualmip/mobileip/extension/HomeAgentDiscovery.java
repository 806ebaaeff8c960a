package org.dualmip.mobileip.extension;

import java.util.Optional;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;

/**
 * Home-agent discovery (docs/home-agent-discovery.md): {@link NormalVendor} extensions of vendor
 * 32473, by which a mobile node learns, with proof and without a registration, that its home agent
 * can be reached from where it is; and by which it registers without telling others who it is
 * (docs/concealed-registration.md).
 *
 * @param item what it is for
 */
public record HomeAgentDiscovery(Item item) implements Extension {
  /** The enterprise number for documentation (RFC 5612), until one is assigned. */
  public static final int VENDOR = 32473;

  /** Octets of a public key (RFC 7748 §5). */
  public static final int KEY_LENGTH = 32;

  private static final int TRANSLATED = 0x80;

  /** What the vendor's four types are for. */
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

  /**
   * Who registers, for the home agent alone: in a request, before the Mobile-Home authenticator.
   *
   * @param key a public key made for this request alone, 32 octets (RFC 7748 §5)
   * @param sealed SPI, session and NAI under that key and the home agent's, with their tag: 80, 144
   *     or 208 octets
   */
  public record Concealed(Octets key, Octets sealed) implements Item {
    /** Octets of the tag at the end of what is sealed. */
    public static final int TAG_LENGTH = 16;

    /** What is sealed is padded to a multiple of this, so that its length tells nothing. */
    public static final int BLOCK = 64;

    private static final int MOST_BLOCKS = 3;

    /**
     * @throws IllegalArgumentException if either is not of these lengths
     */
    public Concealed {
      checkKey(key);
      if (!fits(sealed.size())) {
        throw new IllegalArgumentException("not a sealed identity: " + sealed.size() + " octets");
      }
    }

    private static boolean fits(int size) {
      int padded = size - TAG_LENGTH;
      return padded > 0 && padded % BLOCK == 0 && padded <= MOST_BLOCKS * BLOCK;
    }

    @Override
    public int type() {
      return 4;
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
          case Concealed(Octets key, Octets sealed) ->
              Octets.of(new ByteWriter().bytes(key.toBytes()).bytes(sealed.toBytes()).toBytes());
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
      case 4 -> {
        Octets key = Octets.of(in.bytes(KEY_LENGTH, "Ephemeral key"));
        Octets sealed = Octets.of(in.bytes(in.remaining(), "Sealed identity"));
        yield Concealed.fits(sealed.size())
            ? Optional.of(new Concealed(key, sealed))
            : Optional.empty();
      }
      default -> Optional.empty();
    };
  }
}
