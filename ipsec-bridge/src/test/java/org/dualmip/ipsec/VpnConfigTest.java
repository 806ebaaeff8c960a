package org.dualmip.ipsec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.Test;

class VpnConfigTest {
  private static final Credentials CREDENTIALS = new Credentials("C", List.of(), "K", "A");
  private static final Ip4 GATEWAY = Ip4.of("198.18.0.2");
  private static final List<Prefix4> NETWORKS = List.of(Prefix4.of("10.1.0.0/16"));

  @Test
  void theConnectionIsBoundToTheOuterHomeAddressAndLeavesAllDecisionsToTheSession() {
    var connection =
        VpnConfig.of(GATEWAY, "mn", "gw", CREDENTIALS, NETWORKS)
            .connection(Ip4.of("203.0.113.130"));

    assertThat(connection.items("local_addrs")).containsExactly("203.0.113.130");
    assertThat(connection.items("remote_addrs")).containsExactly("198.18.0.2");
    assertThat(connection.items("vips")).containsExactly("0.0.0.0");
    assertThat(connection.text("mobike")).isEqualTo("no");
    assertThat(connection.text("encap")).isEqualTo("yes");
    assertThat(connection.text("dpd_delay")).isEqualTo("30");
    assertThat(connection.text("reauth_time")).isEqualTo("0");
    assertThat(connection.section("remote-1").text("id")).isEqualTo("gw");
    assertThat(connection.section("remote-1").items("cacerts")).containsExactly("A");
    var child = connection.section("children").section("inner");
    assertThat(child.items("remote_ts")).containsExactly("10.1.0.0/16");
    assertThat(child.text("close_action")).isEqualTo("none");
    assertThat(child.text("dpd_action")).isEqualTo("clear");
    assertThat(connection.toString()).as("the key goes by itself").doesNotContain("text=K");
  }

  @Test
  void whatCannotWorkCannotBeBuilt() {
    assertThatThrownBy(() -> VpnConfig.of(Ip4.ANY, "mn", "gw", CREDENTIALS, NETWORKS))
        .hasMessageContaining("needs an address");
    assertThatThrownBy(() -> VpnConfig.of(GATEWAY, "mn", "gw", CREDENTIALS, List.of()))
        .hasMessageContaining("at least one inner network");
    assertThatThrownBy(() ->
            VpnConfig.of(GATEWAY, "mn", "gw", CREDENTIALS, List.of(Prefix4.of("198.18.0.0/15"))))
        .hasMessageContaining("holds the gateway's outer address");
    assertThatThrownBy(() -> VpnConfig.of(GATEWAY, "", "gw", CREDENTIALS, NETWORKS))
        .hasMessageContaining("1 to 255 characters");
    assertThatThrownBy(() -> VpnConfig.of(GATEWAY, "mn", "*.example", CREDENTIALS, NETWORKS))
        .hasMessageContaining("pattern");
    assertThatThrownBy(() -> VpnConfig.of(GATEWAY, "mn", "%any", CREDENTIALS, NETWORKS))
        .hasMessageContaining("pattern");
    assertThatThrownBy(() ->
            VpnConfig.of(GATEWAY, "mn", "gw", CREDENTIALS, NETWORKS)
                .withDeadPeerDelay(Duration.ofMillis(900)))
        .hasMessageContaining("at least 1 s");
    assertThatThrownBy(() -> new Proposals("aes 256", "aes256gcm16-x25519"))
        .hasMessageContaining("notation");
  }

  @Test
  void aGatewayThatCannotWorkCannotBeBuilt() {
    assertThatThrownBy(() -> gateway("198.18.0.0/24")).hasMessageContaining("holds the gateway");
    assertThatThrownBy(() -> gateway("10.1.99.0/31")).hasMessageContaining("too small");
    assertThat(gateway("10.1.99.0/24").connection().items("pools")).containsExactly("dualmip-pool");
  }

  @Test
  void withMobikeTheConnectionIsBoundToNoAddress() {
    var connection =
        VpnConfig.of(GATEWAY, "mn", "gw", CREDENTIALS, NETWORKS).withMobike().connection(Ip4.ANY);

    assertThat(connection.items("local_addrs")).containsExactly("%any");
    assertThat(connection.text("mobike")).isEqualTo("yes");
    assertThat(gateway("10.1.99.0/24").connection().text("mobike")).isEqualTo("yes");
  }

  @Test
  void theSettingsFileNamesSocketLogAndRetransmission() {
    assertThat(StrongSwanSettings.of(Path.of("/lab/mn.vici"), Path.of("/lab/mn.log")).render())
        .contains(
            "  load = random nonce openssl",
            "pubkey kernel-libipsec kernel-netlink socket-default vici",
            "  prefer_best_path = yes\n",
            "  interfaces_ignore = intranet\n",
            "  retransmit_timeout = 0.4\n",
            "  retransmit_base = 1.5\n",
            "  retransmit_tries = 6\n",
            "      socket = unix:///lab/mn.vici\n",
            "      path = /lab/mn.log\n",
            "      time_format = %Y-%m-%dT%H:%M:%S\n");
    var native4 =
        new StrongSwanSettings(Path.of("/s"), Path.of("/l"), Duration.ofSeconds(4), 1.8, 5, false);
    assertThat(native4.render())
        .contains("retransmit_timeout = 4\n", "pubkey kernel-netlink", "load = no");
  }

  private static GatewayConfig gateway(String pool) {
    return GatewayConfig.of(GATEWAY, "gw", CREDENTIALS, NETWORKS, Prefix4.of(pool));
  }
}
