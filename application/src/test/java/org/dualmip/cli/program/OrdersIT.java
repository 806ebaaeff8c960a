package org.dualmip.cli.program;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dualmip.cli.program.Program.Outcome;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dualmip revoke} and {@code dualmip notify} as an operator types them. */
class OrdersIT {
  private static final String NODE = "mn@lab.example";
  private static final String CARE_OF = "198.51.100.9";
  private static final InetSocketAddress AGENT = new InetSocketAddress("203.0.113.2", 434);

  @TempDir Path folder;

  private Configurations files = new Configurations(Path.of("."));
  private Place place = Place.create();
  private Path control = Path.of(".");

  @BeforeEach
  void addresses() {
    files = new Configurations(folder);
    control = folder.resolve("agent.control");
    place.shell("ip addr add 203.0.113.2/26 dev lo; ip addr add 198.51.100.9/32 dev lo");
  }

  @AfterEach
  void close() {
    place.close();
  }

  private Service agent() throws InterruptedException {
    return Service.start(
        Program.built().by(place.enter()),
        folder.resolve("log"),
        control,
        "agent",
        files.write("agent.yaml", Configurations.AGENT));
  }

  private Outcome order(String... words) {
    var whole = new ArrayList<>(List.of(words));
    whole.addAll(List.of("--control", control.toString()));
    return Program.built().run(whole.toArray(String[]::new));
  }

  private static void assertRefused(Outcome outcome, int exit, String... said) {
    assertThat(outcome.exit()).as(outcome.toString()).isEqualTo(exit);
    assertThat(outcome.err()).contains(said).startsWith("dualmip: ").doesNotContain("\tat ");
    assertThat(outcome.out()).isEmpty();
  }

  private DatagramSocket registered() throws Exception {
    DatagramSocket node;
    try (var namespace = NetworkNamespace.named(place.name())) {
      node = namespace.call(() -> new DatagramSocket(434, InetAddress.getByName(CARE_OF)));
    }
    var association =
        new SecurityAssociation(
            257,
            Algorithm.HMAC_SHA_256,
            Octets.ofHex("00112233445566778899aabbccddeeff"),
            ReplayProtection.TIMESTAMPS,
            SecurityAssociation.DEFAULT_TOLERANCE);
    byte[] request =
        new RegistrationRequest(
                RegistrationRequest.CO_LOCATED | RegistrationRequest.REVERSE_TUNNEL,
                60,
                Ip4.ANY,
                Ip4.of("203.0.113.2"),
                Ip4.of(CARE_OF),
                NtpTimestamp.of(Instant.now()),
                List.of(new MobileNodeNai(NODE)))
            .signed(association);
    node.send(new DatagramPacket(request, request.length, AGENT));
    assertThat(RegistrationReply.read(received(node)).code().accepted()).isTrue();
    return node;
  }

  private static byte[] received(DatagramSocket node) throws Exception {
    node.setSoTimeout(10_000);
    var packet = new DatagramPacket(new byte[1500], 1500);
    node.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  @Test
  void aNodeIsNotifiedAndItsRegistrationRevoked() throws Exception {
    try (Service _ = agent();
        DatagramSocket node = registered()) {
      assertThat(order("notify", NODE, "Maintenance at noon"))
          .isEqualTo(new Outcome(0, "sent to " + NODE + "\n", ""));
      assertThat(new String(received(node), StandardCharsets.ISO_8859_1))
          .contains("Maintenance at noon");

      assertRefused(
          order("revoke", NODE, "--care-of", "198.51.100.8"),
          1,
          "nothing to revoke: mn@lab.example has no registration with care-of address 198.51.100.8",
          "dualmip show");
      assertThat(order("show", "bindings").out()).contains(NODE);
      assertThat(order("revoke", NODE, "--care-of", CARE_OF))
          .isEqualTo(new Outcome(0, NODE + ": 1 revoked\n", ""));
      assertThat(order("show", "bindings").out()).contains("none").doesNotContain(NODE);
      assertRefused(
          order("revoke", NODE), 1, "nothing to revoke: mn@lab.example is not registered here");
    }
  }

  @Test
  void whatCannotBeIsSaidWithTheRemedy() throws Exception {
    try (Service agent = agent()) {
      assertRefused(
          order("notify", "other@lab.example", "x"),
          1,
          "no message sent: other@lab.example is not registered here",
          "dualmip show bindings");
      assertRefused(order("notify", NODE, "x".repeat(255)), 1, "has 1 to 254 octets, not 255");
      assertRefused(order("notify", NODE), 2, "TEXT", "dualmip notify --help");
      assertRefused(order("revoke"), 2, "NODE", "dualmip revoke --help");
      assertRefused(
          order("revoke", NODE, "--care-of", "198.51.100"),
          2,
          "--care-of",
          "'198.51.100' is no IPv4 address; expected one such as 198.51.100.7");
      assertRefused(
          Program.built().withoutRoot().run("revoke", NODE, "--control", control.toString()),
          1,
          "no right to ",
          control.toString(),
          "root");
      assertThat(agent.isAlive()).isTrue();
    }
  }

  @Test
  void withoutAServiceTheUserIsToldToStartIt() throws Exception {
    assertRefused(order("revoke", NODE), 1, "no service at " + control, "it is not running");
    Service agent = agent();
    agent.kill();
    assertThat(Files.exists(control)).isTrue();
    assertRefused(order("notify", NODE, "x"), 1, control.toString(), "is not running; start it");
    assertRefused(
        Program.built().run("revoke", NODE, "--control", folder.toString()),
        1,
        folder.toString(),
        "is no socket");
  }

  @Test
  void aServiceThatIsNoAgentTakesNoOrders() throws Exception {
    files.writeCredentials();
    control = folder.resolve("gateway.control");
    try (Service _ =
        Service.start(
            Program.built(),
            folder.resolve("log"),
            control,
            "gateway",
            files.write("gateway.yaml", Configurations.GATEWAY))) {
      assertRefused(
          order("revoke", NODE),
          2,
          "takes no order 'revoke'",
          "name the socket of an agent with --control PATH");
    }
  }
}
