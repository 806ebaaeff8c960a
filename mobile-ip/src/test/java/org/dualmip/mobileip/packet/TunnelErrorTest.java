package org.dualmip.mobileip.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Encapsulator.Result.Encapsulated;
import org.dualmip.mobileip.packet.Tunnel.GreKeys;
import org.dualmip.mobileip.packet.Tunnel.Kind;
import org.junit.jupiter.api.Test;

class TunnelErrorTest {
  private static final Ip4 AGENT = Ip4.of("192.0.2.1");
  private static final Ip4 CARE_OF = Ip4.of("198.51.100.7");
  private static final Ip4 CORRESPONDENT = Ip4.of("203.0.113.5");
  private static final Ip4 HOME = Ip4.of("192.0.2.100");
  private static final byte[] INNER =
      Ip4Packet.of(17, CORRESPONDENT, HOME, Octets.of(new byte[900])).toBytes();

  private static byte[] tunnelled(Tunnel tunnel) {
    var encapsulator = new Encapsulator(tunnel, AGENT, 434, false);
    return ((Encapsulated) encapsulator.encapsulate(INNER, false)).packet();
  }

  private static TunnelError error(int type, int code, int rest) throws MalformedException {
    byte[] outer = tunnelled(Tunnel.ipInIp(CARE_OF));
    return TunnelError.read(new IcmpError(type, code, rest, Octets.of(Arrays.copyOf(outer, 76))));
  }

  private static List<Integer> relayed(int type, int code, boolean sameNetwork) throws Exception {
    return error(type, code, 1400)
        .relayed(20, sameNetwork)
        .map(told -> List.of(told.type(), told.code()))
        .orElse(List.of());
  }

  @Test
  void everyErrorIsRelayedAsItsTableSays() throws Exception { // RFC 2003 §4
    List<Integer> network = List.of(3, 0);
    List<Integer> host = List.of(3, 1);
    List<Integer> nothing = List.of();
    assertThat(relayed(3, 0, false)).isEqualTo(network);
    assertThat(relayed(3, 0, true)).isEqualTo(host);
    assertThat(relayed(3, 1, false)).isEqualTo(host);
    assertThat(relayed(3, 2, false)).isEqualTo(network);
    assertThat(relayed(3, 2, true)).isEqualTo(host);
    assertThat(relayed(3, 3, true)).isEqualTo(nothing);
    assertThat(relayed(3, 4, true)).isEqualTo(List.of(3, 4));
    assertThat(relayed(3, 5, true)).isEqualTo(nothing);
    assertThat(relayed(4, 0, true)).isEqualTo(nothing);
    assertThat(relayed(5, 1, true)).isEqualTo(nothing);
    assertThat(relayed(11, 0, false)).isEqualTo(host);
    assertThat(relayed(12, 0, true)).isEqualTo(nothing);
  }

  @Test
  void theMtuThatIsToldLeavesRoomForTheTunnel() throws Exception { // RFC 2003 §5.1
    assertThat(error(3, 4, 1400).relayed(20, true).orElseThrow().mtu()).isEqualTo(1380);
    assertThat(error(3, 4, 0).relayed(20, true)).isEmpty();
  }

  @Test
  void theSenderGetsItsOwnPacketBack() throws Exception {
    Ip4Packet answer =
        error(3, 4, 1400).relayed(20, true).orElseThrow().packet(AGENT).orElseThrow();
    assertThat(answer.destination()).isEqualTo(CORRESPONDENT);
    assertThat(answer.source()).isEqualTo(AGENT);
    IcmpError read = IcmpError.read(answer.payload());
    assertThat(read.quoted().toBytes()).isEqualTo(Arrays.copyOf(INNER, 56));
    assertThat(Ip4Packet.read(answer.toBytes())).isEqualTo(answer);
  }

  @Test
  void whatEveryKindQuotesIsFound() throws Exception {
    for (int port : new int[] {0, 4434}) {
      for (Tunnel tunnel :
          List.of(
              new Tunnel(Kind.IP_IN_IP, CARE_OF, port, null),
              new Tunnel(Kind.GRE, CARE_OF, port, null),
              new Tunnel(Kind.GRE, CARE_OF, port, new GreKeys(1, 2)),
              new Tunnel(Kind.MINIMAL, CARE_OF, 0, null))) {
        byte[] outer = tunnelled(tunnel);
        TunnelError error = TunnelError.read(new IcmpError(3, 1, 0, Octets.of(outer)));
        assertThat(error.kind()).isEqualTo(tunnel.kind());
        assertThat(error.local()).isEqualTo(AGENT);
        assertThat(error.remote()).isEqualTo(CARE_OF);
        assertThat(error.udpPort()).isEqualTo(tunnel.udpPort());
        assertThat(error.outerLength()).isEqualTo(outer.length);
        assertThat(error.inner().toBytes()).as("%s", tunnel).isEqualTo(INNER);
      }
    }
  }

  @Test
  void theEightOctetsThatRoutersMustQuoteTellNobodysAddress() throws Exception { // RFC 2003 §5
    byte[] outer = Arrays.copyOf(tunnelled(Tunnel.ipInIp(CARE_OF)), 28);
    TunnelError error = TunnelError.read(new IcmpError(3, 1, 0, Octets.of(outer)));
    assertThat(error.remote()).isEqualTo(CARE_OF);
    assertThat(error.inner().size()).isZero();
    assertThat(error.relayed(20, true)).isEmpty();
  }

  @Test
  void errorsAboutOtherThingsAreNone() {
    byte[] other = Ip4Packet.of(6, AGENT, CARE_OF, Octets.of(new byte[20])).toBytes();
    byte[] registration = Ip4Packet.of(17, AGENT, CARE_OF, Octets.of(new byte[20])).toBytes();
    byte[] whole = tunnelled(Tunnel.ipInIp(CARE_OF));
    for (byte[] quoted : List.of(other, registration, Arrays.copyOf(whole, 19), new byte[0])) {
      assertThatThrownBy(() -> TunnelError.read(new IcmpError(3, 1, 0, Octets.of(quoted))))
          .isInstanceOf(MalformedException.class);
    }
  }

  @Test
  void errorsFragmentsAndPacketsOfManyAreNotAnswered() { // RFC 1122 §3.2.2
    byte[] later = INNER.clone();
    later[7] = 1;
    byte[] icmpError =
        new IcmpError(3, 1, 0, Octets.of(INNER)).packet(HOME).orElseThrow().toBytes();
    byte[] toMany = Ip4Packet.of(17, HOME, Ip4.BROADCAST, Octets.EMPTY).toBytes();
    byte[] toGroup = Ip4Packet.of(17, HOME, Ip4.of("224.0.0.1"), Octets.EMPTY).toBytes();
    byte[] fromNobody = Ip4Packet.of(17, Ip4.ANY, HOME, Octets.EMPTY).toBytes();
    for (byte[] packet : List.of(later, icmpError, toMany, toGroup, fromNobody)) {
      assertThat(new IcmpError(3, 4, 1400, Octets.of(packet)).packet(AGENT)).isEmpty();
    }
    byte[] echo =
        Ip4Packet.of(1, CORRESPONDENT, HOME, new IcmpEcho(false, 1, 1).toOctets()).toBytes();
    assertThat(new IcmpError(3, 4, 1400, Octets.of(echo)).packet(AGENT)).isPresent();
  }

  @Test
  void anAnswerIsNotLongerThan576Octets() { // RFC 1812 §4.3.2.3
    var answer = new IcmpError(3, 4, 1400, Octets.of(INNER)).packet(AGENT).orElseThrow();
    assertThat(answer.toBytes()).hasSize(576);
  }
}
