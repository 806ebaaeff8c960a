package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;

/**
 * FA error (RFC 4636 §3), type 45: what the foreign agent has to say about a reply whose own code
 * it must not change. Who cannot interpret the status must not use the care-of address (§4).
 *
 * @param status a reply code of foreign agents, 64 to 127, but 0 to 255 fit
 */
public record ForeignAgentError(int status) implements Extension {
  static final int TYPE = 45;

  /**
   * @throws IllegalArgumentException if it is not an octet
   */
  public ForeignAgentError {
    if (status < 0 || status > 255) {
      throw new IllegalArgumentException("a status is 0 to 255, not " + status);
    }
  }

  @Override
  public void write(ByteWriter out) {
    out.u8(TYPE).u8(2).u8(0).u8(status);
  }

  static Extension read(ByteReader in) throws MalformedException {
    int subtype = in.u8("FA error sub-type");
    if (subtype != 0) {
      return Unrecognized.subtype(TYPE, subtype, in);
    }
    int status = in.u8("Status");
    in.expectEnd("FA error");
    return new ForeignAgentError(status);
  }
}
