package org.dualmip.mobileip.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;

/** An extension of a Mobile IPv4 control message (RFC 5944 §1.8 to §1.11), in wire order. */
public sealed interface Extension {

  /** One octet of padding, without a length (RFC 5944 §1.8). */
  record Padding() implements Extension {}

  /**
   * An authentication extension: type, length, SPI, authenticator (RFC 5944 §3.5.2 to §3.5.4).
   *
   * @param kind between whom
   * @param spi which security association, 32 unsigned bits
   * @param authenticator of any length up to 251 octets
   * @param covered the octets of the message that the authenticator protects, as received: all
   *     before this extension and its own type, length and SPI (RFC 5944 §3.5.1)
   */
  record Authentication(Kind kind, int spi, Octets authenticator, Octets covered)
      implements Extension {
    /**
     * @throws IllegalArgumentException if the authenticator does not fit the length octet
     */
    public Authentication {
      if (authenticator.size() > 251) {
        throw new IllegalArgumentException(
            "an authenticator has 251 octets at most, not " + authenticator.size());
      }
    }

    /** Between whom, with the extension's type. */
    public enum Kind {
      /** RFC 5944 §3.5.2. */
      MOBILE_HOME(32),
      /** RFC 5944 §3.5.3. */
      MOBILE_FOREIGN(33),
      /** RFC 5944 §3.5.4. */
      FOREIGN_HOME(34);

      private final int type;

      Kind(int type) {
        this.type = type;
      }

      /** The number on the wire. */
      public int type() {
        return type;
      }
    }
  }

  /**
   * Mobile node NAI (RFC 2794 §3), type 131: who registers, when the home address does not say it.
   *
   * @param nai 1 to 255 octets of UTF-8, such as {@code mn@example.org}
   */
  record MobileNodeNai(String nai) implements Extension {
    static final int TYPE = 131;

    /**
     * @throws IllegalArgumentException if it does not fit the length octet
     */
    public MobileNodeNai {
      int length = nai.getBytes(StandardCharsets.UTF_8).length;
      if (length == 0 || length > 255) {
        throw new IllegalArgumentException("an NAI has 1 to 255 octets, not " + length);
      }
    }
  }

  /**
   * UDP tunnel request (RFC 3519 §3.1), type 144: the sender can tunnel in UDP.
   *
   * @param force use the tunnel whether or not a NAT is found
   * @param throughForeignAgent registered through a foreign agent that requires it (the R flag)
   * @param encapsulation the IP protocol asked for inside UDP; 0 leaves it to the M and G bits
   * @param reserved3 must be zero, or the request counts as not understood (RFC 3519 §3.1.3,
   *     §4.6.1)
   */
  record UdpTunnelRequest(
      boolean force, boolean throughForeignAgent, int encapsulation, int reserved3)
      implements Extension {
    static final int TYPE = 144;

    /**
     * @throws IllegalArgumentException if a number does not fit its field
     */
    public UdpTunnelRequest {
      if (encapsulation < 0 || encapsulation > 0xff || reserved3 < 0 || reserved3 > 0xffff) {
        throw new IllegalArgumentException(
            "an encapsulation is 0 to 255 and Reserved 3 is 0 to 65535, not "
                + encapsulation
                + " and "
                + reserved3);
      }
    }

    /** The request of a node with a co-located address that leaves everything to the home agent. */
    public static final UdpTunnelRequest IF_NEEDED = new UdpTunnelRequest(false, false, 0, 0);
  }

  /**
   * UDP tunnel reply (RFC 3519 §3.2), type 44.
   *
   * @param code 0 to 63 "will tunnel", 64 to 255 "declined"
   * @param forced the tunnel is there because the request forced it
   * @param keepaliveSeconds the interval the mobile node should use; 0 leaves it to the mobile node
   */
  record UdpTunnelReply(int code, boolean forced, int keepaliveSeconds) implements Extension {
    static final int TYPE = 44;

    /**
     * @throws IllegalArgumentException if a number does not fit its field
     */
    public UdpTunnelReply {
      if (code < 0 || code > 0xff || keepaliveSeconds < 0 || keepaliveSeconds > 0xffff) {
        throw new IllegalArgumentException(
            "a reply code is 0 to 255 and an interval 0 to 65535 s, not "
                + code
                + " and "
                + keepaliveSeconds);
      }
    }

    /** Will tunnel. */
    public static final int ACCEPTED = 0;

    /** Declined, reason unspecified. */
    public static final int DECLINED = 64;

    /** Whether the home agent tunnels in UDP. */
    public boolean accepted() {
      return code < 64;
    }
  }

  /**
   * Trusted networks configured (RFC 5265 §3.4), type 149: the home agent knows which source
   * addresses are inside and has checked this request's.
   */
  record TrustedNetworksConfigured() implements Extension {
    static final int TYPE = 149;
  }

  /**
   * An extension that is not known here. Types 128 to 255 are skipped by their length; 0 to 127
   * hold all that is left of the message, because their layout is not known either, and the message
   * must be discarded (RFC 5944 §1.8).
   *
   * @param type 1 to 255
   * @param body what follows type and length, or type alone for 0 to 127
   */
  record Unrecognized(int type, Octets body) implements Extension {
    /**
     * @throws IllegalArgumentException if there is no such type, or the body does not fit its
     *     length octet
     */
    public Unrecognized {
      if (type < 1 || type > 255) {
        throw new IllegalArgumentException("an extension type is 1 to 255, not " + type);
      }
      if (type >= 128 && body.size() > 255) {
        throw new IllegalArgumentException(
            "a skippable extension has 255 octets at most, not " + body.size());
      }
    }

    /** Whether the whole message must be silently discarded (RFC 5944 §1.8). */
    public boolean mustDiscardMessage() {
      return type < 128;
    }
  }

  /** Writes the extension. An authentication extension is written by its security association. */
  default void write(ByteWriter out) {
    switch (this) {
      case Padding _ -> out.u8(0);
      case Authentication a ->
          out.u8(a.kind.type())
              .u8(4 + a.authenticator.size())
              .i32(a.spi)
              .bytes(a.authenticator.toBytes());
      case MobileNodeNai n -> {
        byte[] nai = n.nai.getBytes(StandardCharsets.UTF_8);
        out.u8(MobileNodeNai.TYPE).u8(nai.length).bytes(nai);
      }
      case UdpTunnelRequest r ->
          out.u8(UdpTunnelRequest.TYPE)
              .u8(6)
              .u8(0)
              .u8(0)
              .u8((r.force ? 0x80 : 0) | (r.throughForeignAgent ? 0x40 : 0))
              .u8(r.encapsulation)
              .u16(r.reserved3);
      case UdpTunnelReply r ->
          out.u8(UdpTunnelReply.TYPE)
              .u8(6)
              .u8(0)
              .u8(r.code)
              .u16(r.forced ? 0x8000 : 0)
              .u16(r.keepaliveSeconds);
      case TrustedNetworksConfigured _ -> out.u8(TrustedNetworksConfigured.TYPE).u8(2).u8(0).u8(0);
      case Unrecognized u -> {
        out.u8(u.type);
        if (!u.mustDiscardMessage()) {
          out.u8(u.body.size());
        }
        out.bytes(u.body.toBytes());
      }
    }
  }

  /** Authentication extensions in one message beyond which it counts as malformed. */
  int MOST_AUTHENTICATIONS = 8;

  /** Reads all extensions up to the end of the message. */
  static List<Extension> readAll(ByteReader in) throws MalformedException {
    List<Extension> extensions = new ArrayList<>();
    int authentications = 0;
    while (in.remaining() > 0) {
      Extension extension = read(in);
      // Each keeps a copy of all before it: without a bound, one datagram could fill the memory.
      if (extension instanceof Authentication && ++authentications > MOST_AUTHENTICATIONS) {
        throw in.malformed("Authentication extensions", "are too many");
      }
      extensions.add(extension);
    }
    return List.copyOf(extensions);
  }

  private static Extension read(ByteReader in) throws MalformedException {
    int type = in.u8("Extension type");
    return switch (type) {
      case 0 -> new Padding();
      case 32 -> authentication(Authentication.Kind.MOBILE_HOME, in);
      case 33 -> authentication(Authentication.Kind.MOBILE_FOREIGN, in);
      case 34 -> authentication(Authentication.Kind.FOREIGN_HOME, in);
      case MobileNodeNai.TYPE -> mobileNodeNai(body(in));
      case UdpTunnelRequest.TYPE -> udpTunnelRequest(body(in));
      case UdpTunnelReply.TYPE -> udpTunnelReply(body(in));
      case TrustedNetworksConfigured.TYPE -> trustedNetworksConfigured(body(in));
      default ->
          type < 128 ? new Unrecognized(type, rest(in)) : new Unrecognized(type, rest(body(in)));
    };
  }

  /** What the length octet announces, and nothing else. */
  private static ByteReader body(ByteReader in) throws MalformedException {
    return in.slice(in.u8("Extension length"), "Extension");
  }

  private static Octets rest(ByteReader in) throws MalformedException {
    return Octets.of(in.bytes(in.remaining(), "Extension"));
  }

  private static Authentication authentication(Authentication.Kind kind, ByteReader in)
      throws MalformedException {
    int length = in.u8("Authentication extension length");
    if (length < 4) {
      throw in.malformed("Authentication extension length", "has no room for an SPI");
    }
    int spi = in.i32("SPI");
    Octets covered = Octets.of(in.soFar());
    return new Authentication(kind, spi, Octets.of(in.bytes(length - 4, "Authenticator")), covered);
  }

  private static Extension mobileNodeNai(ByteReader in) throws MalformedException {
    byte[] nai = in.bytes(in.remaining(), "NAI");
    String text = new String(nai, StandardCharsets.UTF_8);
    if (nai.length == 0 || !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), nai)) {
      throw in.malformed("NAI", nai.length == 0 ? "is empty" : "is not UTF-8");
    }
    return new MobileNodeNai(text);
  }

  private static Extension udpTunnelRequest(ByteReader in) throws MalformedException {
    int subtype = in.u8("UDP tunnel request sub-type");
    if (subtype != 0) {
      return new Unrecognized(UdpTunnelRequest.TYPE, otherSubtype(subtype, in));
    }
    in.u8("Reserved 1");
    int flags = in.u8("Flags");
    var request =
        new UdpTunnelRequest(
            (flags & 0x80) != 0, (flags & 0x40) != 0, in.u8("Encapsulation"), in.u16("Reserved 3"));
    in.expectEnd("UDP tunnel request");
    return request;
  }

  private static Extension udpTunnelReply(ByteReader in) throws MalformedException {
    int length = in.remaining();
    int subtype = in.u8("UDP tunnel reply sub-type");
    if (subtype != 0) {
      // Not skippable: the length octet belongs to the body.
      Octets body = otherSubtype(subtype, in);
      return new Unrecognized(
          UdpTunnelReply.TYPE,
          Octets.of(new ByteWriter().u8(length).bytes(body.toBytes()).toBytes()));
    }
    int code = in.u8("Reply code");
    var reply =
        new UdpTunnelReply(code, (in.u16("Flags") & 0x8000) != 0, in.u16("Keepalive interval"));
    in.expectEnd("UDP tunnel reply");
    return reply;
  }

  private static Extension trustedNetworksConfigured(ByteReader in) throws MalformedException {
    int subtype = in.u8("Sub-type");
    if (subtype != 0) {
      return new Unrecognized(TrustedNetworksConfigured.TYPE, otherSubtype(subtype, in));
    }
    in.u8("Reserved");
    in.expectEnd("Trusted networks configured");
    return new TrustedNetworksConfigured();
  }

  private static Octets otherSubtype(int subtype, ByteReader in) throws MalformedException {
    return Octets.of(new ByteWriter().u8(subtype).bytes(rest(in).toBytes()).toBytes());
  }
}
