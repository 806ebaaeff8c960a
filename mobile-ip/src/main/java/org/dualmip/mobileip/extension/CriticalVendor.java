package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;

/**
 * Critical vendor or organization specific extension (RFC 3115 §2.1), type 38. Who does not know
 * the vendor or its type refuses the registration (§2.3). Type 37, its number in RFC 3025, is read
 * as well.
 *
 * @param vendor the private enterprise number, of which the first octet is 0
 * @param type the vendor's own, 0 to 65535
 * @param value 0 to 65529 octets
 */
public record CriticalVendor(int vendor, int type, Octets value) implements Extension {
  static final int TYPE = 38;
  static final int FORMER_TYPE = 37;

  /**
   * @throws IllegalArgumentException if a value does not fit its field
   */
  public CriticalVendor {
    if (type < 0 || type > 0xffff || value.size() > 0xffff - 6) {
      throw new IllegalArgumentException(
          "a vendor's type is 0 to 65535 and its value 0 to 65529 octets, not "
              + type
              + " and "
              + value.size());
    }
  }

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE).u8(0).u16(6 + value.size()).i32(vendor).u16(type).bytes(value.toBytes());
  }

  static CriticalVendor read(ByteReader in) throws MalformedException {
    in.u8("Reserved");
    ByteReader body = in.slice(in.u16("Critical vendor extension length"), "Extension");
    return new CriticalVendor(
        body.i32("Vendor"),
        body.u16("Vendor type"),
        Octets.of(body.bytes(body.remaining(), "Vendor value")));
  }
}
