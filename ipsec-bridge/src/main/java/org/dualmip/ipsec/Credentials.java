package org.dualmip.ipsec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What one end proves itself with, and whom it believes: X.509 certificates and a key (RFC 4945),
 * as PEM text.
 *
 * @param certificate this end's own
 * @param intermediates between it and the authority, often none
 * @param key the private key of the certificate
 * @param authority the one certificate authority that the peer's certificate must come from
 */
public record Credentials(
    String certificate, List<String> intermediates, String key, String authority) {
  private static final long FILE_MAX = 256 * 1024;
  private static final Pattern CERTIFICATE =
      Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN ([A-Z]+ )?PRIVATE KEY-----.*?-----END ([A-Z]+ )?PRIVATE KEY-----",
          Pattern.DOTALL);

  public Credentials {
    intermediates = List.copyOf(intermediates);
  }

  /**
   * Reads and checks the files, so that a mistake is found here and not as a refused connection.
   *
   * @param certificate PEM, this end's certificate first, intermediates after it
   * @param key PEM, unencrypted
   * @param authority PEM, one certificate
   * @param identity the name that the certificate must carry in subjectAltName, or its subject
   * @throws IllegalArgumentException naming the file, what is wrong and what is expected
   */
  public static Credentials read(Path certificate, Path key, Path authority, String identity) {
    List<String> own = all(CERTIFICATE, certificate, "a certificate (BEGIN CERTIFICATE)");
    String secret = all(KEY, key, "an unencrypted private key (BEGIN PRIVATE KEY)").getFirst();
    String trusted = all(CERTIFICATE, authority, "a certificate (BEGIN CERTIFICATE)").getFirst();
    var read = new Credentials(own.getFirst(), own.subList(1, own.size()), secret, trusted);
    CredentialsCheck.check(read, identity, certificate, key, authority);
    return read;
  }

  private static List<String> all(Pattern pattern, Path file, String expected) {
    var found = new ArrayList<String>();
    var matcher = pattern.matcher(text(file));
    while (matcher.find()) {
      found.add(matcher.group() + "\n");
    }
    if (found.isEmpty()) {
      throw new IllegalArgumentException(file + ": expected PEM with " + expected);
    }
    return found;
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > FILE_MAX) {
        throw new IllegalArgumentException(file + ": too large for PEM, over " + FILE_MAX);
      }
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException missing) {
      throw new IllegalArgumentException(file + ": does not exist", missing);
    } catch (IOException failed) {
      throw new IllegalArgumentException(
          file + ": cannot be read (" + failed.getMessage() + ")", failed);
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "Credentials[key hidden]";
  }
}
