package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.mobileip.node.Bench.AGENT;
import static org.dualmip.mobileip.node.Bench.CELL;
import static org.dualmip.mobileip.node.Bench.HOME;

import java.time.Duration;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.packet.IcmpEcho;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.packet.TunnelData;
import org.junit.jupiter.api.Test;

/** The tunnel in UDP and its keepalives (RFC 3519 §4.4, §4.9, §4.10). */
class NatTraversalTest {
  private final Bench bench = Bench.withTimestamps();

  private static UdpTunnelReply tunnel(int keepaliveSeconds) {
    return new UdpTunnelReply(UdpTunnelReply.ACCEPTED, false, keepaliveSeconds);
  }

  private IcmpEcho lastEcho() {
    try {
      TunnelData data = TunnelData.read(bench.sent.getLast().payload().toBytes());
      Ip4Packet packet = Ip4Packet.read(data.payload().toBytes());
      assertThat(packet.source()).isEqualTo(HOME);
      assertThat(packet.destination()).isEqualTo(AGENT);
      return IcmpEcho.read(packet.payload());
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  private void answerEcho(Ip4 from, boolean reply, int identifierOff) {
    IcmpEcho asked = lastEcho();
    IcmpEcho answer = new IcmpEcho(reply, asked.identifier() + identifierOff, asked.sequence());
    Ip4Packet packet = Ip4Packet.of(Ip4Packet.ICMP, from, HOME, answer.toOctets());
    bench.receive(CELL, TunnelData.of(packet).toBytes());
  }

  private void answerEcho() {
    answerEcho(AGENT, true, 0);
  }

  private void passUntilKeepalives(long count, Duration atMost) {
    MonotonicTime end = bench.now().monotonic().plus(atMost);
    while (bench.keepalives() < count && bench.now().monotonic().isBefore(end)) {
      bench.passMillis(100);
    }
    assertThat(bench.keepalives()).isEqualTo(count);
  }

  @Test
  void aHomeAgentThatSeesANatTunnelsInUdpToItsPort434() {
    bench.bind(CELL, 600, tunnel(20));
    assertThat(((MobileNode.Output.Registered) bench.last()).tunnel())
        .isEqualTo(Tunnel.inUdp(new Endpoint(AGENT, 434)));
  }

  @Test
  void aDeclinedTunnelInUdpMeansIpInIpWithoutKeepalives() {
    bench.bind(CELL, 600, new UdpTunnelReply(UdpTunnelReply.DECLINED, false, 0));
    assertThat(((MobileNode.Output.Registered) bench.last()).tunnel())
        .isEqualTo(Tunnel.ipInIp(AGENT));
    bench.passMillis(300_000);
    assertThat(bench.keepalives()).isZero();
  }

  @Test
  void aReplyWithoutTheExtensionMeansIpInIpToo() {
    bench.bind(CELL, 600);
    assertThat(bench.request().extension(UdpTunnelRequest.class)).isPresent();
    assertThat(((MobileNode.Output.Registered) bench.last()).tunnel())
        .isEqualTo(Tunnel.ipInIp(AGENT));
    bench.passMillis(300_000);
    assertThat(bench.keepalives()).isZero();
  }

  @Test
  void keepalivesComeAtTheIntervalTheHomeAgentTells() {
    bench.bind(CELL, 600, tunnel(20));
    bench.passMillis(19_900);
    assertThat(bench.keepalives()).isZero();
    bench.passMillis(200);
    assertThat(bench.keepalives()).isEqualTo(1);
    assertThat(lastEcho().reply()).isFalse();
    answerEcho();
    bench.passMillis(19_800);
    assertThat(bench.keepalives()).isEqualTo(1);
    bench.passMillis(300);
    assertThat(bench.keepalives()).isEqualTo(2);
  }

  @Test
  void withoutAnIntervalInTheReplyOursIsUsed() {
    bench.bind(CELL, 600, tunnel(0));
    bench.passMillis(109_900);
    assertThat(bench.keepalives()).isZero();
    bench.passMillis(200);
    assertThat(bench.keepalives()).isEqualTo(1);
  }

  @Test
  void anIntervalBelowTenSecondsIsNotUsed() {
    bench.bind(CELL, 600, tunnel(3));
    bench.passMillis(9_900);
    assertThat(bench.keepalives()).isZero();
    bench.passMillis(200);
    assertThat(bench.keepalives()).isEqualTo(1);
  }

  @Test
  void userDataSentThroughTheTunnelSparesAKeepaliveButNotForEver() {
    bench.bind(CELL, 600, tunnel(20));
    for (int second = 0; second < 39; second++) {
      bench.passMillis(1_000);
      bench.tell(new MobileNode.Input.Carried(bench.now(), bench.now().monotonic()));
    }
    assertThat(bench.keepalives()).isZero();
    bench.passMillis(1_000);
    bench.tell(new MobileNode.Input.Carried(bench.now(), bench.now().monotonic()));
    bench.passMillis(500);
    assertThat(bench.keepalives())
        .as("sending does not tell whether the home agent still knows the port")
        .isEqualTo(1);
  }

  @Test
  void aLostMappingIsNoticedAndAnsweredWithARegistrationAndAShorterInterval() {
    bench.bind(CELL, 600, tunnel(40));
    int requests = bench.requests().size();
    passUntilKeepalives(3, Duration.ofSeconds(44));
    bench.passMillis(4_100);
    assertThat(bench.said)
        .contains(new MobileNode.Output.MappingLost(CELL, Duration.ofSeconds(30)));
    assertThat(bench.node.boundTo()).as("packets may yet come through").isEqualTo(CELL);
    assertThat(bench.requests()).hasSize(requests + 1);
    bench.receive(CELL, bench.reply(ReplyCode.ACCEPTED, 600, tunnel(40)));
    long before = bench.keepalives();
    bench.passMillis(29_000);
    assertThat(bench.keepalives()).isEqualTo(before);
    bench.passMillis(1_500);
    assertThat(bench.keepalives()).as("the NAT has taught us").isEqualTo(before + 1);
  }

  @Test
  void theIntervalNeverFallsBelowTenSeconds() {
    bench.bind(CELL, 600, tunnel(11));
    bench.passMillis(30_000);
    assertThat(bench.said)
        .contains(new MobileNode.Output.MappingLost(CELL, MobilitySystem.SHORTEST_KEEPALIVE));
    assertThat(bench.said)
        .filteredOn(MobileNode.Output.MappingLost.class::isInstance)
        .allSatisfy(lost ->
            assertThat(((MobileNode.Output.MappingLost) lost).nextKeepalive())
                .isEqualTo(MobilitySystem.SHORTEST_KEEPALIVE));
  }

  @Test
  void inANewPlaceTheIntervalIsTheOldOneAgain() {
    bench.bind(CELL, 600, tunnel(40));
    bench.passMillis(48_000);
    bench.receive(CELL, bench.reply(ReplyCode.ACCEPTED, 600, tunnel(40)));
    CareOf moved = new CareOf.CoLocated("wwan0", Ip4.of("100.64.7.77"));
    bench.tell(new MobileNode.Input.CareOfLost(bench.now(), CELL));
    bench.bind(moved, 600, tunnel(40));
    long before = bench.keepalives();
    bench.passMillis(39_000);
    assertThat(bench.keepalives()).isEqualTo(before);
    bench.passMillis(1_500);
    assertThat(bench.keepalives()).isEqualTo(before + 1);
  }

  @Test
  void onlyTheHomeAgentsAnswerToOurOwnEchoCounts() {
    bench.bind(CELL, 600, tunnel(20));
    passUntilKeepalives(1, Duration.ofSeconds(21));
    answerEcho(Ip4.of("203.0.113.9"), true, 0);
    answerEcho(AGENT, true, 1);
    answerEcho(AGENT, false, 0);
    bench.passMillis(7_200);
    assertThat(bench.said).anyMatch(MobileNode.Output.MappingLost.class::isInstance);
  }
}
