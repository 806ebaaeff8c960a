package org.dualmip.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlOptionTest {
  @TempDir Path run;

  @Test
  void socketsAreFoundInFoldersOfOursAlone() throws IOException {
    Path ours = Files.createDirectories(run.resolve("dualmip-lab/1a2b"));
    Path others = Files.createDirectories(run.resolve("others"));
    Files.createFile(ours.resolve("file.control"));
    try (var _ = serve(ours.resolve("iha.control"));
        var _ = serve(ours.resolve("mn.vici"));
        var _ = serve(others.resolve("x.control"))) {
      assertThat(ControlOption.found(run)).containsExactly(ours.resolve("iha.control"));
    }
  }

  @Test
  void noFolderIsNoSocket() {
    assertThat(ControlOption.found(run.resolve("nowhere"))).isEmpty();
  }

  @Test
  void oneSocketIsTheOneThatIsMeant() {
    Path socket = Path.of("/run/dualmip/mn.control");
    assertThat(ControlOption.onlyOne(List.of(socket), List.of())).isEqualTo(socket);
  }

  @Test
  void withoutOneOrWithSeveralTheUserIsToldWhatToType() {
    assertThatThrownBy(() -> ControlOption.onlyOne(List.of(), List.of()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("--control PATH");
    assertThatThrownBy(() -> ControlOption.onlyOne(List.of(), List.of(Path.of("/run/dualmip"))))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("no right to look into /run/dualmip")
        .hasMessageContaining("sudo");
    assertThatThrownBy(() ->
            ControlOption.onlyOne(List.of(Path.of("/run/a.control"), Path.of("/run/b")), List.of()))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("--control /run/a.control")
        .hasMessageContaining("--control /run/b");
  }

  private static ServerSocketChannel serve(Path socket) throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(socket));
  }
}
