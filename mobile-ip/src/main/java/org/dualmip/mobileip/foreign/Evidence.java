package org.dualmip.mobileip.foreign;

import java.util.List;
import org.dualmip.mobileip.foreign.ForeignAgent.Input.FromNetwork;
import org.dualmip.mobileip.foreign.ForeignAgent.Input.FromNode;

/** What a notice shows of a message; never a key or an authenticator. */
final class Evidence {
  private Evidence() {}

  static List<String> of(FromNode datagram) {
    return List.of(
        "on " + datagram.link() + " from " + datagram.mac(),
        "from " + datagram.from(),
        "to " + datagram.to(),
        datagram.payload().size() + " octets");
  }

  static List<String> of(FromNetwork datagram) {
    return List.of(
        "from " + datagram.from(), "to " + datagram.to(), datagram.payload().size() + " octets");
  }

  static List<String> of(Asked asked) {
    return List.of(
        "on " + asked.datagram().link() + " from " + asked.datagram().mac(),
        "mobile node " + asked.name(),
        "home address " + asked.home(),
        "home agent " + asked.message().homeAgent(),
        "care-of address " + asked.message().careOf(),
        "Identification " + Long.toHexString(asked.message().identification()));
  }
}
