package org.dualmip.ipsec.vici;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.dualmip.ipsec.vici.ViciException.Kind;
import org.dualmip.ipsec.vici.ViciPacket.Confirmed;
import org.dualmip.ipsec.vici.ViciPacket.Event;
import org.dualmip.ipsec.vici.ViciPacket.Register;
import org.dualmip.ipsec.vici.ViciPacket.Request;
import org.dualmip.ipsec.vici.ViciPacket.Response;
import org.dualmip.ipsec.vici.ViciPacket.UnknownCommand;
import org.dualmip.ipsec.vici.ViciPacket.UnknownEvent;
import org.dualmip.ipsec.vici.ViciPacket.Unregister;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class ViciClientTest {
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final ViciMessage A = ViciMessage.with().value("a", "1").build();
  private static final ViciMessage B = ViciMessage.with().value("b", "2").build();

  /** Both adapters go through every test. */
  enum Adapter {
    JDK(ViciTransport.jdk()),
    JNR(ViciTransport.jnr());

    @SuppressWarnings("ImmutableEnumChecker")
    final ViciTransport.Factory factory;

    Adapter(ViciTransport.Factory factory) {
      this.factory = factory;
    }
  }

  private static final class Heard implements ViciClient.Listener {
    final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    @Override
    public void event(String name, ViciMessage message) {
      said.add(name + " " + message.elements().keySet());
    }

    @Override
    public void closed(String reason) {
      said.add("closed: " + reason);
    }

    @Nullable String next() throws InterruptedException {
      return said.poll(10, TimeUnit.SECONDS);
    }
  }

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void aRequestGetsItsResponseAndEventsInBetweenGoToTheListener(Adapter adapter) throws Exception {
    var heard = new Heard();
    try (var server =
            server(packet -> List.of(new Event("log", A), new Event("log", B), new Response(B)));
        var client = client(adapter, heard)) {
      assertThat(client.request("version", A, SOON)).isEqualTo(B);
      assertThat(server.received).containsExactly(new Request("version", A));
      assertThat(List.of(heard.said.take(), heard.said.take()))
          .containsExactly("log [a]", "log [b]");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStreamedCommandGathersItsEventsAndLeavesOthersToTheListener(Adapter adapter)
      throws Exception {
    var heard = new Heard();
    try (var server =
            server(packet ->
                packet instanceof Request
                    ? List.of(
                        new Event("list-sa", A),
                        new Event("log", A),
                        new Event("list-sa", B),
                        new Response(ViciMessage.EMPTY))
                    : List.of(new Confirmed()));
        var client = client(adapter, heard)) {
      assertThat(client.stream("list-sas", ViciMessage.EMPTY, "list-sa", SOON))
          .isEqualTo(new ViciClient.Streamed(List.of(A, B), ViciMessage.EMPTY));
      assertThat(heard.next()).isEqualTo("log [a]");
      assertThat(server.received)
          .containsExactly(
              new Register("list-sa"),
              new Request("list-sas", ViciMessage.EMPTY),
              new Unregister("list-sa"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void anEventIsRegisteredOnceSinceTwiceWouldDoubleIt(Adapter adapter) throws Exception {
    try (var server = server(packet -> List.of(new Confirmed()));
        var client = client(adapter, new Heard())) {
      client.subscribe("log", SOON);
      client.subscribe("log", SOON);
      client.unsubscribe("log", SOON);
      client.unsubscribe("log", SOON);

      assertThat(server.received).containsExactly(new Register("log"), new Unregister("log"));
    }
  }

  @ParameterizedTest
  @EnumSource
  void unknownCommandsAndEventsAreNamed(Adapter adapter) throws Exception {
    try (var _ =
            server(packet ->
                List.of(packet instanceof Request ? new UnknownCommand() : new UnknownEvent()));
        var client = client(adapter, new Heard())) {
      var command = failure(() -> client.request("brew", A, SOON));
      assertThat(command.kind()).isEqualTo(Kind.UNKNOWN_COMMAND);
      assertThat(command).hasMessageContaining("'brew'");
      var event = failure(() -> client.subscribe("alert", SOON));
      assertThat(event.kind()).isEqualTo(Kind.UNKNOWN_EVENT);
      assertThat(event).hasMessageContaining("'alert'");
      assertThat(client.isOpen()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalCarriesItsWords(Adapter adapter) throws Exception {
    var no = ViciMessage.with().value("success", "no").value("errmsg", "no such thing").build();
    try (var _ = server(packet -> List.of(new Response(no)));
        var client = client(adapter, new Heard())) {
      var refused = failure(() -> client.request("load-conn", A, SOON));
      assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
      assertThat(refused).hasMessage("no such thing");
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutAnAnswerTheConnectionIsClosed(Adapter adapter) throws Exception {
    var heard = new Heard();
    try (var _ = server(packet -> List.of());
        var client = client(adapter, heard)) {
      var late = failure(() -> client.request("version", A, Duration.ofMillis(50)));
      assertThat(late.kind()).isEqualTo(Kind.TIMEOUT);
      assertThat(late).hasMessageContaining("'version'").hasMessageContaining("0.05 s");
      assertThat(heard.next()).startsWith("closed: ").contains("did not answer");
      assertThat(failure(() -> client.request("version", A, SOON)).kind()).isEqualTo(Kind.CLOSED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whenStrongSwanGoesWhoeverWaitsIsTold(Adapter adapter) throws Exception {
    var heard = new Heard();
    try (var _ = server(packet -> null);
        var client = client(adapter, heard)) {
      assertThat(failure(() -> client.request("version", A, SOON)).kind()).isEqualTo(Kind.CLOSED);
      assertThat(heard.next()).contains("stopped or was restarted");
      assertThat(client.isOpen()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  @SuppressWarnings("try") // closing early is the test
  void closingEndsAWaitingRequestFromAnotherThread(Adapter adapter) throws Exception {
    var heard = new Heard();
    try (var server = server(packet -> List.of());
        var client = client(adapter, heard)) {
      var waiting =
          CompletableFuture.supplyAsync(() -> failure(() -> client.request("version", A, SOON)));
      while (server.received.isEmpty()) {
        Thread.onSpinWait();
      }
      client.close();
      assertThat(waiting.get(5, TimeUnit.SECONDS).kind()).isEqualTo(Kind.CLOSED);
      assertThat(heard.next()).isEqualTo("closed: this side closed the connection");
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotViciEndsTheConnection(Adapter adapter) throws Exception {
    byte[][] wrong = {
      {0, 8, 0, 1, 1},
      {-1, -1, -1, -1},
      {0, 0, 0, 0},
      {0, 0, 0, 1, 99},
      ScriptedServer.frame(new Response(A)),
    };
    for (byte[] octets : wrong) {
      var heard = new Heard();
      try (var server = server(packet -> List.of(new Confirmed()));
          var client = client(adapter, heard)) {
        client.subscribe("log", SOON);
        server.sendRaw(octets);
        assertThat(heard.next()).startsWith("closed: ").contains("is not VICI");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAnswerOfTheWrongKindEndsTheConnection(Adapter adapter) throws Exception {
    try (var _ = server(packet -> List.of(new Confirmed()));
        var client = client(adapter, new Heard())) {
      assertThat(failure(() -> client.request("version", A, SOON)).kind())
          .isEqualTo(Kind.MALFORMED);
      assertThat(client.isOpen()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void largePacketsComeInPieces(Adapter adapter) throws Exception {
    var large = ViciMessage.with();
    for (int value = 0; value < 8; value++) {
      large.value("k" + value, "x".repeat(60_000));
    }
    var message = large.build();
    try (var _ =
            server(packet ->
                packet instanceof Request(_, ViciMessage asked)
                    ? List.of(new Response(asked))
                    : List.of());
        var client = client(adapter, new Heard())) {
      assertThat(client.request("echo", message, SOON)).isEqualTo(message);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMissingSocketSaysWhatToDo(Adapter adapter) {
    var nowhere = directory.resolve("nowhere.vici");

    assertThatThrownBy(() -> ViciClient.connect(nowhere, adapter.factory, new Heard(), "test"))
        .isInstanceOf(ViciException.class)
        .hasMessage(
            "strongSwan is not running or its VICI socket is elsewhere: "
                + nowhere
                + " does not exist; start it with `systemctl start strongswan` or set vpn.vici");
  }

  @ParameterizedTest
  @EnumSource
  void aSocketThatNobodyServesSaysWhatToDo(Adapter adapter) throws Exception {
    try (var bound = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      bound.bind(UnixDomainSocketAddress.of(socket()));
    }
    assertThat(Files.exists(socket())).as("the dead server's socket").isTrue();

    var failed =
        failure(() -> ViciClient.connect(socket(), adapter.factory, new Heard(), "test").close());

    assertThat(failed.kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(failed).hasMessageContaining("refused").hasMessageContaining("systemctl start");
  }

  private ScriptedServer server(Function<ViciPacket, @Nullable List<ViciPacket>> answers)
      throws Exception {
    Files.deleteIfExists(socket());
    return new ScriptedServer(socket(), answers);
  }

  private ViciClient client(Adapter adapter, Heard heard) throws ViciException {
    return ViciClient.connect(socket(), adapter.factory, heard, "test");
  }

  private Path socket() {
    return directory.resolve("v");
  }

  private interface Attempt {
    void run() throws ViciException;
  }

  private static ViciException failure(Attempt attempt) {
    return catchThrowableOfType(ViciException.class, attempt::run);
  }
}
