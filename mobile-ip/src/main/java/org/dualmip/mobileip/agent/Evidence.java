package org.dualmip.mobileip.agent;

import java.util.ArrayList;
import java.util.List;
import org.dualmip.mobileip.agent.HomeAgent.Input.Datagram;
import org.jspecify.annotations.Nullable;

/** What a notice shows of a request; never a key or an authenticator. */
final class Evidence {
  private Evidence() {}

  /**
   * @param request what was read; null if it was not read, or is nobody's
   * @param left notices of the same kind left out before
   */
  static List<String> of(Datagram datagram, @Nullable Authentic request, long left) {
    List<String> evidence = new ArrayList<>();
    evidence.add("from " + datagram.from());
    evidence.add("to " + datagram.to());
    if (request != null) {
      evidence.add("mobile node " + request.node().subscriber().name());
      evidence.add("home address " + request.message().home());
      evidence.add("care-of address " + request.message().careOf());
      evidence.add("SPI " + Integer.toUnsignedString(request.spi()));
      evidence.add("Identification " + Long.toHexString(request.message().identification()));
    } else {
      evidence.add(datagram.payload().size() + " octets");
    }
    if (left > 0) {
      evidence.add(left + " more of this kind were not shown");
    }
    return List.copyOf(evidence);
  }
}
