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
        chain output {
          type filter hook output priority filter; policy drop;
          oifname "lo" accept
        }
      }
      table arp probe {
        chain output {
          type filter hook output priority filter; policy accept;
        }
      }
      """;
  private static final String TIMEOUTS =
      """
      table inet probe {
        set inside { type ifname; flags timeout; timeout 60s; elements = { "lo" timeout 5s } }
        chain output {
          type filter hook output priority filter; policy drop;
          oifname @inside accept
        }
      }
      """;

  private static final String KERNEL = "a kernel with nf_tables; 'modprobe nf_tables' loads it";
  private static final String MODULE_TUN =
      "'modprobe tun' loads the module; in a container pass --device " + TUN;

  private Kernel() {}

  /**
   * A command that shows whether the kernel can do something.
   *
   * @param command words, separated by spaces
   * @param input what the command reads
   */
  private record Trial(String command, String input) {
    Trial(String command) {
      this(command, "");
    }

    List<String> words() {
      return List.of(command.split(" "));
    }

    Result run() {
      var all = new ArrayList<>(List.of("unshare", "--net", "--"));
      all.addAll(words());
      return Tool.run(all, input);
    }
  }

  static List<Probe> probes() {
    return List.of(
        Kernel::namespaces,
        Kernel::tun,
        Kernel::rtnetlink,
        Kernel::libnftables,
        needed("nftables", KERNEL, NeededBy.EVERYTHING, new Trial("nft -f -", FILTER)),
        needed("nftables timeouts", KERNEL, NeededBy.EVERYTHING, new Trial("nft -f -", TIMEOUTS)),
        needed(
            "veth",
            "'modprobe veth' loads the module",
            NeededBy.LAB,
            new Trial("ip link add probe0 type veth peer name probe1")),
        needed(
            "bridge",
            "'modprobe bridge' loads the module",
            NeededBy.LAB,
            new Trial("ip link add probe0 type bridge")),
        optional(
            "IP-in-IP of the kernel",
            "the program carries tunnels itself",
            new Trial("ip link add probe0 type ipip local 127.0.0.1 remote 127.0.0.2")),
        optional(
            "ESP of the kernel",
            "labs use strongSwan's kernel-libipsec",
            new Trial(
                "ip xfrm state add src 127.0.0.1 dst 127.0.0.2 proto esp spi 0x100 mode tunnel"
                    + " aead rfc4106(gcm(aes)) 0x000102030405060708090a0b0c0d0e0f10111213 128")),
        optional(
            "netem",
            "labs delay links in user space",
            new Trial("tc qdisc add dev lo root netem delay 1ms")));
  }

  private static Finding namespaces() {
    String subject = "network namespaces";
    if (!mayTry()) {
      return notTried(subject, NeededBy.LAB);
    }
    Result result = new Trial("true").run();
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
          subject, Status.MISSING, TUN + " does not exist", MODULE_TUN, NeededBy.EVERYTHING);
    }
    Trial trial = new Trial("ip tuntap add dev probe0 mode tun");
    return needed(subject, MODULE_TUN, NeededBy.EVERYTHING, trial).ask();
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

  private static Probe needed(String subject, String remedy, NeededBy by, Trial trial) {
    return () -> {
      if (!mayTry()) {
        return notTried(subject, by);
      }
      String program = trial.words().getFirst();
      if (Tool.find(program).isEmpty()) {
        return new Finding(
            subject,
            Status.UNKNOWN,
            program + " is not there to try it with",
            "install what is missing below, then ask again",
            by);
      }
      Result result = trial.run();
      return result.succeeded()
          ? new Finding(subject, Status.OK, "works", "", by)
          : new Finding(subject, Status.MISSING, result.line(), remedy, by);
    };
  }

  private static Probe optional(String subject, String instead, Trial trial) {
    return () -> {
      String found =
          !mayTry() || Tool.find(trial.words().getFirst()).isEmpty()
              ? "not tried"
              : trial.run().succeeded() ? "there" : "not there";
      return new Finding(
          subject, Status.INFO, found + ", not needed: " + instead, "", NeededBy.NOBODY);
    };
  }

  private static boolean mayTry() {
    return Rights.held().contains(Capability.SYS_ADMIN);
  }

  private static Finding notTried(String subject, NeededBy by) {
    return new Finding(
        subject, Status.UNKNOWN, "cannot be tried without root", "sudo ./dualmip doctor", by);
  }
}
