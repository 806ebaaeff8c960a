package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@OnHost
@Timeout(30)
class ArpTest {
  private static final Ip4 HOME = Ip4.of("10.9.0.100");

  @Test
  void neighboursTakeTheAnnouncedPlaceOver() throws Exception {
    try (var here = new Place();
        var there = new Place()) {
      Place.cable(here, there);
      there.run(
          "ip",
          "neigh",
          "add",
          "10.9.0.100",
          "lladdr",
          "02:00:00:00:00:01",
          "dev",
          "eth0",
          "nud",
          "stale");
      MacAddress own = here.links.link("eth0").orElseThrow().mac();
      try (var capture = Capture.at(there, "-e", "-c", "1", "-i", "eth0", "arp")) {
        here.namespace.run(() -> Arp.announce("eth0", HOME, own));
        assertThat(capture.line())
            .contains(own + " > ff:ff:ff:ff:ff:ff", "who-has 10.9.0.100 tell 10.9.0.100");
      }
      Await.until( // the capture sees it a moment before the table does
          "the table has it",
          () -> there.run("ip", "neigh", "show", "10.9.0.100").contains(own.toString()));
      assertThat(there.links.neighbours("eth0"))
          .anyMatch(n -> n.address().equals(HOME) && own.equals(n.mac()));
    }
  }

  @Test
  void aMissingLinkIsNamed() {
    try (var place = new Place()) {
      assertThatThrownBy(
              () -> place.namespace.run(() -> Arp.announce("none0", HOME, MacAddress.NONE)))
          .isInstanceOf(HostException.class)
          .hasMessageContaining("none0");
    }
  }
}
