package org.dualmip.lab.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.dualmip.lab.deployment.Enterprise;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
  @TempDir Path temporary;
  private RunFolder folder;

  @BeforeEach
  void render() {
    folder = new RunFolder(temporary.resolve("secret"), temporary.resolve("out"));
    folder.create();
    new Installation(folder).write(Enterprise.whole(), Instant.now());
  }

  @Test
  void keepsEverythingSecretToItsOwner() throws Exception {
    try (var files = Files.list(folder.secret())) {
      for (Path file : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .as(file.toString())
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void givesNodeAndAgentsTheSameSecretsByFile() throws Exception {
    assertThat(Files.readString(folder.secret().resolve("mn-inner.key")).strip())
        .matches("[0-9a-f]{64}")
        .isNotEqualTo(Files.readString(folder.secret().resolve("mn-outer.key")).strip());
    assertThat(read("iha.yaml")).contains("role: inner", "spi: 256", "key-file: mn-inner.key");
    assertThat(read("xha.yaml")).contains("role: outer", "spi: 257", "key-file: mn-outer.key");
    assertThat(read("mn.yaml")).contains("spi: 256", "spi: 257", "home-address: 10.1.0.100");
  }

  @Test
  void rendersKeysInTheFirstColumnAndNoPlaceholderStaysOpen() throws Exception {
    for (String name : List.of("iha.yaml", "xha.yaml", "gw.yaml", "mn.yaml")) {
      assertThat(Files.readAllLines(folder.secret().resolve(name)))
          .as(name)
          .allMatch(line -> line.matches("[a-z-]+: ?.*|  [a-z-]+: .*|  - \\{.*}|    - \\{.*}"))
          .noneMatch(line -> line.contains("%s"));
    }
  }

  @Test
  void letsTheUserSpaceIpsecGoBeforeTheKernels() throws Exception {
    String load =
        read("mn.strongswan.conf")
            .lines()
            .filter(line -> line.contains("load = random"))
            .findFirst()
            .orElseThrow();
    assertThat(load.indexOf("kernel-libipsec"))
        .isPositive()
        .isLessThan(load.indexOf("kernel-netlink"));
    assertThat(read("mn.strongswan.conf"))
        .contains("socket = unix://" + folder.vici("mn"), "retransmit_timeout = 0.4");
  }

  @Test
  void issuesCertificatesThatTheAuthorityVouchesForAndKeysThatFit() throws Exception {
    X509Certificate ca = certificate("ca.pem");
    ca.verify(ca.getPublicKey());
    assertThat(ca.getBasicConstraints()).isZero();
    X509Certificate gateway = certificate("gw.pem");
    gateway.verify(ca.getPublicKey());
    assertThat(gateway.getSubjectAlternativeNames().toString())
        .contains("gw.lab.example")
        .contains("198.18.0.2");
    assertThat(gateway.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    X509Certificate node = certificate("mn.pem");
    node.verify(ca.getPublicKey());
    assertThat(node.getSubjectAlternativeNames().toString()).contains("mn.lab.example");
    assertThat(node.getBasicConstraints()).isEqualTo(-1);
    var signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(key("mn.key"));
    signer.update((byte) 1);
    byte[] signature = signer.sign();
    signer.initVerify(node);
    signer.update((byte) 1);
    assertThat(signer.verify(signature)).isTrue();
  }

  private PrivateKey key(String name) throws Exception {
    String base64 = read(name).replaceAll("-----[A-Z ]+-----|\\s", "");
    return KeyFactory.getInstance("EC")
        .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
  }

  private String read(String name) throws Exception {
    return Files.readString(folder.secret().resolve(name));
  }

  private X509Certificate certificate(String name) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(
                new ByteArrayInputStream(read(name).getBytes(StandardCharsets.US_ASCII)));
  }
}
