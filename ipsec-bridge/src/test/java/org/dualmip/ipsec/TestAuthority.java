package org.dualmip.ipsec;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues certificates on P-256, as files in a folder. */
final class TestAuthority {
  private static final AtomicLong SERIAL = new AtomicLong(1);

  /** The files of one end. */
  record Files3(Path certificate, Path key, Path authority) {
    Credentials read(String identity) {
      return Credentials.read(certificate, key, authority, identity);
    }
  }

  private final Path folder;
  private final String name;
  private final KeyPair keys;
  private final Path certificate;

  TestAuthority(Path folder, String name) {
    this.folder = folder;
    this.name = name;
    this.keys = keys();
    this.certificate = folder.resolve(name + ".pem");
    write(certificate, issue(name, null, keys, Instant.now().plus(Duration.ofDays(1))));
  }

  /** Issues for a day. */
  Files3 issue(String identity) {
    return issue(identity, Instant.now().plus(Duration.ofDays(1)));
  }

  /** Issues up to the given time. */
  Files3 issue(String identity, Instant until) {
    KeyPair own = keys();
    Path file = folder.resolve(name + "-" + identity + ".pem");
    Path key = folder.resolve(name + "-" + identity + ".key");
    write(file, issue(identity, identity, own, until));
    try {
      write(key, new JcaPKCS8Generator(own.getPrivate(), null));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
    return new Files3(file, key, certificate);
  }

  private X509Certificate issue(
      String subject, @org.jspecify.annotations.Nullable String dns, KeyPair own, Instant until) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=" + name),
              BigInteger.valueOf(SERIAL.getAndIncrement()),
              Date.from(Instant.now().minus(Duration.ofDays(2))),
              Date.from(until),
              new X500Name("CN=" + subject),
              own.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(dns == null));
      if (dns != null) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, dns)));
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (CertIOException | OperatorCreationException | GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static KeyPair keys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static void write(Path file, Object content) {
    try {
      var text = new StringWriter();
      try (var pem = new JcaPEMWriter(text)) {
        pem.writeObject(content);
      }
      Files.writeString(file, text.toString());
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
