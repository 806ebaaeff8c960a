package org.dualmip.mobilenode.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of what servers answer. */
@SuppressWarnings("NullAway.Init") // built before each test
class PortalFetchTest {
  private final PortalFetch fetch = new PortalFetch(null);
  private HttpServer server;
  private int status;
  private String location = "";

  @BeforeEach
  void serve() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          if (!location.isEmpty()) {
            exchange.getResponseHeaders().set("Location", location);
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private PortalAnswer probe(int answer, String to) {
    status = answer;
    location = to;
    return fetch.probe("http://127.0.0.1:" + server.getAddress().getPort() + "/empty");
  }

  @Test
  void aProbesAnswerIsToldAsItIs() {
    assertThat(probe(204, "")).isEqualTo(new PortalAnswer.Empty());
    assertThat(probe(302, "https://portal.example/login"))
        .isEqualTo(new PortalAnswer.Redirected("https://portal.example/login"));
    assertThat(probe(200, "")).isEqualTo(new PortalAnswer.Other(200));
    assertThat(probe(302, "")).isEqualTo(new PortalAnswer.Other(302));
    assertThat(probe(511, "")).isEqualTo(new PortalAnswer.Other(511));
  }

  @Test
  void aPlaceInTheSameServerIsToldInFull() {
    assertThat(probe(307, "/login"))
        .isEqualTo(
            new PortalAnswer.Redirected(
                "http://127.0.0.1:" + server.getAddress().getPort() + "/login"));
  }

  @Test
  void aRedirectionThatIsNoAddressIsNoAnswer() {
    assertThat(probe(302, "http://[")).isInstanceOf(PortalAnswer.Nothing.class);
  }

  @Test
  void nobodyThereIsNoAnswer() {
    int port = server.getAddress().getPort();
    server.stop(0);
    assertThat(fetch.probe("http://127.0.0.1:" + port + "/"))
        .isInstanceOf(PortalAnswer.Nothing.class);
  }

  @Test
  void anApiIsAskedOverTlsOnly() {
    assertThat(fetch.api("http://127.0.0.1:" + server.getAddress().getPort() + "/"))
        .isEqualTo(new PortalAnswer.Nothing("an API without TLS"));
    assertThat(fetch.api("file:///etc/passwd")).isInstanceOf(PortalAnswer.Nothing.class);
  }

  @Test
  void theKeysOfTheApiAreRead() {
    assertThat(
            PortalFetch.read(
                """
                {"captive": true, "user-portal-url": "https://portal.example/login",
                 "venue-info-url": "https://portal.example/menu", "can-extend-session": true}
                """))
        .isEqualTo(new PortalAnswer.Told(true, "https://portal.example/login", null));
    assertThat(PortalFetch.read("{\"captive\": false, \"seconds-remaining\": 326}"))
        .isEqualTo(new PortalAnswer.Told(false, null, Duration.ofSeconds(326)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "[]",
        "true",
        "{}",
        "{\"captive\": \"false\"}",
        "{\"captive\": 0}",
        "{\"captive\": true"
      })
  void whatIsNotTheApisAnswerIsNone(String text) {
    assertThat(PortalFetch.read(text)).isInstanceOf(PortalAnswer.Nothing.class);
  }

  @Test
  void keysOfOtherTypesAreAsIfTheyWereNotThere() {
    assertThat(
            PortalFetch.read(
                "{\"captive\": false, \"seconds-remaining\": -1, \"user-portal-url\": 7}"))
        .isEqualTo(new PortalAnswer.Told(false, null, null));
  }

  @Test
  void aFileThatCannotBeTrustedIsNamed() {
    assertThatThrownBy(() -> PortalFetch.trusting(Path.of("/nowhere/ca.pem")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/nowhere/ca.pem");
  }
}
