package org.dualmip.mobileip.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Encapsulator.Result;
import org.dualmip.mobileip.packet.Encapsulator.Result.Encapsulated;
import org.dualmip.mobileip.packet.Encapsulator.Result.Refused;
import org.dualmip.mobileip.packet.Tunnel.GreKeys;
import org.dualmip.mobileip.packet.Tunnel.Kind;
import org.junit.jupiter.api.Test;

class EncapsulatorTest {
  private static final Ip4 AGENT = Ip4.of("192.0.2.1");
  private static final Ip4 CARE_OF = Ip4.of("198.51.100.7");
  private static final Ip4 CORRESPONDENT = Ip4.of("203.0.113.5");
  private static final Ip4 HOME = Ip4.of("192.0.2.100");
  private static final GreKeys KEYS = new GreKeys(0x80000001, 7);

  private static byte[] packet(int tos, int ttl, boolean df) {
    return new Ip4Packet(tos, 0x1234, df, ttl, 17, CORRESPONDENT, HOME, Octets.ofHex("0102030405"))
        .toBytes();
  }

  private static byte[] sent(Tunnel tunnel, byte[] inner) {
    var encapsulator = new Encapsulator(tunnel, AGENT, tunnel.isInUdp() ? 434 : 0, false);
    return ((Encapsulated) encapsulator.encapsulate(inner, false)).packet();
  }

  private static Result refused(byte[] inner, boolean forwarding) {
    return Encapsulator.natively(Tunnel.ipInIp(CARE_OF), AGENT).encapsulate(inner, forwarding);
  }

  private static List<Tunnel> kinds() {
    return List.of(
        Tunnel.ipInIp(CARE_OF),
        new Tunnel(Kind.GRE, CARE_OF, 0, null),
        new Tunnel(Kind.GRE, CARE_OF, 0, KEYS),
        new Tunnel(Kind.MINIMAL, CARE_OF, 0, null),
        new Tunnel(Kind.IP_IN_IP, CARE_OF, 4434, null),
        new Tunnel(Kind.GRE, CARE_OF, 4434, null),
        new Tunnel(Kind.GRE, CARE_OF, 4434, KEYS),
        new Tunnel(Kind.MINIMAL, CARE_OF, 4434, null));
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void ipInIpHasAHeaderOfItsOwnWithDscpEcnAndDfOfThePacket() { // RFC 2003 §3.1
    byte[] inner = packet(0xb9, 9, true);
    byte[] outer = sent(Tunnel.ipInIp(CARE_OF), inner);
    assertThat(hex(outer))
        .startsWith("45b9002d" + "00004000" + "4004") // TOS, length, DF, TTL 64, protocol 4
        .endsWith("c0000201" + "c6336407" + hex(inner));
    assertThat(sent(Tunnel.ipInIp(CARE_OF), packet(0, 9, false))[6]).isZero();
  }

  @Test
  void greSaysThatIpv4FollowsAndCarriesTheKey() { // RFC 2784 §2, RFC 2890 §2
    byte[] inner = packet(0, 9, false);
    assertThat(hex(sent(new Tunnel(Kind.GRE, CARE_OF, 0, null), inner)).substring(40))
        .isEqualTo("00000800" + hex(inner));
    assertThat(hex(sent(new Tunnel(Kind.GRE, CARE_OF, 0, KEYS), inner)).substring(40))
        .isEqualTo("20000800" + "80000001" + hex(inner));
  }

  @Test
  void minimalEncapsulationKeepsTheHeaderAndItsTtl() { // RFC 2004 §3
    byte[] inner = packet(0x2e, 9, true);
    byte[] outer = sent(new Tunnel(Kind.MINIMAL, CARE_OF, 0, null), inner);
    assertThat(hex(outer)).startsWith("452e0025" + "12344000" + "0937");
    assertThat(Ip4Bytes.isWhole(outer)).isTrue();
    // Protocol 17, source present, checksum, original destination and source.
    int sum = Checksum.of(HexFormat.of().parseHex("11800000c0000264cb007105"), 0, 12);
    assertThat(hex(outer).substring(40))
        .isEqualTo("1180%04xc0000264cb0071050102030405".formatted(sum));
  }

  @Test
  void minimalEncapsulationOfOwnPacketsLeavesTheSourceOut() throws Exception { // RFC 2004 §3
    byte[] own = Ip4Packet.of(17, AGENT, HOME, Octets.ofHex("0102")).toBytes();
    byte[] outer = sent(new Tunnel(Kind.MINIMAL, CARE_OF, 0, null), own);
    assertThat(outer).hasSize(own.length + 8);
    assertThat(Decapsulated.of(outer).packet()).isEqualTo(own);
  }

  @Test
  void fragmentsGoInIpInIpInsteadOfMinimalEncapsulation() { // RFC 2004 §3
    byte[] first = packet(0, 9, false);
    first[6] = 0x20;
    Ip4Bytes.putHeaderChecksum(first);
    byte[] later = packet(0, 9, false);
    later[7] = 3;
    Ip4Bytes.putHeaderChecksum(later);
    for (byte[] fragment : List.of(first, later)) {
      assertThat(sent(new Tunnel(Kind.MINIMAL, CARE_OF, 0, null), fragment)[9]).isEqualTo((byte) 4);
    }
  }

  @Test
  void inUdpEachKindFollowsTheTunnelDataHeader() { // RFC 3519 §3.3
    for (Tunnel tunnel : kinds()) {
      if (tunnel.isInUdp()) {
        byte[] outer = sent(tunnel, packet(0, 9, true));
        assertThat(outer[9]).isEqualTo((byte) 17);
        assertThat(hex(outer).substring(40, 48)).isEqualTo("01b21152"); // 434 to 4434
        assertThat(hex(outer).substring(56, 64))
            .isEqualTo("04%02x0000".formatted(tunnel.kind().protocol()));
        byte[] pseudo =
            new ByteWriter()
                .ip4(AGENT)
                .ip4(CARE_OF)
                .u16(17)
                .u16(outer.length - 20)
                .bytes(Arrays.copyOfRange(outer, 20, outer.length))
                .toBytes();
        assertThat(Checksum.of(pseudo, 0, pseudo.length)).isZero();
      }
    }
  }

  @Test
  void everyKindComesOutAsItWentIn() throws Exception {
    for (Tunnel tunnel : kinds()) {
      byte[] inner = packet(0x2e, 9, true);
      Decapsulated out = Decapsulated.of(sent(tunnel, inner));
      assertThat(out.kind()).isEqualTo(tunnel.kind());
      assertThat(out.source()).isEqualTo(AGENT);
      assertThat(out.port()).isEqualTo(tunnel.isInUdp() ? 434 : 0);
      assertThat(out.key())
          .isEqualTo(tunnel.keys() == null ? OptionalInt.empty() : OptionalInt.of(0x80000001));
      if (tunnel.kind() == Kind.MINIMAL && tunnel.isInUdp()) { // its number is the datagram's
        Ip4Bytes.put16(inner, 4, 0);
        Ip4Bytes.putHeaderChecksum(inner);
      }
      assertThat(out.packet()).as("%s", tunnel).isEqualTo(inner);
    }
  }

  @Test
  void optionsStayWithTheirPacket() throws Exception { // RFC 2003 §3.1, RFC 2004 §3
    byte[] plain = packet(0, 9, false);
    byte[] inner = new byte[plain.length + 4];
    System.arraycopy(plain, 0, inner, 0, 20);
    System.arraycopy(new byte[] {1, 1, 1, 0}, 0, inner, 20, 4);
    System.arraycopy(plain, 20, inner, 24, plain.length - 20);
    inner[0] = 0x46;
    Ip4Bytes.put16(inner, 2, inner.length);
    Ip4Bytes.putHeaderChecksum(inner);
    byte[] ipInIp = sent(Tunnel.ipInIp(CARE_OF), inner);
    assertThat(ipInIp[0]).isEqualTo((byte) 0x45);
    assertThat(Decapsulated.of(ipInIp).packet()).isEqualTo(inner);
    byte[] minimal = sent(new Tunnel(Kind.MINIMAL, CARE_OF, 0, null), inner);
    assertThat(minimal[0]).isEqualTo((byte) 0x46);
    assertThat(Decapsulated.of(minimal).packet()).isEqualTo(inner);
  }

  @Test
  void forwardingCostsOneHopAndTheLastHopIsNotTunnelled() throws Exception { // RFC 2003 §3.1
    for (Tunnel tunnel : kinds()) {
      var encapsulator = new Encapsulator(tunnel, AGENT, 434, false);
      var result = (Encapsulated) encapsulator.encapsulate(packet(0, 2, false), true);
      assertThat(Decapsulated.of(result.packet()).packet()[8]).isEqualTo((byte) 1);
    }
    assertThat(refused(packet(0, 1, false), true)).isEqualTo(Refused.EXPIRED);
    assertThat(refused(packet(0, 0, false), false)).isEqualTo(Refused.EXPIRED);
    assertThat(refused(packet(0, 1, false), false)).isInstanceOf(Encapsulated.class);
  }

  @Test
  void packetsThatWouldComeBackAreRefused() { // RFC 2003 §3.2
    byte[] fromTheEnd = Ip4Packet.of(17, CARE_OF, HOME, Octets.ofHex("01")).toBytes();
    assertThat(refused(fromTheEnd, false)).isEqualTo(Refused.LOOP);
    byte[] tunnelled = sent(Tunnel.ipInIp(CARE_OF), packet(0, 9, false));
    assertThat(refused(tunnelled, false)).isEqualTo(Refused.LOOP);
    byte[] toTheEnd = Ip4Packet.of(1, HOME, CARE_OF, Octets.ofHex("01")).toBytes();
    assertThat(refused(toTheEnd, false)).isInstanceOf(Encapsulated.class);
  }

  @Test
  void whatIsNoPacketIsRefused() {
    byte[] whole = packet(0, 9, false);
    for (int length = 0; length < whole.length; length++) {
      assertThat(refused(Arrays.copyOf(whole, length), false)).isEqualTo(Refused.MALFORMED);
    }
    whole[8]++;
    assertThat(refused(whole, false)).isEqualTo(Refused.MALFORMED);
  }

  @Test
  void theMarkOfTheOuterHeaderIsInherited() throws Exception { // RFC 6040 §4.2
    byte[] outer = sent(Tunnel.ipInIp(CARE_OF), packet(2, 9, false));
    outer[1] = 3;
    Ip4Bytes.putHeaderChecksum(outer);
    byte[] inner = Decapsulated.of(outer).packet();
    assertThat(inner[1]).isEqualTo((byte) 3);
    assertThat(Ip4Bytes.isWhole(inner)).isTrue();
    byte[] unmarkable = sent(Tunnel.ipInIp(CARE_OF), packet(0, 9, false));
    unmarkable[1] = 3;
    Ip4Bytes.putHeaderChecksum(unmarkable);
    assertThatThrownBy(() -> Decapsulated.of(unmarkable)).hasMessageContaining("congestion");
  }

  private static byte[] gre(String header, byte[] inner) {
    byte[] payload = new ByteWriter().bytes(HexFormat.of().parseHex(header)).bytes(inner).toBytes();
    return Ip4Packet.of(47, AGENT, CARE_OF, Octets.of(payload)).toBytes();
  }

  @Test
  void aGreChecksumIsVerified() throws Exception { // RFC 2784 §2.2, §2.5
    byte[] inner = packet(0, 9, false);
    byte[] summed = gre("8000080000000000", inner);
    int sum = Checksum.of(summed, 20, summed.length);
    byte[] right = gre("80000800%04x0000".formatted(sum), inner);
    assertThat(Decapsulated.of(right).packet()).isEqualTo(inner);
    byte[] wrong = gre("80000800%04x0000".formatted(sum ^ 1), inner);
    assertThatThrownBy(() -> Decapsulated.of(wrong)).hasMessageContaining("Checksum");
  }

  @Test
  void checksumKeyAndSequenceNumberStandInThatOrder() throws Exception { // RFC 2890 §2
    byte[] inner = packet(0, 9, false);
    String behind = "00000005" + "fffffffe";
    byte[] unsummed = gre("b0000800" + "00000000" + behind, inner);
    int sum = Checksum.of(unsummed, 20, unsummed.length);
    Decapsulated out = Decapsulated.of(gre("b0000800%04x0000".formatted(sum) + behind, inner));
    assertThat(out.key()).hasValue(5);
    assertThat(out.sequence()).hasValue(-2);
    assertThat(out.packet()).isEqualTo(inner);
    assertThat(Decapsulated.of(gre("10000800" + "00000009", inner)).sequence()).hasValue(9);
  }

  @Test
  void greHeadersWithBitsThatMustBeZeroAreRefusedAndOthersIgnored() throws Exception {
    byte[] inner = packet(0, 9, false);
    for (String refused : List.of("4000", "0800", "0400", "0001", "0007")) { // RFC 2784 §2.3
      assertThatThrownBy(() -> Decapsulated.of(gre(refused + "0800", inner)))
          .isInstanceOf(MalformedException.class);
    }
    assertThat(Decapsulated.of(gre("03f80800", inner)).packet()).isEqualTo(inner); // bits 6 to 12
    assertThatThrownBy(() -> Decapsulated.of(gre("000086dd", inner))) // §2.4
        .hasMessageContaining("Protocol type");
  }

  @Test
  void aGrePayloadForTheEncapsulatorIsDiscarded() { // RFC 2784 §3.1
    byte[] back = Ip4Packet.of(17, CORRESPONDENT, AGENT, Octets.ofHex("01")).toBytes();
    assertThatThrownBy(() -> Decapsulated.of(gre("00000800", back)))
        .hasMessageContaining("encapsulator");
  }

  @Test
  void aWrongForwardingHeaderIsRefusedAndItsReservedBitsAreIgnored() throws Exception {
    byte[] inner = packet(0, 9, false);
    byte[] outer = sent(new Tunnel(Kind.MINIMAL, CARE_OF, 0, null), inner);
    byte[] wrong = outer.clone();
    wrong[25]++;
    assertThatThrownBy(() -> Decapsulated.of(wrong)).isInstanceOf(MalformedException.class);
    outer[21] |= 0x7f;
    Ip4Bytes.put16(outer, 22, 0);
    Ip4Bytes.put16(outer, 22, Checksum.of(outer, 20, 32));
    assertThat(Decapsulated.of(outer).packet()).isEqualTo(inner);
  }

  @Test
  void aPacketWithoutTimeToLiveLeavesNoTunnel() { // RFC 2003 §3.1
    byte[] dead = packet(0, 0, false);
    byte[] outer = Ip4Packet.of(4, AGENT, CARE_OF, Octets.of(dead)).toBytes();
    assertThatThrownBy(() -> Decapsulated.of(outer)).hasMessageContaining("is 0");
  }

  @Test
  void cutAndRandomBytesNeverDoMoreThanBeRefused() {
    var random = new Random(1);
    for (Tunnel tunnel : kinds()) {
      byte[] outer = sent(tunnel, packet(0, 9, false));
      for (int i = 0; i < 2000; i++) {
        byte[] changed = Arrays.copyOf(outer, random.nextInt(outer.length + 1));
        for (int j = random.nextInt(4); j > 0 && changed.length > 0; j--) {
          changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        if (changed.length >= 20 && Ip4Bytes.headerLength(changed) >= 20) {
          Ip4Bytes.put16(changed, 2, changed.length);
          if (Ip4Bytes.headerLength(changed) <= changed.length) {
            Ip4Bytes.putHeaderChecksum(changed);
          }
        }
        try {
          assertThat(Ip4Bytes.ttl(Decapsulated.of(changed).packet())).isPositive();
        } catch (MalformedException refused) {
          assertThat(refused.getMessage()).isNotEmpty();
        }
      }
    }
  }
}
