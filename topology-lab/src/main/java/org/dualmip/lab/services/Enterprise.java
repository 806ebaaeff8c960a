package org.dualmip.lab.services;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.dualmip.lab.topology.ThreeTier;

/**
 * The configuration of everything that runs in the three-tier topology: two home agents, the VPN
 * gateway, the mobile node and two strongSwans.
 *
 * <p>Keys and certificates are new in every run.
 */
public final class Enterprise {
  private static final String GATEWAY_IDENTITY = "gw.lab.example";
  private static final String NODE_IDENTITY = "mn.lab.example";
  private static final int SECRET_OCTETS = 32;

  private final RunFolder folder;
  private final SecureRandom random = new SecureRandom();

  /** For a run. */
  public Enterprise(RunFolder folder) {
    this.folder = folder;
  }

  /** Writes all files. */
  public void write(Instant now) {
    var authority = new Authority(now);
    folder.write("ca.pem", authority.certificate());
    identity("gw", authority.issue(GATEWAY_IDENTITY, List.of(ThreeTier.GATEWAY.toString()), true));
    identity("mn", authority.issue(NODE_IDENTITY, List.of(), false));
    folder.write("mn-inner.key", secret());
    folder.write("mn-outer.key", secret());
    folder.write("iha.yaml", innerAgent());
    folder.write("xha.yaml", outerAgent());
    folder.write("gw.yaml", gateway());
    folder.write("mn.yaml", node());
    folder.write("gw.strongswan.conf", strongSwan("gw"));
    folder.write("mn.strongswan.conf", strongSwan("mn"));
  }

  /** Where the strongSwan of a node finds its configuration. */
  public Path strongSwanFile(String node) {
    return folder.secret().resolve(node + ".strongswan.conf");
  }

  private void identity(String name, Authority.Identity identity) {
    folder.write(name + ".pem", identity.certificate());
    folder.write(name + ".key", identity.key());
  }

  private String secret() {
    var octets = new byte[SECRET_OCTETS];
    random.nextBytes(octets);
    return HexFormat.of().formatHex(octets) + "\n";
  }

  private String innerAgent() {
    return """
    role: inner
    address: %s
    home-network: {prefix: 10.1.0.0/24, link: eth0}
    trusted-networks: [%s]
    lifetime: 600s
    previous-care-of: 2s
    keepalive: 20s
    mobile-nodes:
      - {home-address: %s, spi: 256, algorithm: hmac-sha-256, key-file: mn-inner.key, replay: timestamps}
    """
            .formatted(ThreeTier.INNER_AGENT, ThreeTier.INNER, ThreeTier.INNER_HOME_ADDRESS)
        + served("iha");
  }

  private String outerAgent() {
    return """
    role: outer
    address: %s
    home-network: {prefix: %s}
    lifetime: 600s
    previous-care-of: 2s
    keepalive: 20s
    mobile-nodes:
      - {nai: mn@lab.example, spi: 257, algorithm: hmac-sha-256, key-file: mn-outer.key, replay: timestamps}
    """
            .formatted(ThreeTier.OUTER_AGENT, ThreeTier.OUTER_HOME)
        + served("xha");
  }

  /** What an agent needs besides its duty. */
  private String served(String agent) {
    return """
    state: %s
    control: %s
    events: %s
    """
        .formatted(
            folder.secret().resolve(agent + ".state"),
            folder.control(agent),
            folder.events(agent).toAbsolutePath());
  }

  private String node() {
    return """
    interfaces:
      - {name: wlan0, preference: 10, cost: 0}
      - {name: wwan0, preference: 10, cost: 0}
    inner:
      home-address: %s
      home-agent: %s
      spi: 256
      algorithm: hmac-sha-256
      key-file: mn-inner.key
      replay: timestamps
      networks: [%s]
      lifetime: 600s
      monitor: 60s
    outer:
      home-agent: %s
      nai: mn@lab.example
      spi: 257
      algorithm: hmac-sha-256
      key-file: mn-outer.key
      replay: timestamps
      networks: [%s]
      lifetime: 600s
    vpn:
      vici: %s
      gateway: %s
      identity: %s
      gateway-identity: %s
      certificate: mn.pem
      key: mn.key
      ca: ca.pem
      pool: %s
    control: %s
    events: %s
    """
        .formatted(
            ThreeTier.INNER_HOME_ADDRESS,
            ThreeTier.INNER_AGENT,
            ThreeTier.INNER,
            ThreeTier.OUTER_AGENT,
            ThreeTier.OUTER_HOME,
            folder.vici("mn"),
            ThreeTier.GATEWAY,
            NODE_IDENTITY,
            GATEWAY_IDENTITY,
            ThreeTier.VPN_POOL,
            folder.control("mn"),
            folder.events("mn").toAbsolutePath());
  }

  private String gateway() {
    return """
    vici: %s
    address: %s
    identity: %s
    certificate: gw.pem
    key: gw.key
    ca: ca.pem
    networks: [%s]
    pool: %s
    """
        .formatted(
            folder.vici("gw"),
            ThreeTier.GATEWAY,
            GATEWAY_IDENTITY,
            ThreeTier.INNER,
            ThreeTier.VPN_POOL);
  }

  /**
   * kernel-libipsec must stand before kernel-netlink, or ESP is left to a kernel that may not have
   * it. The first retransmission comes early: with the default of 4 s one lost datagram costs 4 s.
   */
  private String strongSwan(String node) {
    return """
    charon-systemd {
      load = random nonce openssl aes sha1 sha2 hmac kdf gcm pem pkcs1 pkcs8 x509 revocation \
    constraints pubkey kernel-libipsec kernel-netlink socket-default vici updown counters
      retransmit_timeout = 0.4
      retransmit_base = 1.5
      retransmit_tries = 6
      plugins {
        vici {
          socket = unix://%s
        }
        kernel-libipsec {
          load = yes
        }
      }
      filelog {
        main {
          path = "%s"
          time_format = %%H:%%M:%%S
          time_add_ms = yes
          default = 1
          ike = 2
          flush_line = yes
        }
      }
    }
    """
        .formatted(folder.vici(node), folder.log(node + "-charon").toAbsolutePath());
  }
}
