package org.dualmip.service.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminSocketTest {
  private static final Map<String, Supplier<@Nullable Object>> PAGES =
      Map.of(
          "/health", () -> Map.of("state", "serving"),
          "/show/bindings", () -> List.of(Map.of("home", "10.1.0.100")),
          "/busy",
              () -> {
                throw new IllegalStateException("the agent does not answer");
              });

  @TempDir Path directory = Path.of("");

  private Path socket() {
    return directory.resolve("control.sock");
  }

  @Test
  void pagesAreServedAsJson() {
    try (var _ = AdminServer.open(socket(), PAGES)) {
      var client = new AdminClient(socket());
      assertThat(client.get("/show/bindings"))
          .isEqualTo(new AdminClient.Answer(200, "[{\"home\":\"10.1.0.100\"}]\n"));
      assertThat(client.get("/health?verbose=1").body()).isEqualTo("{\"state\":\"serving\"}\n");
    }
  }

  @Test
  void whatIsNotServedIsAnsweredWithTheReason() throws IOException {
    try (var _ = AdminServer.open(socket(), PAGES)) {
      assertThat(new AdminClient(socket()).get("/nothing"))
          .isEqualTo(
              new AdminClient.Answer(
                  404,
                  "{\"error\":\"no page /nothing; there are /busy, /health, /show/bindings\"}\n"));
      assertThat(new AdminClient(socket()).get("/busy"))
          .isEqualTo(new AdminClient.Answer(503, "{\"error\":\"the agent does not answer\"}\n"));
      assertThat(raw("DELETE /health HTTP/1.1\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 405 ");
    }
  }

  @Test
  void severalRequestsMayUseOneConnection() throws IOException {
    try (var _ = AdminServer.open(socket(), PAGES)) {
      String one = "GET /health HTTP/1.1\r\n\r\n";
      String answers = raw(one + one + one.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
      assertThat(answers.split("serving", -1)).hasSize(4);
    }
  }

  @Test
  void theSocketIsTheOwnersOnlyAndGoesWithTheServer() throws IOException {
    try (var _ = AdminServer.open(socket(), PAGES)) {
      assertThat(Files.getPosixFilePermissions(socket()))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }
    try (var left = Files.list(directory)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aLiveSocketIsNotReplaced() {
    try (var _ = AdminServer.open(socket(), PAGES)) {
      assertThatThrownBy(() -> AdminServer.open(socket(), PAGES))
          .isInstanceOf(AdminException.class)
          .hasMessage(
              "another service is running at "
                  + socket()
                  + ": stop it first, or choose another control path");
      assertThat(new AdminClient(socket()).get("/health").status()).isEqualTo(200);
    }
  }

  @Test
  void aStaleSocketIsReplaced() throws IOException {
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket()));
    }
    assertThat(socket()).exists();
    try (var _ = AdminServer.open(socket(), PAGES)) {
      assertThat(new AdminClient(socket()).get("/health").status()).isEqualTo(200);
    }
  }

  @Test
  void aFileThatIsNoSocketIsLeftAlone() throws IOException {
    Files.writeString(socket(), "precious");
    assertThatThrownBy(() -> AdminServer.open(socket(), PAGES))
        .hasMessageContaining("a file that is no socket is there");
    assertThat(socket()).hasContent("precious");
  }

  @Test
  void aPathThatCannotBeASocketIsExplained() {
    Path deep = directory.resolve("x".repeat(120));
    assertThatThrownBy(() -> AdminServer.open(deep, PAGES))
        .hasMessageContaining("a socket's path has at most 107 octets");
    assertThatThrownBy(() -> AdminServer.open(directory.resolve("no/control.sock"), PAGES))
        .hasMessage(
            "cannot serve at "
                + directory.resolve("no/control.sock")
                + ": create its directory (mkdir -p "
                + directory.resolve("no")
                + ")");
  }

  @Test
  void aClientWithoutAServiceIsToldWhatIsMissing() throws IOException {
    assertThatThrownBy(() -> new AdminClient(socket()).get("/health"))
        .isInstanceOf(AdminException.class)
        .hasMessage(
            "no service at "
                + socket()
                + ": it is not running, or its control path is another one");
    try (var dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(socket()));
    }
    assertThatThrownBy(() -> new AdminClient(socket()).get("/health"))
        .hasMessageContaining("does not answer")
        .hasMessageContaining("it is not running; start it, or look at its log");
  }

  private String raw(String request) throws IOException {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(1 << 16);
      while (channel.read(answer) >= 0) {
        assertThat(answer.hasRemaining()).isTrue();
      }
      return new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8);
    }
  }
}
