package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryKeyTest {
  @TempDir Path directory = Path.of("");

  private Path file() {
    return directory.resolve("discovery.key");
  }

  private void write(String text, String permissions) throws IOException {
    Files.writeString(file(), text);
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString(permissions));
  }

  @Test
  void theFirstStartMakesAKeyThatOnlyTheOwnerCanRead() throws IOException {
    DiscoverySecret made = DiscoveryKey.open(directory);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    assertThat(Files.readString(file())).isEqualTo(made.toStored() + "\n");
    assertThat(directory.toFile().list()).as("no draft is left").containsExactly("discovery.key");
  }

  @Test
  void theNextStartReadsIt() {
    DiscoverySecret made = DiscoveryKey.open(directory);
    assertThat(DiscoveryKey.open(directory).publicKey()).isEqualTo(made.publicKey());
  }

  @Test
  void twoAgentsHaveTwoKeys(@TempDir Path other) {
    assertThat(DiscoveryKey.open(directory).publicKey())
        .isNotEqualTo(DiscoveryKey.open(other).publicKey());
  }

  @Test
  void whatAnEarlierStartLeftUnfinishedIsMadeAnew() throws IOException {
    Files.writeString(directory.resolve("discovery.key.new"), "half");
    DiscoverySecret made = DiscoveryKey.open(directory);
    assertThat(Octets.ofHex(Files.readString(file()).strip())).isEqualTo(made.toStored());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----"})
  void aKeyThatOthersCanUseIsNotUsed(String permissions) throws IOException {
    write("77".repeat(32), permissions);
    assertThatThrownBy(() -> DiscoveryKey.open(directory))
        .isInstanceOf(CannotServe.class)
        .hasMessageContaining("chmod 600 " + file())
        .hasMessageContaining("a new one is made");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "77", "no key", "zz"})
  void aDamagedKeyIsSaidSoAndNotPrinted(String text) throws IOException {
    write(text.isEmpty() ? "" : text + "5e".repeat(31) + "5", "rw-------");
    assertThatThrownBy(() -> DiscoveryKey.open(directory))
        .isInstanceOf(CannotServe.class)
        .hasMessageContaining(file() + " is not 64 hexadecimal digits")
        .hasMessageNotContaining("5e5e")
        .hasNoCause();
  }

  @Test
  void aDirectoryThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> DiscoveryKey.open(directory.resolve("nowhere")))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("nowhere");
  }
}
