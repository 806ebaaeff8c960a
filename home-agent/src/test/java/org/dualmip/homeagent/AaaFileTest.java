package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.Authenticator;
import org.dualmip.mobileip.security.MobileAaaKey;
import org.dualmip.service.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AaaFileTest {
  private static final String KEY = "00112233445566778899aabbccddeeff";
  private static final String FILE =
      """
      mobile-nodes:
        - {nai: mn@lab.example, keys: [{spi: 2, key: "%1$s"}, {spi: 300, key: "%1$s"}]}
        - {home-address: 10.1.0.100, keys: [{spi: 300, key: "%1$s"}]}
      """
          .formatted(KEY);
  private static final Octets COVERED = Octets.of(new byte[] {1, 2, 3});
  private static final Octets CHALLENGE = Octets.of(new byte[] {4, 5, 6, 7});

  @TempDir Path directory = Path.of("");

  private Path file(String text) throws Exception {
    return Files.writeString(directory.resolve("aaa.yaml"), text);
  }

  @Test
  void nodesAreBelievedByNameOrHomeAddressAndByEachOfTheirKeys() throws Exception {
    Authenticator known = AaaFile.read(file(FILE)).authenticator();
    for (int spi : new int[] {2, 300}) {
      Octets right =
          new MobileAaaKey(spi, Algorithm.HMAC_SHA_256, Octets.ofHex(KEY))
              .authenticate(COVERED, CHALLENGE);
      assertThat(
              known.accepts(
                  new Authenticator.Claim(
                      "mn@lab.example", Ip4.ANY, spi, COVERED, CHALLENGE, right)))
          .isTrue();
      assertThat(
              known.accepts(
                  new Authenticator.Claim(
                      "other@lab.example", Ip4.ANY, spi, COVERED, CHALLENGE, right)))
          .isFalse();
      assertThat(
              known.accepts(
                  new Authenticator.Claim(
                      null, Ip4.of("10.1.0.100"), spi, COVERED, CHALLENGE, right)))
          .isEqualTo(spi == 300);
    }
  }

  @Test
  void aMistakeIsNamedWithItsPlace() throws Exception {
    Path wrong = file(FILE.replace("spi: 2,", "spi: 3,"));
    ConfigException refused =
        catchThrowableOfType(ConfigException.class, () -> AaaFile.read(wrong));
    assertThat(refused.problems().getFirst().toString())
        .endsWith(
            "aaa.yaml:2:40: mobile-nodes[0].keys[0].spi: SPI 3; expected 2 for CHAP (RFC 4721 §8),"
                + " or 256 to 4294967295");
  }
}
