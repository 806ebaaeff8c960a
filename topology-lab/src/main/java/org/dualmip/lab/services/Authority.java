package org.dualmip.lab.services;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemGenerationException;
import org.bouncycastle.util.io.pem.PemObject;

/**
 * A certification authority for one run: P-256 keys, certificates valid for a few days (RFC 5280).
 * Belongs to one thread.
 */
public final class Authority {
  private static final Duration VALIDITY = Duration.ofDays(7);
  private static final Duration CLOCK_SKEW = Duration.ofHours(1);
  private static final X500Name ISSUER = new X500Name("O=DualMIP lab, CN=lab CA");

  private final SecureRandom random = new SecureRandom();
  private final Instant now;
  private final KeyPair keys = newKeys();
  private final X509Certificate certificate;

  /**
   * A certificate and its key, both in PEM.
   *
   * @param certificate X.509
   * @param key PKCS #8, not encrypted
   */
  public record Identity(String certificate, String key) {}

  /** Makes the authority's own key and certificate. */
  public Authority(Instant now) {
    this.now = now;
    try {
      var builder = builder(ISSUER, keys);
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      certificate = signed(builder);
    } catch (CertIOException bug) {
      throw new IllegalStateException(bug);
    }
  }

  /** The authority's certificate in PEM. */
  public String certificate() {
    return pem(certificate);
  }

  /**
   * Issues a certificate for a VPN peer.
   *
   * @param dnsName its identity
   * @param addresses that it also answers for; may be empty
   * @param server whether clients may trust it as a server (RFC 5280 §4.2.1.12)
   */
  public Identity issue(String dnsName, List<String> addresses, boolean server) {
    KeyPair subject = newKeys();
    try {
      var builder = builder(new X500Name("O=DualMIP lab, CN=" + dnsName), subject);
      var names = new ArrayList<GeneralName>();
      names.add(new GeneralName(GeneralName.dNSName, dnsName));
      addresses.forEach(address -> names.add(new GeneralName(GeneralName.iPAddress, address)));
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(names.toArray(GeneralName[]::new)));
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(
              server ? KeyPurposeId.id_kp_serverAuth : KeyPurposeId.id_kp_clientAuth));
      return new Identity(
          pem(signed(builder)), pem(new JcaPKCS8Generator(subject.getPrivate(), null)));
    } catch (CertIOException | PemGenerationException bug) {
      throw new IllegalStateException(bug);
    }
  }

  private JcaX509v3CertificateBuilder builder(X500Name subject, KeyPair subjectKeys) {
    return new JcaX509v3CertificateBuilder(
        ISSUER,
        new BigInteger(120, random),
        Date.from(now.minus(CLOCK_SKEW)),
        Date.from(now.plus(VALIDITY)),
        subject,
        subjectKeys.getPublic());
  }

  private X509Certificate signed(JcaX509v3CertificateBuilder builder) {
    try {
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException | GeneralSecurityException bug) {
      throw new IllegalStateException("this JDK cannot sign with P-256", bug);
    }
  }

  private KeyPair newKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException bug) {
      throw new IllegalStateException("this JDK has no P-256", bug);
    }
  }

  private static String pem(Object what) {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      // PKCS #8 (RFC 5958): the older form that the library would choose leaves out the curve.
      writer.writeObject(
          what instanceof PrivateKey key ? new PemObject("PRIVATE KEY", key.getEncoded()) : what);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }
}
