package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.junit.jupiter.api.Test;

class AcceptanceTableTest {
  private static final Ip4 HOME = Ip4.of("10.8.0.100");
  private static final Ip4 OTHER = Ip4.of("10.8.0.101");
  private static final Endpoint CARE_OF = new Endpoint(Ip4.of("198.51.100.50"), 0);
  private static final Endpoint BEHIND_NAT = new Endpoint(Ip4.of("198.51.100.50"), 40_001);

  private final AcceptanceTable table = new AcceptanceTable();

  @Test
  void nothingIsAcceptedAtFirst() {
    assertThat(accepts(CARE_OF, HOME)).isFalse();
  }

  @Test
  void aHomeAddressMayComeThroughItsPreviousAndItsPresentCareOfAddress() {
    table.allow(HOME, CARE_OF);
    table.allow(HOME, BEHIND_NAT);
    assertThat(accepts(CARE_OF, HOME)).isTrue();
    assertThat(accepts(BEHIND_NAT, HOME)).isTrue();
    table.revoke(HOME, CARE_OF);
    assertThat(accepts(CARE_OF, HOME)).isFalse();
    assertThat(accepts(BEHIND_NAT, HOME)).isTrue();
  }

  @Test
  void aTunnelEndMaySendForNobodyElse() {
    table.allow(HOME, CARE_OF);
    assertThat(accepts(CARE_OF, OTHER)).isFalse();
  }

  @Test
  void anotherPortIsAnotherOrigin() {
    table.allow(HOME, BEHIND_NAT);
    assertThat(accepts(new Endpoint(BEHIND_NAT.address(), 40_002), HOME)).isFalse();
    assertThat(accepts(CARE_OF, HOME)).isFalse();
  }

  @Test
  void aHomeAgentMaySendForAll() {
    table.allow(Ip4.ANY, CARE_OF);
    assertThat(accepts(CARE_OF, HOME)).isTrue();
    assertThat(accepts(CARE_OF, OTHER)).isTrue();
    assertThat(accepts(BEHIND_NAT, HOME)).isFalse();
    table.revokeAll(Ip4.ANY);
    assertThat(accepts(CARE_OF, HOME)).isFalse();
  }

  private boolean accepts(Endpoint origin, Ip4 innerSource) {
    return table.accepts(origin.address().bits(), origin.port(), innerSource.bits(), 0x0a080001);
  }
}
