package org.dualmip.services;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.services.Office.CORRESPONDENT;
import static org.dualmip.services.Office.GROUP;
import static org.dualmip.services.Office.S;

import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.dualmip.linux.IcmpSocket;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.packet.IcmpError;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.service.admin.AdminClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node inside, with an address of its own or through a foreign agent, and what it carries. */
@Timeout(180)
@SuppressWarnings("NullAway.Init") // built before each test
class InsideTest {
  @TempDir Path folder;
  private Office office;

  @BeforeAll
  static void require() {
    if (!"root".equals(System.getProperty("user.name")) || !Files.exists(Path.of("/dev/net/tun"))) {
      System.err.println("NOT RUN: InsideTest: needs root and /dev/net/tun");
      Assumptions.abort("needs root and /dev/net/tun");
    }
  }

  @BeforeEach
  void build() throws Exception {
    office = new Office(folder);
  }

  @AfterEach
  void close() {
    office.close();
  }

  private AdminClient withAnAddressOfItsOwn(String inner) throws Exception {
    office.addressOfItsOwn();
    AdminClient node = office.node("no", inner);
    Office.awaitMode(node, "c");
    return node;
  }

  /** Whether the correspondent's datagrams to the group get to the application. */
  private boolean hears(DatagramSocket member) throws Exception {
    DatagramSocket sender = office.socket(office.cn, CORRESPONDENT);
    sender.setOption(java.net.StandardSocketOptions.IP_MULTICAST_TTL, 5);
    for (int i = 0; i < 40; i++) {
      Talk.send(sender, Talk.endpoint(GROUP, 7001));
      if (Talk.received(member) != null) {
        return true;
      }
    }
    return false;
  }

  @Test
  void anApplicationJoinsAGroupThroughTheHomeAgentAndHearsTheHomeLink() throws Exception {
    AdminClient home = office.homeAgent();
    AdminClient _ = withAnAddressOfItsOwn(", multicast: true");
    assertThat(Office.page(home, "/show/bindings").toString()).contains("broadcasts=true");
    // The home agent's adapter is where a multicast router of that host would listen.
    BooleanSupplier report =
        office.seen(
            office.ha, "iifname dmip-ha ip saddr 10.1.0.100 ip daddr 224.0.0.22 igmp type 0x22");
    DatagramSocket member = office.member();
    Office.await("the report comes out of the tunnel", report);
    assertThat(hears(member)).isTrue();
  }

  @Test
  void whatIsSentToAGroupGoesToTheHomeAgentFromTheHomeAddressWhoeverSendsIt() throws Exception {
    AdminClient _ = office.homeAgent();
    AdminClient _ = withAnAddressOfItsOwn(", multicast: true");
    BooleanSupplier data =
        office.seen(
            office.ha, "iifname dmip-ha ip saddr 10.1.0.100 ip daddr 239.1.2.3 udp dport 7001");
    DatagramSocket unbound = office.socket(office.mn, Ip4.ANY);
    Office.await(
        "it comes out of the tunnel",
        () -> {
          sendToGroup(unbound);
          return data.getAsBoolean();
        });
  }

  private static void sendToGroup(DatagramSocket socket) {
    try {
      Talk.send(socket, Talk.endpoint(GROUP, 7001));
    } catch (java.io.IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  @Test
  void withoutARegistrationNothingOfAGroupLeavesTheNode() throws Exception {
    office.addressOfItsOwn();
    AdminClient node = office.node("no", ", multicast: true"); // nobody answers it
    BooleanSupplier asked =
        office.seen(office.fa, "iifname visited ip daddr 10.1.0.2 udp dport 434");
    Office.await("the node asks for its home agent", asked);
    BooleanSupplier leaked = office.seen(office.fa, "iifname visited ip daddr 224.0.0.0/4");
    DatagramSocket _ = office.member();
    DatagramSocket unbound = office.socket(office.mn, Ip4.ANY);
    DatagramSocket bound = office.socket(office.mn, Office.OWN);
    for (int i = 0; i < 20; i++) {
      sendToGroup(unbound);
      sendToGroup(bound);
    }
    assertThat(Office.page(node, "/show/node").toString()).contains("access-mode=none");
    assertThat(leaked.getAsBoolean()).isFalse();
  }

  @Test
  void withEncapsulatingDeliveryAllGoesThroughTheForeignAgentsTunnelGroupsToo() throws Exception {
    AdminClient _ = office.homeAgent();
    AdminClient agent = office.foreignAgent();
    AdminClient node = office.node("only", ", multicast: true, delivery: encapsulating");
    Office.awaitMode(node, "f");
    assertThat(Office.page(agent, "/show/visitors").toString())
        .contains("reverse-tunnel=encapsulating");
    BooleanSupplier bare =
        office.seen(
            office.fa, "iifname visited ip saddr 10.1.0.100 ip protocol != 4 udp dport != 434");
    DatagramSocket application = office.socket(office.mn, S);
    DatagramSocket correspondent = office.socket(office.cn, CORRESPONDENT);
    assertThat(Talk.bothWays(application, correspondent))
        .as("%s", Office.page(agent, "/show/counters"))
        .isTrue();
    assertThat(bare.getAsBoolean()).as("anything bare").isFalse();

    BooleanSupplier report =
        office.seen(office.ha, "iifname dmip-ha ip saddr 10.1.0.100 igmp type 0x22");
    DatagramSocket member = office.member();
    Office.await("the report comes out of both tunnels", report);
    correspondent.close();
    assertThat(hears(member)).as("what is encapsulated twice").isTrue();
  }

  @Test
  void withDirectDeliveryPacketsGoBareAndThoseForGroupsNowhere() throws Exception {
    AdminClient _ = office.homeAgent();
    AdminClient agent = office.foreignAgent();
    AdminClient node = office.node("only", ", multicast: true");
    Office.awaitMode(node, "f");
    assertThat(Office.page(agent, "/show/visitors").toString()).contains("reverse-tunnel=direct");
    BooleanSupplier groups = office.seen(office.fa, "iifname visited ip daddr 239.0.0.0/8");
    DatagramSocket application = office.socket(office.mn, S);
    DatagramSocket member = office.member();
    for (int i = 0; i < 10; i++) {
      sendToGroup(application);
    }
    assertThat(Talk.bothWays(application, office.socket(office.cn, CORRESPONDENT))).isTrue();
    assertThat(groups.getAsBoolean()).isFalse();
    assertThat(member.isClosed()).isFalse();
  }

  @Test
  void aMobileRouterTakesItsNetworkThroughAForeignAgent() throws Exception {
    AdminClient home = office.homeAgent();
    AdminClient _ = office.foreignAgent();
    AdminClient node =
        office.node("only", "", "mobile-networks: [10.1.50.0/24]", "mobile-network-link: lan0");
    Office.awaitMode(node, "f");
    DatagramSocket host = office.socket(office.behind, Ip4.of("10.1.50.10"));
    DatagramSocket correspondent = office.socket(office.cn, CORRESPONDENT);
    assertThat(Talk.bothWays(host, correspondent))
        .as("%s %s", Office.page(node, "/show/tunnels"), Office.page(home, "/show/counters"))
        .isTrue();
    assertThat(Talk.bothWays(office.socket(office.mn, S), correspondent)).as("its own").isTrue();
  }

  @Test
  void theHomeAgentsRevocationIsHeardConfirmedAndFollowedByANewRegistration() throws Exception {
    AdminClient home = office.homeAgent();
    AdminClient node = withAnAddressOfItsOwn("");
    assertThat(home.post("/revoke", Map.of("node", "10.1.0.100")).body()).contains("\"revoked\":1");
    Office.await(
        "the node hears of it",
        () -> Office.page(node, "/why").toString().contains("the home agent revoked it"));
    Office.await(
        "its acknowledgment comes to the home agent",
        () ->
            !Office.page(home, "/show/counters").toString().contains("revocations-acknowledged=0"));
    Office.await(
        "it is registered anew",
        () -> Office.page(home, "/show/bindings").toString().contains("10.1.0.100"));
    Office.awaitMode(node, "c");
    assertThat(Talk.bothWays(office.socket(office.mn, S), office.socket(office.cn, CORRESPONDENT)))
        .isTrue();
  }

  @Test
  void anErrorAboutTheTunnelIsToldToTheApplication() throws Exception {
    AdminClient _ = office.homeAgent();
    AdminClient node = withAnAddressOfItsOwn("");
    DatagramSocket application = office.socket(office.mn, S);
    DatagramSocket correspondent = office.socket(office.cn, CORRESPONDENT);
    assertThat(Talk.bothWays(application, correspondent)).isTrue();
    Queue<IcmpError> told = new ConcurrentLinkedQueue<>();
    try (IcmpSocket errors = office.mn.call(() -> IcmpSocket.open(S, null))) {
      errors.receive(told::add);
      office.cutOff();
      Office.await(
          "the application hears of it, " + Office.page(node, "/show/tunnels"),
          () -> {
            Talk.send(application, correspondentEndpoint());
            return told.stream().anyMatch(InsideTest::isAboutOurs);
          });
    }
  }

  private static java.net.InetSocketAddress correspondentEndpoint() {
    try {
      return Talk.endpoint(CORRESPONDENT, 7000);
    } catch (java.io.IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static boolean isAboutOurs(IcmpError error) {
    try {
      Ip4Packet quoted = Ip4Packet.read(error.quoted().toBytes());
      return quoted.source().equals(S) && quoted.destination().equals(CORRESPONDENT);
    } catch (MalformedException cutShort) {
      return false;
    }
  }
}
