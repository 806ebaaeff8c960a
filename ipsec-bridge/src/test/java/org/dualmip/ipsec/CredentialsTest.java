package org.dualmip.ipsec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // built before each test
class CredentialsTest {
  private static final String NAME = "mn.lab.example";

  @TempDir Path folder;
  private TestAuthority authority;
  private TestAuthority.Files3 good;

  @BeforeEach
  void issue() {
    authority = new TestAuthority(folder, "ca");
    good = authority.issue(NAME);
  }

  @Test
  void whatFitsTogetherIsReadAndTheKeyIsNeverPrinted() throws Exception {
    var credentials = good.read(NAME);

    assertThat(credentials.certificate()).isEqualTo(Files.readString(good.certificate()));
    assertThat(credentials.key()).isEqualTo(Files.readString(good.key()));
    assertThat(credentials.toString()).doesNotContain("PRIVATE");
  }

  @Test
  void anotherIdentityIsNamedWithWhatTheCertificateCarries() {
    assertThatThrownBy(() -> good.read("other.lab.example"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            good.certificate()
                + ": does not carry the identity other.lab.example; its subjectAltName is ["
                + NAME
                + "]");
  }

  @Test
  void aKeyOfAnotherCertificateIsFound() {
    var other = authority.issue("other.lab.example");

    assertThatThrownBy(
            () -> Credentials.read(good.certificate(), other.key(), good.authority(), NAME))
        .hasMessageContaining(other.key() + ": is not the key of " + good.certificate());
  }

  @Test
  void aCertificateOfAnotherAuthorityIsFound() {
    var stranger = new TestAuthority(folder, "stranger").issue(NAME);

    assertThatThrownBy(
            () -> Credentials.read(good.certificate(), good.key(), stranger.authority(), NAME))
        .hasMessageContaining("is not issued by " + stranger.authority())
        .hasMessageContaining("CN=ca");
  }

  @Test
  void anExpiredCertificateIsFound() {
    var old = authority.issue("old.lab.example", Instant.now().minus(Duration.ofHours(1)));

    assertThatThrownBy(() -> old.read("old.lab.example")).hasMessageContaining("expired at");
  }

  @Test
  void aCertificateIsNoAuthority() {
    assertThatThrownBy(
            () -> Credentials.read(good.certificate(), good.key(), good.certificate(), NAME))
        .hasMessageContaining("is not the certificate of an authority");
  }

  @Test
  void missingFilesAndWhatIsNotPemAreNamed() throws Exception {
    Path nowhere = folder.resolve("nowhere.pem");
    assertThatThrownBy(() -> Credentials.read(nowhere, good.key(), good.authority(), NAME))
        .hasMessage(nowhere + ": does not exist");
    assertThatThrownBy(
            () -> Credentials.read(good.certificate(), good.certificate(), good.authority(), NAME))
        .hasMessageContaining(
            good.certificate() + ": expected PEM with an unencrypted private key");
    Path damaged = folder.resolve("damaged.pem");
    Files.writeString(
        damaged, Files.readString(good.certificate()).replaceFirst("\n.{20}", "\nAAAA"));
    assertThatThrownBy(() -> Credentials.read(damaged, good.key(), good.authority(), NAME))
        .hasMessageContaining("damaged");
  }
}
