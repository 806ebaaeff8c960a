package org.dualmip.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a lab needs of its host, checked before anything is touched.
 *
 * @param missing one line for each thing that is not there
 * @param packages the Debian packages that bring the missing programs
 */
record Needs(List<String> missing, Set<String> packages) {
  private record Program(String name, String debianPackage) {}

  private static final List<Program> PROGRAMS =
      List.of(
          new Program("ip", "iproute2"),
          new Program("nsenter", "util-linux"),
          new Program("unshare", "util-linux"),
          new Program("setpriv", "util-linux"),
          new Program("nft", "nftables"),
          new Program("charon-systemd", "charon-systemd"),
          new Program("swanctl", "strongswan-swanctl"),
          new Program("iperf3", "iperf3"),
          new Program("ssh", "openssh-client"),
          new Program("ssh-keygen", "openssh-client"),
          new Program("sshd", "openssh-server"),
          new Program("dumpcap", "wireshark-common"),
          new Program("tshark", "tshark"));

  private static final List<Program> PLUGINS =
      List.of(
          new Program("libstrongswan-kernel-libipsec.so", "libcharon-extra-plugins"),
          new Program("libstrongswan-openssl.so", "libstrongswan-standard-plugins"));

  private static final List<Path> PROGRAM_FOLDERS =
      List.of(
          Path.of("/usr/local/sbin"),
          Path.of("/usr/local/bin"),
          Path.of("/usr/sbin"),
          Path.of("/usr/bin"),
          Path.of("/sbin"),
          Path.of("/bin"));

  private static final Path PLUGIN_FOLDER = Path.of("/usr/lib/ipsec/plugins");

  /** Looks at this host. */
  static Needs ofThisHost() {
    return of(PROGRAM_FOLDERS, PLUGIN_FOLDER, Path.of("/dev/net/tun"), isRoot());
  }

  /** Looks in the given places. */
  static Needs of(List<Path> programFolders, Path pluginFolder, Path tun, boolean root) {
    var missing = new ArrayList<String>();
    var packages = new LinkedHashSet<String>();
    if (!root) {
      missing.add("the rights of root: a lab makes network namespaces (run it with sudo)");
    }
    if (!Files.exists(tun)) {
      missing.add(
          tun + ": load the module (modprobe tun); in a container pass --device /dev/net/tun");
    }
    for (Program program : PROGRAMS) {
      if (programFolders.stream()
          .noneMatch(folder -> Files.isExecutable(folder.resolve(program.name())))) {
        missing.add(program.name() + ": in the package " + program.debianPackage());
        packages.add(program.debianPackage());
      }
    }
    for (Program plugin : PLUGINS) {
      if (!Files.exists(pluginFolder.resolve(plugin.name()))) {
        missing.add(
            "strongSwan's "
                + pluginFolder.resolve(plugin.name())
                + ": in the package "
                + plugin.debianPackage());
        packages.add(plugin.debianPackage());
      }
    }
    return new Needs(missing, packages);
  }

  /** Whether a lab can run. */
  boolean areMet() {
    return missing.isEmpty();
  }

  /** The list for the user, with the one command that helps. */
  List<String> lines() {
    var lines = new ArrayList<String>();
    lines.add("A lab cannot run here. Missing:");
    missing.forEach(line -> lines.add("  " + line));
    if (!packages.isEmpty()) {
      lines.add("On Debian:");
      lines.add("  sudo apt-get install --no-install-recommends " + String.join(" ", packages));
    }
    lines.add("Nothing was changed.");
    return lines;
  }

  static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid
          && uid == 0;
    } catch (IOException noProc) {
      return false;
    }
  }
}
