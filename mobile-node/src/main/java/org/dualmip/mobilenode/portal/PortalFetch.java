package org.dualmip.mobilenode.portal;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.dualmip.service.Json;
import org.jspecify.annotations.Nullable;

/**
 * Asks a question about captivity by HTTP, on the calling thread and in its network namespace. It
 * says nothing of itself that a browser would, follows nobody, and reads little.
 *
 * @param trust who vouches for API servers; null for those whom this host trusts
 */
public record PortalFetch(@Nullable SSLSocketFactory trust) {
  private static final int PATIENCE = 5_000;
  private static final int OCTETS_MAX = 64 << 10;
  private static final String MEDIA_TYPE = "application/captive+json";

  /**
   * One that believes those whom a file names.
   *
   * @param file certificates in PEM; null for those whom this host trusts
   * @throws IllegalArgumentException if it cannot be used, naming it
   */
  public static PortalFetch trusting(@Nullable Path file) {
    if (file == null) {
      return new PortalFetch(null);
    }
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore known = KeyStore.getInstance(KeyStore.getDefaultType());
      known.load(null, null);
      int number = 0;
      for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        known.setCertificateEntry("portal" + number++, one);
      }
      TrustManagerFactory trusted =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trusted.init(known);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trusted.getTrustManagers(), null);
      return new PortalFetch(context.getSocketFactory());
    } catch (IOException | GeneralSecurityException unfit) {
      throw new IllegalArgumentException(
          file + " cannot be used as certificates to trust: " + unfit.getMessage(), unfit);
    }
  }

  /** Asks the portal's API (RFC 8908 §4, §5). */
  public PortalAnswer api(String uri) {
    try {
      HttpURLConnection connection = open(uri);
      try {
        if (!(connection instanceof HttpsURLConnection tls)) {
          return new PortalAnswer.Nothing("an API without TLS");
        }
        if (trust != null) {
          tls.setSSLSocketFactory(trust);
        }
        connection.setRequestProperty("Accept", MEDIA_TYPE);
        int status = connection.getResponseCode();
        String type = connection.getContentType();
        if (status != 200
            || type == null
            || !type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(MEDIA_TYPE)) {
          return new PortalAnswer.Nothing("the API answers " + status + " with " + type);
        }
        return read(body(connection));
      } finally {
        connection.disconnect();
      }
    } catch (IOException | IllegalArgumentException failed) {
      return new PortalAnswer.Nothing(String.valueOf(failed.getMessage()));
    }
  }

  /** Gets a page by plain HTTP, which should be empty (204). */
  public PortalAnswer probe(String uri) {
    try {
      HttpURLConnection connection = open(uri);
      try {
        int status = connection.getResponseCode();
        String location = connection.getHeaderField("Location");
        if (status == 204) {
          return new PortalAnswer.Empty();
        }
        return status >= 300 && status < 400 && location != null
            ? new PortalAnswer.Redirected(URI.create(uri).resolve(location).toString())
            : new PortalAnswer.Other(status);
      } finally {
        connection.disconnect();
      }
    } catch (IOException | IllegalArgumentException failed) {
      return new PortalAnswer.Nothing(String.valueOf(failed.getMessage()));
    }
  }

  private static HttpURLConnection open(String uri) throws IOException {
    if (!(URI.create(uri).toURL().openConnection() instanceof HttpURLConnection connection)) {
      throw new IOException("not a page of HTTP: " + uri);
    }
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setConnectTimeout(PATIENCE);
    connection.setReadTimeout(PATIENCE);
    connection.setRequestProperty("User-Agent", "Mozilla/5.0");
    // The next question may be for another network: it must not find this connection again.
    connection.setRequestProperty("Connection", "close");
    return connection;
  }

  private static String body(HttpURLConnection connection) throws IOException {
    try (InputStream in = connection.getInputStream()) {
      byte[] octets = in.readNBytes(OCTETS_MAX + 1);
      if (octets.length > OCTETS_MAX) {
        throw new IOException("an answer without end");
      }
      return new String(octets, StandardCharsets.UTF_8);
    }
  }

  /** The keys of RFC 8908 §5; others are for others. */
  static PortalAnswer read(String json) {
    Object value;
    try {
      value = Json.read(json);
    } catch (RuntimeException malformed) {
      return new PortalAnswer.Nothing("the API's answer is no JSON");
    }
    if (!(value instanceof Map<?, ?> keys) || !(keys.get("captive") instanceof Boolean captive)) {
      return new PortalAnswer.Nothing("the API's answer does not say whether this node is captive");
    }
    String page = keys.get("user-portal-url") instanceof String text ? text : null;
    Duration remaining =
        keys.get("seconds-remaining") instanceof Number seconds && seconds.longValue() >= 0
            ? Duration.ofSeconds(Math.min(seconds.longValue(), Integer.MAX_VALUE))
            : null;
    return new PortalAnswer.Told(captive, page, remaining);
  }
}
