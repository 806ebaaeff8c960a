package org.dualmip.cli.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.dualmip.lab.services.Authority;

/**
 * Configuration files as an operator writes them.
 *
 * @param folder where they go
 */
record Configurations(Path folder) {
  /** An outer home agent at 203.0.113.2. */
  static final String AGENT =
      """
      role: outer
      address: 203.0.113.2
      home-network: {prefix: 203.0.113.128/26}
      mobile-nodes:
        - {nai: mn@lab.example, spi: 257, key: 00112233445566778899aabbccddeeff}
      state: agent.state
      control: agent.control
      events: agent.jsonl
      """;

  /** A mobile node whose strongSwan is not there. */
  static final String NODE =
      """
      interfaces:
        - {name: wlan0}
      inner:
        home-address: 10.1.0.100
        home-agent: 10.1.0.2
        spi: 256
        key: 00112233445566778899aabbccddeeff
        networks: [10.1.0.0/16]
      outer:
        home-agent: 203.0.113.2
        nai: mn@lab.example
        spi: 257
        key: 00112233445566778899aabbccddeeff
      vpn:
        vici: no-strongswan.vici
        gateway: 198.18.0.2
        identity: mn.lab.example
        gateway-identity: gw.lab.example
        certificate: mn.pem
        key: mn.key
        ca: ca.pem
      control: node.control
      events: node.jsonl
      """;

  /** A gateway whose strongSwan is not there. */
  static final String GATEWAY =
      """
      vici: no-strongswan.vici
      address: 198.18.0.2
      identity: gw.lab.example
      certificate: gw.pem
      key: gw.key
      ca: ca.pem
      networks: [10.1.0.0/16]
      pool: 10.1.99.0/24
      control: gateway.control
      """;

  /** Writes one and gives its path. */
  Path write(String name, String text) {
    Path file = folder.resolve(name);
    try {
      Files.writeString(file, text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    return file;
  }

  /** Writes the certificates and keys that the others name. */
  void writeCredentials() {
    var authority = new Authority(Instant.now());
    write("ca.pem", authority.certificate());
    identity("gw", authority.issue("gw.lab.example", List.of("198.18.0.2"), true));
    identity("mn", authority.issue("mn.lab.example", List.of(), false));
  }

  private void identity(String name, Authority.Identity identity) {
    write(name + ".pem", identity.certificate());
    write(name + ".key", identity.key());
  }
}
