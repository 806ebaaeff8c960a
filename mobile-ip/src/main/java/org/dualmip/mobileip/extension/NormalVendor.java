package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;

/**
 * Normal vendor or organization specific extension (RFC 3115 §2.2), type 134; skipped by who does
 * not know the vendor or its type. Type 133, its number in RFC 3025, is read as well.
 *
 * @param vendor the private enterprise number, of which the first octet is 0
 * @param type the vendor's own, 0 to 65535
 * @param value 0 to 247 octets
 */
public record NormalVendor(int vendor, int type, Octets value) implements Extension {
  static final int TYPE = 134;
  static final int FORMER_TYPE = 133;

  /** Octets of a value that still fit. */
  static final int LONGEST = 247;

  /**
   * @throws IllegalArgumentException if a value does not fit its field
   */
  public NormalVendor {
    if (type < 0 || type > 0xffff || value.size() > LONGEST) {
      throw new IllegalArgumentException(
          "a vendor's type is 0 to 65535 and its value 0 to 247 octets, not "
              + type
              + " and "
              + value.size());
    }
  }

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE).u8(8 + value.size()).u16(0).i32(vendor).u16(type).bytes(value.toBytes());
  }

  /** Those of RFC 4332 as {@link HostConfiguration}, our own as {@link HomeAgentDiscovery}. */
  static Extension read(ByteReader in) throws MalformedException {
    in.u16("Reserved");
    var any =
        new NormalVendor(
            in.i32("Vendor"),
            in.u16("Vendor type"),
            Octets.of(in.bytes(in.remaining(), "Vendor value")));
    return HostConfiguration.from(any)
        .<Extension>map(known -> known)
        .or(() -> HomeAgentDiscovery.from(any))
        .orElse(any);
  }
}
