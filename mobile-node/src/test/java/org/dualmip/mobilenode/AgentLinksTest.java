package org.dualmip.mobilenode;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dualmip.linux.Link;
import org.dualmip.linux.LinkFilter;
import org.dualmip.linux.LinkSocket;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.mobileip.discovery.RouterSolicitation;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.CareOf;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.UdpDatagram;
import org.dualmip.mobilenode.DualNode.Output;
import org.dualmip.mobilenode.Projection.Attachment;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What foreign agents on the other end of a cable get from a node without an address there. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // built before each test
class AgentLinksTest {
  private static final Ip4 AGENTS = Ip4.of("224.0.0.11");
  private static final Ip4 AGENT = Ip4.of("192.0.2.1");
  private static final Ip4 HOME = Ip4.of("10.1.0.100");

  /** Heard at the other end. */
  private record Frame(Ip4Packet packet, MacAddress from, boolean toSeveral) {}

  private final String name = "dml" + ProcessHandle.current().pid();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final BlockingQueue<Frame> heard = new LinkedBlockingQueue<>();
  private NetworkNamespace node;
  private Rtnetlink links;
  private MacAddress own;
  private MacAddress station;
  private AgentLinks agents;

  @BeforeAll
  static void require() {
    if (!"root".equals(System.getProperty("user.name")) || !Files.exists(Path.of("/dev/net/tun"))) {
      System.err.println("NOT RUN: AgentLinksTest: needs root and /dev/net/tun");
      Assumptions.abort("needs root and /dev/net/tun");
    }
  }

  @BeforeEach
  void plug() {
    node = keep(NetworkNamespace.create(name + "n"));
    NetworkNamespace place = keep(NetworkNamespace.create(name + "p"));
    links = keep(node.call(Rtnetlink::open));
    Rtnetlink there = keep(place.call(Rtnetlink::open));
    links.addVeth("wlan0", "peer0");
    links.moveTo("peer0", place, "peer0");
    links.linkUp("wlan0");
    there.linkUp("peer0");
    own = links.link("wlan0").map(Link::mac).orElseThrow();
    station = there.link("peer0").map(Link::mac).orElseThrow();
    LinkSocket socket = keep(place.call(() -> LinkSocket.open("peer0", LinkFilter.ALL)));
    socket.receive((packet, from, toSeveral) -> {
      try {
        heard.add(new Frame(Ip4Packet.read(packet), from, toSeveral));
      } catch (MalformedException noise) {
        throw new AssertionError(noise);
      }
    });
    agents = keep(new AgentLinks(new Deaf(), _ -> {}));
    node.run(() -> agents.apply(Set.of("wlan0")));
  }

  /** Here only what is sent matters. */
  private static final class Deaf implements AgentLinks.Ear {
    @Override
    public void heard(String link, MacAddress from, Ip4 source, int ttl, Octets icmp) {}

    @Override
    public void received(String link, MacAddress from, Endpoint source, Octets payload) {}
  }

  private <T extends AutoCloseable> T keep(T one) {
    open.add(one);
    return one;
  }

  @AfterEach
  void unplug() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
    NetworkNamespace.delete(name + "n");
    NetworkNamespace.delete(name + "p");
  }

  private Frame next() throws InterruptedException {
    Frame frame = heard.poll(10, TimeUnit.SECONDS);
    assertThat(frame).as("something arrives").isNotNull();
    return frame == null
        ? new Frame(Ip4Packet.of(0, AGENT, AGENT, Octets.EMPTY), own, false)
        : frame;
  }

  @Test
  void aSolicitationGoesToAllAgentsOfTheLinkWithTimeToLiveOne() throws Exception {
    Octets solicitation = Octets.of(new RouterSolicitation().toBytes());
    agents.send(new Output.Solicit("wlan0", AGENTS, solicitation));
    Frame frame = next();
    assertThat(frame.packet().ttl()).isEqualTo(1);
    assertThat(frame.packet().source()).isEqualTo(Ip4.ANY);
    assertThat(frame.packet().destination()).isEqualTo(AGENTS);
    assertThat(frame.packet().payload()).isEqualTo(solicitation);
    assertThat(frame.toSeveral()).isTrue();
  }

  /** RFC 5944 §3.6.1.1: also where the agent's IP address is not known. */
  @Test
  void aRegistrationGoesToTheStationThatAdvertisedAndNobodyIsAskedByArp() throws Exception {
    for (Ip4 to : List.of(AGENT, AGENTS)) {
      CareOf.ThroughAgent through = new CareOf.ThroughAgent("wlan0", AGENT, to, station);
      int ttl = to.equals(AGENTS) ? 1 : 255;
      agents.send(
          new Output.ToAgent(
              new Attachment(Tier.INNER, through),
              HOME,
              new Endpoint(to, 434),
              ttl,
              Octets.ofHex("0102")));
      Frame frame = next();
      assertThat(frame.toSeveral()).as("to that station alone").isFalse();
      assertThat(frame.from()).isEqualTo(own);
      assertThat(frame.packet().ttl()).isEqualTo(ttl);
      assertThat(frame.packet().source()).isEqualTo(HOME);
      assertThat(frame.packet().destination()).isEqualTo(to);
      assertThat(UdpDatagram.read(frame.packet()).payload()).isEqualTo(Octets.ofHex("0102"));
    }
    assertThat(links.neighbours("wlan0")).noneMatch(one -> one.address().equals(AGENT));
  }
}
