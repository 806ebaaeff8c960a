package org.dualmip.cli.doctor;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dualmip.cli.Rights;
import org.dualmip.cli.Rights.Capability;
import org.dualmip.cli.doctor.Finding.NeededBy;
import org.dualmip.cli.doctor.Finding.Status;
import org.dualmip.cli.doctor.Tool.Result;
import org.dualmip.linux.HostException;
import org.dualmip.linux.Rtnetlink;

/**
 * Probes of the kernel. Each that changes something does so in a network namespace of its own,
 * which ends with the process that tries it.
 */
final class Kernel {
  private static final Path TUN = Path.of("/dev/net/tun");
  private static final String NFTABLES = "libnftables.so.1";
  private static final String FILTER =
      """
      table inet probe {
        chain output { type filter hook output priority filter; policy drop; oifname "lo" accept; }
      }
      table arp probe { chain output { type filter hook output priority filter; policy accept; } }
      """;
  private static final String TIMEOUTS =
      """
      table inet probe {
        set inside { type ifname; flags timeout; timeout 60s; elements = { "lo" timeout 5s } }
        chain output { type filter hook output priority filter; policy drop; oifname @inside accept; }
      }
      """;

  private Kernel() {}

  static List<Probe> probes() {
    return List.of(
        Kernel::namespaces,
        Kernel::tun,
        Kernel::rtnetlink,
        Kernel::libnftables,
        () ->
            tried(
                "nftables",
                "tables of family inet and arp",
                "a kernel with nf_tables; 'modprobe nf_tables' loads the module",
                NeededBy.EVERYTHING,
                FILTER,
                "nft",
                "-f",
                "-"),
        () ->
            tried(
                "nftables timeouts",
                "sets whose elements expire",
                "a kernel with nf_tables sets",
                NeededBy.EVERYTHING,
                TIMEOUTS,
                "nft",
                "-f",
                "-"),
        () ->
            tried(
                "veth",
                "pairs of virtual Ethernet",
                "'modprobe veth' loads the module",
                NeededBy.LAB,
                "",
                "ip",
                "link",
                "add",
                "probe0",
                "type",
                "veth",
                "peer",
                "name",
                "probe1"),
        () ->
            tried(
                "bridge",
                "Ethernet bridges",
                "'modprobe bridge' loads the module",
                NeededBy.LAB,
                "",
                "ip",
                "link",
                "add",
                "probe0",
                "type",
                "bridge"),
        () ->
            optional(
                "IP-in-IP of the kernel",
                "tunnels are carried by the program itself",
                "ip",
                "link",
                "add",
                "probe0",
                "type",
                "ipip",
                "local",
                "127.0.0.1",
                "remote",
                "127.0.0.2"),
        () ->
            optional(
                "ESP of the kernel",
                "strongSwan's kernel-libipsec is used in labs",
                "ip",
                "xfrm",
                "state",
                "add",
                "src",
                "127.0.0.1",
                "dst",
                "127.0.0.2",
                "proto",
                "esp",
                "spi",
                "0x100",
                "mode",
                "tunnel",
                "aead",
                "rfc4106(gcm(aes))",
                "0x000102030405060708090a0b0c0d0e0f10111213",
                "128"),
        () ->
            optional(
                "netem",
                "labs delay links in user space",
                "tc",
                "qdisc",
                "add",
                "dev",
                "lo",
                "root",
                "netem",
                "delay",
                "1ms"));
  }

  private static Finding namespaces() {
    String subject = "network namespaces";
    if (!mayTry()) {
      return notTried(subject, NeededBy.LAB);
    }
    Result result = inNamespace("", "true");
    return result.succeeded()
        ? new Finding(subject, Status.OK, "can be made", "", NeededBy.LAB)
        : new Finding(
            subject,
            Status.MISSING,
            result.line(),
            "in a container, start it with --privileged",
            NeededBy.LAB);
  }

  private static Finding tun() {
    String subject = "virtual adapters";
    if (!Files.exists(TUN)) {
      return new Finding(
          subject,
          Status.MISSING,
          TUN + " does not exist",
          "'modprobe tun' loads the module; in a container pass --device " + TUN,
          NeededBy.EVERYTHING);
    }
    return tried(
        subject,
        TUN.toString(),
        "'modprobe tun' loads the module; in a container pass --device " + TUN,
        NeededBy.EVERYTHING,
        "",
        "ip",
        "tuntap",
        "add",
        "dev",
        "probe0",
        "mode",
        "tun");
  }

  private static Finding rtnetlink() {
    try (Rtnetlink host = Rtnetlink.open()) {
      int links = host.links().size();
      return new Finding("rtnetlink", Status.OK, links + " links", "", NeededBy.EVERYTHING);
    } catch (HostException refused) {
      return new Finding(
          "rtnetlink",
          Status.MISSING,
          String.valueOf(refused.getMessage()),
          "allow netlink sockets in this container",
          NeededBy.EVERYTHING);
    }
  }

  private static Finding libnftables() {
    try (var arena = Arena.ofConfined()) {
      var _ = SymbolLookup.libraryLookup(NFTABLES, arena);
      return new Finding("libnftables", Status.OK, NFTABLES, "", NeededBy.EVERYTHING);
    } catch (IllegalArgumentException absent) {
      return new Finding(
          "libnftables",
          Status.MISSING,
          NFTABLES + " not found",
          Programs.install("nftables"),
          NeededBy.EVERYTHING);
    }
  }

  private static Finding tried(
      String subject, String found, String remedy, NeededBy by, String input, String... command) {
    if (!mayTry()) {
      return notTried(subject, by);
    }
    if (Tool.find(command[0]).isEmpty()) {
      return new Finding(
          subject,
          Status.UNKNOWN,
          command[0] + " is not there to try it with",
          "install what is missing below, then ask again",
          by);
    }
    Result result = inNamespace(input, command);
    return result.succeeded()
        ? new Finding(subject, Status.OK, found, "", by)
        : new Finding(subject, Status.MISSING, result.line(), remedy, by);
  }

  private static Finding optional(String subject, String instead, String... command) {
    if (!mayTry() || Tool.find(command[0]).isEmpty()) {
      return new Finding(
          subject, Status.INFO, "not looked at; not needed: " + instead, "", NeededBy.NOBODY);
    }
    return new Finding(
        subject,
        Status.INFO,
        inNamespace("", command).succeeded() ? "there" : "not there, not needed: " + instead,
        "",
        NeededBy.NOBODY);
  }

  private static boolean mayTry() {
    return Rights.held().contains(Capability.SYS_ADMIN);
  }

  private static Finding notTried(String subject, NeededBy by) {
    return new Finding(
        subject, Status.UNKNOWN, "cannot be tried without root", "sudo ./dualmip doctor", by);
  }

  private static Result inNamespace(String input, String... command) {
    var all = new ArrayList<>(List.of("unshare", "--net", "--"));
    all.addAll(List.of(command));
    Tool.find(command[0]).ifPresent(program -> all.set(3, program.toString()));
    return Tool.run(all, input);
  }
}
