package org.dualmip.ipsec;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Finds what would make strongSwan or its peer refuse, with the file at fault. */
final class CredentialsCheck {
  private CredentialsCheck() {}

  static void check(
      Credentials credentials, String identity, Path certificate, Path key, Path authority) {
    X509Certificate own = parse(credentials.certificate(), certificate);
    X509Certificate trusted = parse(credentials.authority(), authority);
    if (trusted.getBasicConstraints() < 0) {
      throw new IllegalArgumentException(
          authority + ": is not the certificate of an authority (no CA basic constraint)");
    }
    dates(own, certificate);
    dates(trusted, authority);
    identity(own, identity, certificate);
    issuer(own, credentials.intermediates(), trusted, certificate, authority);
    belongs(own, credentials.key(), certificate, key);
  }

  private static X509Certificate parse(String pem, Path file) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.ISO_8859_1)));
    } catch (GeneralSecurityException broken) {
      throw new IllegalArgumentException(
          file + ": the certificate is damaged (" + broken.getMessage() + ")", broken);
    }
  }

  private static void dates(X509Certificate certificate, Path file) {
    Instant now = Instant.now();
    Instant from = certificate.getNotBefore().toInstant();
    Instant to = certificate.getNotAfter().toInstant();
    if (now.isAfter(to)) {
      throw new IllegalArgumentException(file + ": expired at " + to + "; issue a new one");
    }
    if (now.isBefore(from)) {
      throw new IllegalArgumentException(
          file + ": is valid from " + from + " only; is this machine's clock right?");
    }
  }

  private static void identity(X509Certificate certificate, String identity, Path file) {
    if (identity.contains("=")) {
      // A distinguished name has many spellings; strongSwan compares it.
      return;
    }
    var names = new ArrayList<String>();
    try {
      Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
      if (alternatives != null) {
        alternatives.forEach(name -> names.add(String.valueOf(name.get(1))));
      }
    } catch (CertificateParsingException broken) {
      throw new IllegalArgumentException(
          file + ": its subjectAltName is damaged (" + broken.getMessage() + ")", broken);
    }
    if (names.stream().noneMatch(identity::equalsIgnoreCase)) {
      throw new IllegalArgumentException(
          file + ": does not carry the identity " + identity + "; its subjectAltName is " + names);
    }
  }

  private static void issuer(
      X509Certificate own,
      List<String> intermediates,
      X509Certificate trusted,
      Path certificate,
      Path authority) {
    var candidates = new ArrayList<X509Certificate>();
    intermediates.forEach(pem -> candidates.add(parse(pem, certificate)));
    X509Certificate at = own;
    while (!signed(at, trusted)) {
      X509Certificate next = null;
      for (X509Certificate candidate : candidates) {
        if (signed(at, candidate)) {
          next = candidate;
        }
      }
      if (next == null) {
        throw new IllegalArgumentException(
            certificate
                + ": is not issued by "
                + authority
                + " ("
                + trusted.getSubjectX500Principal()
                + "); its issuer is "
                + at.getIssuerX500Principal());
      }
      candidates.remove(next);
      at = next;
    }
  }

  private static boolean signed(X509Certificate subject, X509Certificate by) {
    try {
      subject.verify(by.getPublicKey());
      return Objects.equals(subject.getIssuerX500Principal(), by.getSubjectX500Principal());
    } catch (GeneralSecurityException not) {
      return false;
    }
  }

  private static void belongs(X509Certificate own, String pem, Path certificate, Path key) {
    if (!pem.startsWith("-----BEGIN PRIVATE KEY-----")) {
      // The older forms are read by strongSwan, not by the JDK.
      return;
    }
    try {
      byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "").strip());
      String algorithm = own.getPublicKey().getAlgorithm();
      PrivateKey secret =
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      String scheme = scheme(algorithm);
      if (scheme != null) {
        Signature signature = Signature.getInstance(scheme);
        signature.initSign(secret);
        signature.update((byte) 1);
        byte[] proof = signature.sign();
        signature.initVerify(own.getPublicKey());
        signature.update((byte) 1);
        if (!signature.verify(proof)) {
          throw new IllegalArgumentException(key + ": is not the key of " + certificate);
        }
      }
    } catch (GeneralSecurityException | IllegalArgumentException failed) {
      throw new IllegalArgumentException(
          key + ": is not the key of " + certificate + " (or is damaged)", failed);
    }
  }

  private static @Nullable String scheme(String algorithm) {
    return switch (algorithm) {
      case "EC" -> "SHA256withECDSA";
      case "RSA" -> "SHA256withRSA";
      case "EdDSA", "Ed25519" -> "EdDSA";
      default -> null;
    };
  }
}
