package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;

/**
 * A {@link MobileNetwork} extension, type 148, with a prefix length that no IPv4 prefix has. The
 * home agent answers it with {@link MobileNetwork#INVALID_PREFIX} (RFC 5177 §6.3).
 *
 * @param subtype request or acknowledgement
 * @param code as in {@link MobileNetwork}
 * @param length 33 to 255
 * @param address as received
 */
public record InvalidMobileNetwork(MobileNetwork.Subtype subtype, int code, int length, Ip4 address)
    implements Extension {
  /**
   * @throws IllegalArgumentException if the length is one that a prefix may have, or the code is
   *     none
   */
  public InvalidMobileNetwork {
    MobileNetwork.checkCode(subtype, code);
    if (length < 33 || length > 255) {
      throw new IllegalArgumentException("an invalid length is 33 to 255, not " + length);
    }
  }

  /** The answer that RFC 5177 §6.3 asks for. */
  public InvalidMobileNetwork refused() {
    return new InvalidMobileNetwork(
        MobileNetwork.Subtype.EXPLICIT_ACK, MobileNetwork.INVALID_PREFIX, length, address);
  }

  @Override
  public void write(ByteWriter out) {
    MobileNetwork.write(out, subtype, code, length, address);
  }
}
