package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;

/**
 * Service selection (RFC 5446 §3), type 151: which service the mobile node wants.
 *
 * @param identifier 1 to 255 octets of UTF-8, in normalization form KC, such as {@code ims}
 */
public record ServiceSelection(String identifier) implements Extension {
  static final int TYPE = 151;

  /**
   * @throws IllegalArgumentException if it does not fit the length octet
   */
  public ServiceSelection {
    Text.octets(identifier, 255, "a service identifier");
  }

  @Override
  public void write(ByteWriter out) {
    byte[] octets = Text.octets(identifier, 255, "a service identifier");
    out.u8(TYPE).u8(octets.length).bytes(octets);
  }

  static ServiceSelection read(ByteReader in) throws MalformedException {
    return new ServiceSelection(Text.read(in, "Service identifier"));
  }
}
