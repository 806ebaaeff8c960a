package org.dualmip.lab.services;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.dualmip.lab.deployment.Daemon;
import org.dualmip.lab.deployment.Daemon.Verb;
import org.dualmip.lab.deployment.Deployment;
import org.dualmip.lab.deployment.Yaml;

/**
 * The files of a deployment: a configuration for each service, a secret for each {@code key-file}
 * that one of them names, certificates, and a {@code strongswan.conf} where there is a VPN.
 *
 * <p>Keys and certificates are new in every run.
 */
public final class Installation {
  private static final Pattern KEY_FILE = Pattern.compile("key-file: ([\\w.-]+)");
  private static final int SECRET_OCTETS = 32;

  private final RunFolder folder;
  private final SecureRandom random = new SecureRandom();

  /** For a run. */
  public Installation(RunFolder folder) {
    this.folder = folder;
  }

  /** Writes all files. */
  public void write(Deployment deployment, Instant now) {
    var authority = new Authority(now);
    folder.write("ca.pem", authority.certificate());
    var secrets = new TreeSet<String>();
    for (Daemon daemon : deployment.daemons()) {
      String text = complete(daemon).render();
      KEY_FILE.matcher(text).results().forEach(found -> secrets.add(found.group(1)));
      folder.write(daemon.node() + ".yaml", text);
      if (daemon.needsStrongSwan()) {
        identity(daemon, authority);
        folder.write(strongSwanFile(daemon.node()).getFileName().toString(), strongSwan(daemon));
      }
    }
    secrets.forEach(name -> folder.write(name, secret()));
  }

  /** Writes the configuration of a service again, which names no other files than before. */
  public void rewrite(Daemon daemon) {
    folder.write(daemon.node() + ".yaml", complete(daemon).render());
  }

  /** Where the strongSwan of a node finds its configuration. */
  public Path strongSwanFile(String node) {
    return folder.secret().resolve(node + ".strongswan.conf");
  }

  private Yaml complete(Daemon daemon) {
    String node = daemon.node();
    return switch (daemon.verb()) {
      case AGENT -> served(daemon.settings().with("state", folder.state(node)), node);
      case GATEWAY -> daemon.settings().with("vici", folder.vici(node));
      case NODE ->
          served(
              daemon.needsStrongSwan()
                  ? daemon.settings().with("vpn.vici", folder.vici(node))
                  : daemon.settings(),
              node);
    };
  }

  private Yaml served(Yaml settings, String node) {
    return settings
        .with("control", folder.control(node))
        .with("events", folder.events(node).toAbsolutePath());
  }

  private void identity(Daemon daemon, Authority authority) {
    String dnsName = daemon.node() + ".lab.example";
    boolean server = daemon.verb() == Verb.GATEWAY;
    List<String> addresses = server ? List.of(daemon.settings().text("address")) : List.of();
    Authority.Identity identity = authority.issue(dnsName, addresses, server);
    folder.write(daemon.node() + ".pem", identity.certificate());
    folder.write(daemon.node() + ".key", identity.key());
  }

  private String secret() {
    var octets = new byte[SECRET_OCTETS];
    random.nextBytes(octets);
    return HexFormat.of().formatHex(octets) + "\n";
  }

  /**
   * kernel-libipsec must stand before kernel-netlink, or ESP is left to a kernel that may not have
   * it. The first retransmission comes early: with the default of 4 s one lost datagram costs 4 s.
   */
  private String strongSwan(Daemon daemon) {
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
        .formatted(
            folder.vici(daemon.node()), folder.log(daemon.node() + "-charon").toAbsolutePath());
  }
}
