package org.dualmip.mobileip.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlgorithmTest {
  private static final String LARGE = "Test Using Larger Than Block-Size Key";

  /** RFC 2202 §2, test cases 1 to 7. */
  @ParameterizedTest
  @CsvSource({
    "0b, 16, Hi There, 9294727a3638bb1c13f48ef8158bfc9d",
    "4a656665, 1, what do ya want for nothing?, 750c783e6ab0b503eaa86e310a5db738",
    "0c, 16, Test With Truncation, 56461ef2342edc00f9bab995690efd4c",
    "aa, 80, " + LARGE + " - Hash Key First, 6b1ab7fe4bd7bf8f0b62e6ce61b9d0cd",
    "aa, 80, " + LARGE + " and Larger Than One Block-Size Data, 6f630fad67cda0ee1fb1f562db3aa53e"
  })
  void HMAC_MD5_gives_what_RFC_2202_says(String key, int times, String data, String digest) {
    expect(Algorithm.HMAC_MD5, key.repeat(times), data.getBytes(StandardCharsets.UTF_8), digest);
  }

  /** RFC 4231 §4, test cases 1, 2, 6 and 7. */
  @ParameterizedTest
  @CsvSource({
    "0b, 20, Hi There, b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    "4a656665, 1, what do ya want for nothing?,"
        + " 5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    "aa, 131, "
        + LARGE
        + " - Hash Key First, 60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    "aa, 131, This is a test using a larger than block-size key and a larger than block-size data."
        + " The key needs to be hashed before being used by the HMAC algorithm.,"
        + " 9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
  })
  void HMAC_SHA_256_gives_what_RFC_4231_says(String key, int times, String data, String digest) {
    expect(
        Algorithm.HMAC_SHA_256, key.repeat(times), data.getBytes(StandardCharsets.UTF_8), digest);
  }

  @Test
  void data_that_is_no_text_is_covered_too() {
    String counting = "0102030405060708090a0b0c0d0e0f10111213141516171819";
    byte[] dd = Octets.ofHex("dd".repeat(50)).toBytes();
    byte[] cd = Octets.ofHex("cd".repeat(50)).toBytes();
    expect(Algorithm.HMAC_MD5, "aa".repeat(16), dd, "56be34521d144c88dbb8c733f0e8b3f6");
    expect(Algorithm.HMAC_MD5, counting, cd, "697eaf0aca3a3aea3a75164746ffaa79");
    expect(
        Algorithm.HMAC_SHA_256,
        "aa".repeat(20),
        dd,
        "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
    expect(
        Algorithm.HMAC_SHA_256,
        counting,
        cd,
        "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b");
  }

  private static void expect(Algorithm algorithm, String key, byte[] data, String digest) {
    Octets authenticator = algorithm.authenticate(Octets.ofHex(key), data);
    assertThat(authenticator).hasToString(digest);
    assertThat(authenticator.size()).isEqualTo(algorithm.length());
  }
}
