package org.dualmip.ipsec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dualmip.ipsec.vici.ViciTransport;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The VPN where there is no strongSwan. */
@Timeout(30)
class VpnTest {
  private static final Ip4 M = Ip4.of("203.0.113.130");
  private static final VpnConfig CONFIG =
      VpnConfig.of(
          Ip4.of("198.18.0.2"),
          "mn",
          "gw",
          new Credentials("C", List.of(), "K", "A"),
          List.of(Prefix4.of("10.1.0.0/16")));

  @TempDir Path folder;
  private final BlockingQueue<VpnEvent> events = new LinkedBlockingQueue<>();

  @Test
  void aMissingStrongSwanIsSaidOnceWithTheRemedyAndWaitedFor() throws Exception {
    var socket = folder.resolve("charon.vici");
    try (var vpn = new Vpn(CONFIG, socket, ViciTransport.jdk(), events::add)) {
      assertThat(events.poll(10, TimeUnit.SECONDS))
          .isEqualTo(
              new VpnEvent.Unavailable(
                  "strongSwan is not running or its VICI socket is elsewhere: "
                      + socket
                      + " does not exist; start it with `systemctl start strongswan` or set"
                      + " vpn.vici"));
      vpn.connect(M);
      assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo(new VpnEvent.Connecting(M, 1));
      TwoStrongSwans.await(
          "the status", Duration.ofSeconds(5), () -> vpn.status().state().equals("connecting"));
      assertThat(vpn.status().daemonAvailable()).isFalse();
      assertThat(vpn.status().reason()).contains("systemctl start strongswan");
    }
    assertThat(events.poll(10, TimeUnit.SECONDS)).isEqualTo(new VpnEvent.Down("closed as asked"));
    assertThat(events).isEmpty();
  }

  @Test
  void aListenerThatFailsDoesNotTakeTheVpnWithIt() throws Exception {
    try (var vpn =
        new Vpn(
            CONFIG,
            folder.resolve("charon.vici"),
            ViciTransport.jdk(),
            event -> {
              events.add(event);
              throw new IllegalStateException("a bug of the listener");
            })) {
      vpn.connect(M);
      vpn.disconnect();
      TwoStrongSwans.await(
          "the last event",
          Duration.ofSeconds(10),
          () -> events.contains(new VpnEvent.Down("closed as asked")));
    }
  }

  @Test
  void aGatewayWithoutStrongSwanSaysWhatToDo() throws Exception {
    BlockingQueue<GatewayEvent> said = new LinkedBlockingQueue<>();
    var config =
        GatewayConfig.of(
            Ip4.of("198.18.0.2"),
            "gw",
            CONFIG.credentials(),
            CONFIG.networks(),
            Prefix4.of("10.1.99.0/24"));
    try (var gateway =
        new Gateway(config, folder.resolve("none"), ViciTransport.jdk(), said::add)) {
      assertThat(String.valueOf(said.poll(10, TimeUnit.SECONDS)))
          .contains("Unavailable", "systemctl start strongswan");
      assertThat(gateway.associations()).isEmpty();
    }
  }
}
