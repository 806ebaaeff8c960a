package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;

/**
 * An authentication extension: type, length, SPI, authenticator (RFC 5944 §3.5.2 to §3.5.4).
 *
 * @param kind between whom
 * @param spi which security association, 32 unsigned bits
 * @param authenticator of any length up to 251 octets
 * @param covered the octets of the message that the authenticator protects, as received: all before
 *     this extension and its own type, length and SPI (RFC 5944 §3.5.1)
 */
public record Authentication(Kind kind, int spi, Octets authenticator, Octets covered)
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

  /** How many octets the message has up to this extension and with it. */
  public int end() {
    return covered.size() + authenticator.size();
  }

  @Override
  public void write(ByteWriter out) {
    out.u8(kind.type()).u8(4 + authenticator.size()).i32(spi).bytes(authenticator.toBytes());
  }

  static Authentication read(Kind kind, ByteReader in) throws MalformedException {
    int length = in.u8("Authentication extension length");
    if (length < 4) {
      throw in.malformed("Authentication extension length", "has no room for an SPI");
    }
    int spi = in.i32("SPI");
    Octets covered = Octets.of(in.soFar());
    return new Authentication(kind, spi, Octets.of(in.bytes(length - 4, "Authenticator")), covered);
  }
}
