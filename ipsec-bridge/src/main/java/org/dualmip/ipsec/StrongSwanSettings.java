package org.dualmip.ipsec;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * The settings file (strongswan.conf) that a strongSwan for DualMIP needs; everything else goes
 * through VICI. Start it with {@code STRONGSWAN_CONF=FILE charon-systemd}; several can run on one
 * machine, each in its network namespace with its own socket.
 *
 * @param socket where VICI listens
 * @param log where strongSwan writes what it does; charon-systemd otherwise logs to the journal
 *     only
 * @param retransmitAfter the pause before a lost message is repeated the first time. strongSwan's
 *     own 4 s would make one lost packet cost 4 s.
 * @param retransmitFactor by which each further pause is longer
 * @param retransmitTries repetitions before the peer counts as gone
 * @param userSpaceEsp whether ESP is done in strongSwan itself, behind the adapter ipsec0, which
 *     needs /dev/net/tun and no support in the kernel
 */
public record StrongSwanSettings(
    Path socket,
    Path log,
    Duration retransmitAfter,
    double retransmitFactor,
    int retransmitTries,
    boolean userSpaceEsp) {
  /** Quick retransmission, 13 s in all before giving up, ESP behind ipsec0. */
  public static StrongSwanSettings of(Path socket, Path log) {
    return new StrongSwanSettings(socket, log, Duration.ofMillis(400), 1.5, 6, true);
  }

  /** The text of the file. */
  public String render() {
    // kernel-libipsec must come before kernel-netlink: the first that offers ESP is taken.
    return """
    charon-systemd {
      load = random nonce openssl aes sha1 sha2 hmac kdf gcm pem pkcs1 pkcs8 x509 revocation \
    constraints pubkey %skernel-netlink socket-default vici updown counters
      # With MOBIKE the best route decides where the VPN leaves, not the one it once took; the
      # applications' own adapter is never a way to the gateway.
      prefer_best_path = yes
      interfaces_ignore = intranet
      retransmit_timeout = %s
      retransmit_base = %s
      retransmit_tries = %d
      plugins {
        vici {
          socket = unix://%s
        }
        kernel-libipsec {
          load = %s
        }
      }
      filelog {
        dualmip {
          path = %s
          time_format = %%Y-%%m-%%dT%%H:%%M:%%S
          time_add_ms = yes
          default = 1
          flush_line = yes
        }
      }
    }
    """
        .formatted(
            userSpaceEsp ? "kernel-libipsec " : "",
            decimal(retransmitAfter.toMillis() / 1000.0),
            decimal(retransmitFactor),
            retransmitTries,
            socket,
            userSpaceEsp ? "yes" : "no",
            log);
  }

  private static String decimal(double number) {
    return String.format(Locale.ROOT, "%.3f", number).replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
