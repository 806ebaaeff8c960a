package org.dualmip.ipsec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dualmip.ipsec.vici.ViciClient;
import org.dualmip.ipsec.vici.ViciException;
import org.dualmip.ipsec.vici.ViciMessage;
import org.dualmip.ipsec.vici.ViciTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Both transports with a real strongSwan. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // built before each test
class LiveTransportTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Map<String, ViciTransport.Factory> TRANSPORTS =
      Map.of("jdk", ViciTransport.jdk(), "jnr", ViciTransport.jnr());

  @TempDir Path folder;
  private TwoStrongSwans lab;

  @BeforeAll
  static void require() {
    TwoStrongSwans.require();
  }

  @BeforeEach
  void build() {
    lab = new TwoStrongSwans(folder);
    lab.node.start();
    TwoStrongSwans.await("the socket", SOON, lab.node::answers);
  }

  @AfterEach
  void takeDown() {
    lab.close();
  }

  @Test
  void requestsStreamsAndEventsWorkAlike() throws Exception {
    for (var transport : TRANSPORTS.values()) {
      var end = new CompletableFuture<String>();
      var logged = new CompletableFuture<String>();
      try (var client =
          ViciClient.connect(lab.node.socket, transport, listener(end, logged), "v")) {
        assertThat(client.request("version", ViciMessage.EMPTY, SOON).text("daemon"))
            .isEqualTo("charon-systemd");
        assertThat(client.stream("list-conns", ViciMessage.EMPTY, "list-conn", SOON).events())
            .isEmpty();
        client.subscribe("log", SOON);
        try {
          client.request("no-such-command", ViciMessage.EMPTY, SOON);
        } catch (ViciException unknown) {
          assertThat(unknown.kind()).isEqualTo(ViciException.Kind.UNKNOWN_COMMAND);
        }
        assertThat(logged.get(10, TimeUnit.SECONDS)).contains("no-such-command");
        try {
          client.subscribe("no-such-event", SOON);
        } catch (ViciException unknown) {
          assertThat(unknown.kind()).isEqualTo(ViciException.Kind.UNKNOWN_EVENT);
        }
      }
      assertThat(end.get(10, TimeUnit.SECONDS)).contains("this side closed");
    }
  }

  @Test
  void theEndOfStrongSwanIsNoticedAtOnce() throws Exception {
    var end = new CompletableFuture<String>();
    for (var transport : TRANSPORTS.values()) {
      var client =
          ViciClient.connect(
              lab.node.socket, transport, listener(end, new CompletableFuture<>()), "v");
      lab.node.kill();
      assertThat(end.get(10, TimeUnit.SECONDS)).isNotEmpty();
      client.close();
      Files.deleteIfExists(lab.node.socket);
      lab.node.start();
      TwoStrongSwans.await("the socket", SOON, lab.node::answers);
    }
  }

  @Test
  void theJdksOwnSocketsStartFaster() throws Exception {
    var fastest = new LinkedHashMap<String, Long>();
    for (int round = 0; round < 3; round++) {
      for (String name : List.of("jdk", "jnr")) {
        fastest.merge(name, start(name), Math::min);
      }
    }
    System.out.println("## microseconds to the first answer, best of 3: " + fastest);

    assertThat(fastest.get("jdk")).isLessThan(fastest.get("jnr"));
  }

  private long start(String transport) {
    var result =
        TwoStrongSwans.exec(
            ProcessHandle.current().info().command().orElseThrow(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            StartTransport.class.getName(),
            transport,
            lab.node.socket.toString());
    assertThat(result.status()).as(result.output()).isZero();
    return Long.parseLong(result.output().strip());
  }

  private static ViciClient.Listener listener(
      CompletableFuture<String> end, CompletableFuture<String> logged) {
    return new ViciClient.Listener() {
      @Override
      public void event(String name, ViciMessage message) {
        if (message.text("msg").contains("no-such-command")) {
          logged.complete(message.text("msg"));
        }
      }

      @Override
      public void closed(String reason) {
        end.complete(reason);
      }
    };
  }
}
