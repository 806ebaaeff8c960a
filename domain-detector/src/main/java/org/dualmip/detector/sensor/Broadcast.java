package org.dualmip.detector.sensor;

import java.util.Optional;
import org.dualmip.detector.Clue;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;

/** What the header of an IPv4 packet tells that a station sent to everybody on the link. */
public final class Broadcast {
  private static final int LINK_LOCAL = 0xa9fe;

  private Broadcast() {}

  /**
   * The address it comes from: empty if it is one's own, or one that tells nothing of the network,
   * such as 0.0.0.0 or one that a station gave itself (169.254.0.0/16, RFC 3927 §2.1).
   */
  public static Optional<Clue.Neighbour> clue(byte[] packet, Ip4 own) throws MalformedException {
    ByteReader in = new ByteReader(packet);
    if (in.u8("Version") >>> 4 != 4) {
      throw in.malformed("Version", "is not 4");
    }
    in.bytes(11, "Header");
    Ip4 source = in.ip4("Source address");
    in.ip4("Destination address");
    boolean tells = source.isUnicast() && !source.equals(own) && source.bits() >>> 16 != LINK_LOCAL;
    return tells ? Optional.of(new Clue.Neighbour(source)) : Optional.empty();
  }
}
