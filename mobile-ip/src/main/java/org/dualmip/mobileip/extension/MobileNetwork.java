package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Prefix4;

/**
 * Mobile network (RFC 5177 §4), type 148: a prefix that a mobile router asks for, or that the home
 * agent answers for.
 *
 * @param subtype request or acknowledgement
 * @param code the result in an acknowledgement, 0 to 255; 0 in a request
 * @param prefix in a request 0.0.0.0 with any length asks for a prefix (RFC 6626 §3.1)
 */
public record MobileNetwork(Subtype subtype, int code, Prefix4 prefix) implements Extension {
  static final int TYPE = 148;

  /** Success. */
  public static final int SUCCESS = 0;

  /** The prefix is invalid (RFC 5177 §4.2). */
  public static final int INVALID_PREFIX = 1;

  /** The mobile router is not authorised for the prefix (RFC 5177 §4.2). */
  public static final int UNAUTHORIZED = 2;

  /** Forwarding could not be set up (RFC 5177 §4.2). */
  public static final int FORWARDING_FAILED = 3;

  /** No prefix could be assigned (RFC 6626 §3.2). */
  public static final int UNASSIGNED = 4;

  /** Request or acknowledgement. */
  public enum Subtype {
    /** The mobile router asks (RFC 5177 §4.1). */
    REQUEST(0),
    /** The home agent answers a request (RFC 5177 §4.2). */
    EXPLICIT_ACK(1),
    /** The home agent tells which prefixes it knows by itself (RFC 5177 §4.2). */
    IMPLICIT_ACK(2);

    private final int number;

    Subtype(int number) {
      this.number = number;
    }
  }

  /**
   * @throws IllegalArgumentException if the code is not 0 to 255, or not 0 in a request
   */
  public MobileNetwork {
    checkCode(subtype, code);
  }

  /** A request for a prefix; 0.0.0.0 leaves the choice to the home agent (RFC 6626 §3.1). */
  public static MobileNetwork request(Prefix4 prefix) {
    return new MobileNetwork(Subtype.REQUEST, SUCCESS, prefix);
  }

  /** Whether it is a request for any prefix (RFC 6626 §3.1). */
  public boolean asksForAny() {
    return subtype == Subtype.REQUEST && prefix.network().equals(Ip4.ANY);
  }

  static void checkCode(Subtype subtype, int code) {
    if (code < 0 || code > 255 || (subtype == Subtype.REQUEST && code != 0)) {
      throw new IllegalArgumentException("a code is 0 to 255, and 0 in a request, not " + code);
    }
  }

  @Override
  public void write(ByteWriter out) {
    write(out, subtype, code, prefix.length(), prefix.network());
  }

  static void write(ByteWriter out, Subtype subtype, int code, int length, Ip4 address) {
    if (subtype == Subtype.REQUEST) {
      out.u8(TYPE).u8(6).u8(subtype.number).u8(length).ip4(address);
    } else {
      out.u8(TYPE).u8(8).u8(subtype.number).u8(code).u8(length).u8(0).ip4(address);
    }
  }

  static Extension read(ByteReader in) throws MalformedException {
    int number = in.u8("Mobile network sub-type");
    for (Subtype subtype : Subtype.values()) {
      if (subtype.number == number) {
        return read(subtype, in);
      }
    }
    return Unrecognized.subtype(TYPE, number, in);
  }

  private static Extension read(Subtype subtype, ByteReader in) throws MalformedException {
    int code = subtype == Subtype.REQUEST ? 0 : in.u8("Code");
    int length = in.u8("Prefix length");
    if (subtype != Subtype.REQUEST) {
      in.u8("Reserved");
    }
    Ip4 address = in.ip4("Prefix");
    in.expectEnd("Mobile network");
    return length <= 32
        ? new MobileNetwork(subtype, code, Prefix4.around(address, length))
        : new InvalidMobileNetwork(subtype, code, length, address);
  }
}
