package org.dualmip.lab.adversary;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.IcmpError;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.UdpDatagram;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.Test;

/** What the rogue makes is what a home agent, a router or a foreign agent would send. */
class RuseTest {
  private static final Ip4 S = Ip4.of("10.1.0.100");
  private static final Ip4 CARE_OF = Ip4.of("10.1.1.50");
  private static final Ip4 ROUTER = Ip4.of("10.1.1.1");
  private static final Ip4 AGENT = Ip4.of("10.1.0.2");
  private static final Ip4 OUTER_AGENT = Ip4.of("203.0.113.2");
  private static final Ip4 CORRESPONDENT = Ip4.of("10.1.0.10");
  private static final MacAddress STATION = MacAddress.of("02:00:00:00:0b:01");
  private static final long IDENTIFICATION = 0x1122334455667788L;

  @Test
  void denialsComeFromTheInnerHomeAgentWithTheRequestsIdentificationAndNoAuthenticator()
      throws MalformedException {
    List<Ip4Packet> answers = new Denials(AGENT).answer(request(AGENT), STATION);
    assertThat(answers).hasSizeGreaterThan(5);
    var codes = new ArrayList<ReplyCode>();
    for (Ip4Packet answer : answers) {
      RegistrationReply reply = reply(answer, AGENT);
      assertThat(reply.identification()).isEqualTo(IDENTIFICATION);
      assertThat(reply.extensions()).isEmpty();
      codes.add(reply.code());
    }
    assertThat(codes).startsWith(ReplyCode.FAILED_AUTHENTICATION).doesNotHaveDuplicates();
    assertThat(codes).noneMatch(ReplyCode::accepted);
    assertThat(new Denials(AGENT).answer(request(OUTER_AGENT), STATION)).isEmpty();
  }

  @Test
  void acceptancesComeFromWhomeverWasAskedUnderTheSpiThatWasAskedWith() throws MalformedException {
    var ruse = new Acceptances(new Random(1));
    for (Ip4 asked : List.of(AGENT, OUTER_AGENT)) {
      List<Ip4Packet> answers = ruse.answer(request(asked), STATION);
      assertThat(answers).hasSize(1);
      RegistrationReply reply = reply(answers.getFirst(), asked);
      assertThat(reply.code().accepted()).isTrue();
      assertThat(reply.lifetime()).isEqualTo(600);
      assertThat(reply.home()).isEqualTo(S);
      assertThat(reply.identification()).isEqualTo(IDENTIFICATION);
      assertThat(reply.extension(TrustedNetworksConfigured.class)).isPresent();
      assertThat(reply.authentications(Authentication.Kind.MOBILE_HOME))
          .singleElement()
          .satisfies(one -> {
            assertThat(one.spi()).isEqualTo(256);
            assertThat(one.authenticator().size()).isEqualTo(32);
          });
    }
    assertThat(ruse.answer(request(AGENT), STATION).getFirst())
        .as("random each time")
        .isNotEqualTo(ruse.answer(request(AGENT), STATION).getFirst());
  }

  @Test
  void replaysAreTheRecordedOctetsToWhoeverAsks() throws MalformedException {
    Octets one = Octets.ofHex("0300");
    Octets other = Octets.ofHex("0301");
    var heard = new ArrayList<>(List.of(one));
    var ruse = new Replays(AGENT, () -> heard);
    assertThat(ruse.answer(request(AGENT), STATION))
        .singleElement()
        .satisfies(answer -> {
          UdpDatagram datagram = UdpDatagram.read(answer);
          assertThat(datagram.from()).isEqualTo(new Endpoint(AGENT, 434));
          assertThat(datagram.to()).isEqualTo(new Endpoint(CARE_OF, 4711));
          assertThat(datagram.payload()).isEqualTo(one);
        });
    heard.add(other);
    assertThat(ruse.answer(request(AGENT), STATION)).hasSize(2);
    assertThat(ruse.answer(request(OUTER_AGENT), STATION)).isEmpty();
  }

  @Test
  void icmpErrorsComeFromInsideAddressesAndQuoteWhatPassedOrWhatNeverDid()
      throws MalformedException {
    var ruse =
        new IcmpLies(ROUTER, AGENT, new Endpoint(S, 7000), new Endpoint(CORRESPONDENT, 7000));
    Ip4Packet passing = request(OUTER_AGENT);
    var lies = new ArrayList<Ip4Packet>();
    IntStream.range(0, 160).forEach(_ -> lies.addAll(ruse.answer(passing, STATION)));
    assertThat(lies).hasSize(10 * 7 * 3);
    assertThat(lies).extracting(Ip4Packet::source).containsOnly(ROUTER, AGENT, OUTER_AGENT);
    assertThat(lies).extracting(Ip4Packet::destination).containsOnly(CARE_OF);
    var mtus = new ArrayList<Integer>();
    var quoted = new ArrayList<Octets>();
    for (Ip4Packet lie : lies) {
      IcmpError error = IcmpError.read(lie.payload());
      quoted.add(error.quoted().slice(12, 20));
      if (error.type() == IcmpError.UNREACHABLE && error.code() == IcmpError.TOO_BIG) {
        mtus.add(error.mtu());
      }
    }
    assertThat(mtus).contains(0, 68, 576);
    assertThat(quoted)
        .containsOnly(Octets.ofHex("0a010132cb007102"), Octets.ofHex("0a0100640a01000a"));
  }

  @Test
  void aFalseAgentAdvertisesTheRealOneToWhoeverSolicitsAndAcceptsInItsName()
      throws MalformedException {
    var ruse = new FalseAgent(ROUTER, 24, new Acceptances(new Random(1)));
    Ip4Packet first = ruse.answer(request(OUTER_AGENT), STATION).getFirst();
    assertThat(ruse.answer(request(OUTER_AGENT), STATION)).as("not to everything").isEmpty();
    Ip4Packet solicitation =
        Ip4Packet.of(
            Ip4Packet.ICMP, CARE_OF, Ip4.of("224.0.0.2"), Octets.ofHex("0a00f5ff00000000"));
    Ip4Packet second = ruse.answer(solicitation, STATION).getFirst();
    for (Ip4Packet packet : List.of(first, second)) {
      assertThat(packet.source()).isEqualTo(ROUTER);
      assertThat(packet.ttl()).isEqualTo(1);
      AgentAdvertisement says = AgentAdvertisement.read(packet.payload().toBytes());
      assertThat(says.careOf()).containsExactly(ROUTER);
      assertThat(says.has(AgentAdvertisement.FOREIGN_AGENT | AgentAdvertisement.REVERSE_TUNNEL))
          .isTrue();
    }
    assertThat(reply(ruse.answer(request(ROUTER), STATION).getFirst(), ROUTER).code().accepted())
        .isTrue();
  }

  /** As tshark would: the fields by their places in RFC 2131 §2, options behind the cookie. */
  @Test
  void aLeaseNamesTheOfficesRouterNameServerAndDomain() throws MalformedException {
    var ruse = new Lease(ROUTER, CORRESPONDENT, "lab.example");
    Ip4Packet lease = ruse.answer(request(OUTER_AGENT), STATION).getFirst();
    assertThat(lease.destination()).isEqualTo(Ip4.BROADCAST);
    UdpDatagram datagram = UdpDatagram.read(lease);
    assertThat(datagram.from()).isEqualTo(new Endpoint(ROUTER, 67));
    assertThat(datagram.to().port()).isEqualTo(68);
    Octets dhcp = datagram.payload();
    assertThat(dhcp.slice(16, 20)).isEqualTo(Octets.of(CARE_OF.octets()));
    assertThat(dhcp.slice(28, 34)).isEqualTo(Octets.of(STATION.octets()));
    assertThat(dhcp.slice(236, 243)).isEqualTo(Octets.ofHex("63825363350105"));
    assertThat(dhcp.slice(243, dhcp.size()).toString().replaceAll("\\W", ""))
        .contains("03040a010101")
        .contains("06040a01000a")
        .endsWith("0f0b6c61622e6578616d706c65ff");
    assertThat(ruse.answer(request(OUTER_AGENT), STATION)).as("now and then").isEmpty();
  }

  @Test
  void whatIsNoRequestIsNotAnswered() {
    Ip4Packet other =
        new UdpDatagram(
                new Endpoint(CARE_OF, 434), new Endpoint(AGENT, 434), Octets.ofHex("04040000"))
            .toPacket(64);
    assertThat(new Denials(AGENT).answer(other, STATION)).isEmpty();
    assertThat(new Acceptances(new Random(1)).answer(other, STATION)).isEmpty();
  }

  private static RegistrationReply reply(Ip4Packet answer, Ip4 from) throws MalformedException {
    UdpDatagram datagram = UdpDatagram.read(answer);
    assertThat(datagram.from()).isEqualTo(new Endpoint(from, 434));
    assertThat(datagram.to()).isEqualTo(new Endpoint(CARE_OF, 4711));
    return RegistrationReply.read(datagram.payload().toBytes());
  }

  private static Ip4Packet request(Ip4 agent) {
    byte[] request =
        new RegistrationRequest(
                RegistrationRequest.CO_LOCATED, 600, S, agent, CARE_OF, IDENTIFICATION, List.of())
            .signed(
                new SecurityAssociation(
                    256,
                    Algorithm.HMAC_SHA_256,
                    Octets.ofHex("00".repeat(32)),
                    ReplayProtection.TIMESTAMPS,
                    SecurityAssociation.DEFAULT_TOLERANCE));
    return new UdpDatagram(
            new Endpoint(CARE_OF, 4711), new Endpoint(agent, 434), Octets.of(request))
        .toPacket(64);
  }
}
