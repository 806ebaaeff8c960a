package org.dualmip.lab.traffic;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dualmip.lab.namespaces.Launcher;
import org.dualmip.lab.namespaces.Launcher.Start;
import org.dualmip.lab.services.RunFolder;
import org.dualmip.mobileip.net.Ip4;

/**
 * Keys and configuration of an ssh server and client that know nothing of the host's own.
 *
 * <p>The server runs in a mount namespace of its own with a fresh {@code /run}: it insists on
 * {@code /run/sshd}, which a host without a running ssh service does not have, and would note its
 * sessions in the host's files. A shadow file of ours stands in the way of a locked root account.
 */
public final class SshFiles {
  private static final String SERVER =
      """
      set -e
      umount --lazy --recursive /run/netns 2>/dev/null || true
      mount --bind "$1" /mnt
      mount -t tmpfs -o mode=755 tmpfs /run
      mkdir -p /run/sshd "$1"
      mount --move /mnt "$1"
      mount --bind "$1/$2/shadow" /etc/shadow
      exec /usr/sbin/sshd -D -e -f "$1/$2/sshd_config"
      """;

  private final RunFolder folder;
  private final Path ssh;
  private final String node;
  private final Ip4 server;

  /** Makes the keys and writes the files of a server on that node. */
  public SshFiles(RunFolder folder, Launcher launcher, String node, Ip4 server)
      throws InterruptedException {
    this.folder = folder;
    this.node = node;
    this.server = server;
    String name = "ssh-" + node;
    ssh = folder.secret().resolve(name);
    folder.write(name + "/shadow", "root:*:20000:0:99999:7:::\nsshd:!:20000::::::\n");
    for (String key : List.of("host", "client")) {
      launcher.output(
          null,
          List.of(
              "ssh-keygen",
              "-q",
              "-t",
              "ed25519",
              "-N",
              "",
              "-C",
              key,
              "-f",
              ssh.resolve(key).toString()));
    }
    folder.write(name + "/known_hosts", server + " " + publicKey("host"));
    folder.write(name + "/authorized_keys", publicKey("client"));
    folder.write(
        name + "/sshd_config",
        """
        ListenAddress %s
        HostKey %s
        AuthorizedKeysFile %s
        PidFile none
        UsePAM no
        StrictModes no
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        PermitRootLogin prohibit-password
        ForceCommand exec cat
        PrintMotd no
        PrintLastLog no
        UseDNS no
        TCPKeepAlive no
        """
            .formatted(server, ssh.resolve("host"), ssh.resolve("authorized_keys")));
  }

  /** Starts the server. */
  public Process serve(Launcher launcher) {
    return launcher.start(
        new Start(
            node,
            List.of(
                "unshare",
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
                SERVER,
                "sshd",
                folder.secret().toString(),
                String.valueOf(ssh.getFileName())),
            folder.log(node)));
  }

  /** The client's command, bound to that address. */
  public List<String> client(Ip4 from) {
    return List.of(
        "ssh",
        "-T",
        "-F",
        "none",
        "-b",
        from.toString(),
        "-i",
        ssh.resolve("client").toString(),
        "-o",
        "IdentitiesOnly=yes",
        "-o",
        "BatchMode=yes",
        "-o",
        "StrictHostKeyChecking=yes",
        "-o",
        "UserKnownHostsFile=" + ssh.resolve("known_hosts"),
        "-o",
        "GlobalKnownHostsFile=/dev/null",
        "-o",
        "UpdateHostKeys=no",
        "-o",
        "TCPKeepAlive=no",
        "-o",
        "ConnectTimeout=20",
        "root@" + server,
        "cat");
  }

  private String publicKey(String name) {
    try {
      return Files.readString(ssh.resolve(name + ".pub"));
    } catch (IOException missing) {
      throw new UncheckedIOException(
          "ssh-keygen made no key; is openssh-client installed?", missing);
    }
  }
}
