package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.Tunnel.GreKeys;
import org.dualmip.mobileip.packet.Tunnel.Kind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionTableTest {
  private static final Ip4 HOST = Ip4.of("10.8.0.100");
  private static final Prefix4 HOME = new Prefix4(HOST, 32);
  private static final Ip4 OTHER = Ip4.of("10.8.0.101");
  private static final Ip4 CARE_OF = Ip4.of("198.51.100.50");
  private static final Tunnel IP_IN_IP = Tunnel.ipInIp(CARE_OF);
  private static final Tunnel BEHIND_NAT = inUdp(40_001);

  private final AdmissionTable table = new AdmissionTable();

  @Test
  void nothingIsAdmittedAtFirst() {
    assertThat(admits(IP_IN_IP, HOST)).isFalse();
  }

  @Test
  void aHomeAddressMayComeThroughItsPreviousAndItsPresentCareOfAddress() {
    table.allow(HOME, IP_IN_IP);
    table.allow(HOME, BEHIND_NAT);
    assertThat(admits(IP_IN_IP, HOST)).isTrue();
    assertThat(admits(BEHIND_NAT, HOST)).isTrue();
    table.revoke(HOME, IP_IN_IP);
    assertThat(admits(IP_IN_IP, HOST)).isFalse();
    assertThat(admits(BEHIND_NAT, HOST)).isTrue();
  }

  @Test
  void whatIsAllowedTwiceIsTakenBackOnce() {
    table.allow(HOME, IP_IN_IP);
    table.allow(HOME, IP_IN_IP);
    table.revoke(HOME, IP_IN_IP);
    assertThat(admits(IP_IN_IP, HOST)).isFalse();
  }

  @Test
  void aTunnelEndMaySendForNobodyElse() {
    table.allow(HOME, IP_IN_IP);
    assertThat(admits(IP_IN_IP, OTHER)).isFalse();
  }

  @Test
  void anotherAddressOrPortIsAnotherTunnel() {
    table.allow(HOME, BEHIND_NAT);
    assertThat(admits(inUdp(40_002), HOST)).isFalse();
    assertThat(admits(IP_IN_IP, HOST)).isFalse();
    assertThat(admits(Tunnel.inUdp(new Endpoint(OTHER, 40_001)), HOST)).isFalse();
  }

  @Test
  void anotherKindOrKeyIsAnotherTunnel() {
    table.allow(HOME, gre(new GreKeys(1, 2)));
    assertThat(admits(gre(new GreKeys(1, 2)), HOST)).isTrue();
    assertThat(admits(gre(new GreKeys(2, 1)), HOST)).isFalse();
    assertThat(admits(gre(null), HOST)).isFalse();
    assertThat(admits(IP_IN_IP, HOST)).isFalse();
    assertThat(admits(new Tunnel(Kind.MINIMAL, CARE_OF, 0, null), HOST)).isFalse();
  }

  /** RFC 2004 §3: fragments cannot be encapsulated minimally. */
  @Test
  void aMinimalTunnelAlsoBringsIpInIp() {
    table.allow(HOME, new Tunnel(Kind.MINIMAL, CARE_OF, 0, null));
    assertThat(admits(IP_IN_IP, HOST)).isTrue();
  }

  @Test
  void aHomeAgentMaySendForAll() {
    table.allow(AdmissionTable.EVERYBODY, IP_IN_IP);
    assertThat(admits(IP_IN_IP, HOST)).isTrue();
    assertThat(admits(IP_IN_IP, OTHER)).isTrue();
    assertThat(admits(BEHIND_NAT, HOST)).isFalse();
    table.set(AdmissionTable.EVERYBODY, List.of());
    assertThat(admits(IP_IN_IP, HOST)).isFalse();
  }

  @Test
  void theLongestPrefixDecidesAlone() {
    table.allow(Prefix4.of("10.8.0.0/24"), IP_IN_IP);
    table.allow(HOME, BEHIND_NAT);
    assertThat(admits(IP_IN_IP, HOST)).isFalse();
    assertThat(admits(IP_IN_IP, OTHER)).isTrue();
  }

  private static Tunnel inUdp(int port) {
    return Tunnel.inUdp(new Endpoint(CARE_OF, port));
  }

  private static Tunnel gre(@Nullable GreKeys keys) {
    return new Tunnel(Kind.GRE, CARE_OF, 0, keys);
  }

  /** Asks for a packet as it comes out of a tunnel. */
  private boolean admits(Tunnel tunnel, Ip4 innerSource) {
    var outer = new Arrival();
    outer.set(tunnel.kind(), tunnel.remote().bits(), tunnel.udpPort());
    GreKeys keys = tunnel.keys();
    if (keys != null) {
      outer.setKey(keys.fromRemote());
    }
    return table.admits(outer, innerSource.bits(), OTHER.bits());
  }
}
