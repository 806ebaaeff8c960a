package org.dualmip.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dualmip.lab.namespaces.Leftovers;
import org.dualmip.linux.HostException;
import org.dualmip.linux.Link;
import org.dualmip.linux.NetworkNamespace;
import org.dualmip.linux.Rtnetlink;

/** A lab as {@code dualmip lab show} prints it, read from the host and not from its process. */
final class LabView {
  private LabView() {}

  static List<String> lines(LabState lab) {
    var lines = new ArrayList<String>();
    lines.add(
        "lab %s: %s, %s, process %d, for %s"
            .formatted(
                lab.id(),
                lab.what(),
                lab.isAlive() ? lab.ready() ? "up" : "coming up" : "DEAD (dualmip lab clean)",
                lab.pid(),
                human(Duration.between(lab.since(), Instant.now()))));
    lines.add("  results  " + lab.out());
    lines.add("  sockets  " + lab.folder());
    String prefix = lab.run().namespace("");
    for (String namespace : Leftovers.namespaces(lab.run())) {
      lines.add("  %-11s %s".formatted(namespace.substring(prefix.length()), addresses(namespace)));
    }
    return lines;
  }

  private static String addresses(String namespace) {
    try (NetworkNamespace inside = NetworkNamespace.named(namespace);
        Rtnetlink netlink = inside.call(Rtnetlink::open)) {
      List<Link> links = netlink.links();
      return String.join(
          ", ",
          netlink.addresses().stream()
              .filter(address -> (address.address().bits() >>> 24) != 127)
              .map(address ->
                  name(links, address.link()) + " " + address.address() + "/" + address.length())
              .toList());
    } catch (HostException gone) {
      return "(gone)";
    }
  }

  private static String name(List<Link> links, int index) {
    return links.stream()
        .filter(link -> link.index() == index)
        .map(Link::name)
        .findFirst()
        .orElse("?");
  }

  private static String human(Duration age) {
    return age.toMinutes() > 0
        ? age.toMinutes() + " min " + age.toSecondsPart() + " s"
        : age.toSeconds() + " s";
  }
}
