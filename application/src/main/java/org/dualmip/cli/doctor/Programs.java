package org.dualmip.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.dualmip.cli.doctor.Finding.NeededBy;
import org.dualmip.cli.doctor.Finding.Status;

/** Probes of other programs: strongSwan, capture, traffic. */
final class Programs {
  private static final List<Path> PLUGIN_FOLDERS =
      List.of(Path.of("/usr/lib/ipsec/plugins"), Path.of("/usr/libexec/ipsec/plugins"));

  private static final Pattern VERSION = Pattern.compile("\\d\\.\\d");

  /**
   * A program that a lab runs.
   *
   * @param name of the program
   * @param group what it is for
   * @param debianPackage which brings it
   * @param versionOption what makes it say its version, empty if nothing does
   */
  private record Wanted(String name, String group, String debianPackage, String versionOption) {}

  private static final List<Wanted> WANTED =
      List.of(
          new Wanted("charon-systemd", "strongSwan daemon", "charon-systemd", ""),
          new Wanted("swanctl", "strongSwan tool", "strongswan-swanctl", ""),
          new Wanted("ip", "iproute2", "iproute2", "-V"),
          new Wanted("nft", "nftables tool", "nftables", "--version"),
          new Wanted("tshark", "tshark", "tshark", "--version"),
          new Wanted("dumpcap", "dumpcap", "tshark", "--version"),
          new Wanted("iperf3", "iperf3", "iperf3", "--version"),
          new Wanted("sshd", "ssh server", "openssh-server", ""),
          new Wanted("ssh", "ssh client", "openssh-client", "-V"),
          new Wanted("ping", "ping", "iputils-ping", "-V"),
          new Wanted("nsenter", "nsenter", "util-linux", "--version"),
          new Wanted("setpriv", "setpriv", "util-linux", "--version"),
          new Wanted("sysctl", "sysctl", "procps", "--version"));

  private Programs() {}

  static List<Probe> probes() {
    List<Probe> probes = new ArrayList<>();
    for (Wanted each : WANTED) {
      probes.add(() -> program(each));
    }
    probes.add(() -> plugin("kernel-libipsec", "libcharon-extra-plugins"));
    probes.add(() -> plugin("openssl", "libstrongswan-standard-plugins"));
    probes.add(() -> plugin("vici", "strongswan-swanctl"));
    return probes;
  }

  /** How to get a package, as a remedy. */
  static String install(String debianPackage) {
    return "apt-get install "
        + debianPackage
        + ", or 'sudo ./dualmip doctor --install' for all that is missing";
  }

  private static Finding program(Wanted wanted) {
    return Tool.find(wanted.name())
        .map(path ->
            new Finding(wanted.group(), Status.OK, path + version(wanted), "", NeededBy.LAB))
        .orElseGet(() ->
            new Finding(
                wanted.group(),
                Status.MISSING,
                wanted.name() + " not found",
                install(wanted.debianPackage()),
                NeededBy.LAB));
  }

  private static String version(Wanted wanted) {
    if (wanted.versionOption().isEmpty()) {
      return "";
    }
    // Warnings may come first; the line of the version has digits and dots.
    return Tool.run(List.of(wanted.name(), wanted.versionOption()))
        .output()
        .lines()
        .filter(line -> VERSION.matcher(line).find())
        .findFirst()
        .map(line -> " (" + line.strip() + ")")
        .orElse("");
  }

  private static Finding plugin(String name, String debianPackage) {
    String subject = "strongSwan plugin " + name;
    String file = "libstrongswan-" + name + ".so";
    Optional<Path> found =
        pluginFolders().stream()
            .map(folder -> folder.resolve(file))
            .filter(Files::exists)
            .findFirst();
    return found
        .map(path -> new Finding(subject, Status.OK, path.toString(), "", NeededBy.LAB))
        .orElseGet(() ->
            new Finding(
                subject,
                Status.MISSING,
                file + " not found",
                install(debianPackage),
                NeededBy.LAB));
  }

  /** Where distributions put the plugins: also below /usr/lib/ARCHITECTURE. */
  private static List<Path> pluginFolders() {
    var folders = new ArrayList<>(PLUGIN_FOLDERS);
    try (var architectures = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-gnu*")) {
      architectures.forEach(each -> folders.add(each.resolve("ipsec/plugins")));
    } catch (IOException none) {
      return folders;
    }
    return folders;
  }
}
