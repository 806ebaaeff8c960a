package org.dualmip.lab.file;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dualmip.lab.topology.AccessNetwork;
import org.dualmip.lab.topology.AddedNetwork;
import org.dualmip.lab.topology.Node;
import org.dualmip.lab.topology.Quality;
import org.dualmip.lab.topology.Segment;
import org.dualmip.lab.topology.ThreeTier;
import org.dualmip.lab.topology.Topology;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.jspecify.annotations.Nullable;

/** Makes the topology of a file: the three-tier one with what the file adds and changes. */
final class Networks {
  private static final Quality USUAL = Quality.delayed(Duration.ofMillis(5));
  private static final int LONGEST_PREFIX = 29;
  private static final int USUAL_HOST = 50;
  private static final long SPREAD = 1_000_003;
  private static final String WAN = "wan";

  /** What has addresses without being a segment. */
  private static final Map<String, Prefix4> TAKEN =
      Map.of(
          "the VPN's addresses", ThreeTier.VPN_POOL,
          "the outer home network", ThreeTier.OUTER_HOME,
          "the second outer home network", ThreeTier.SECOND_OUTER_HOME);

  private final Problems problems;
  private final long seed;
  private final Map<String, Integer> lines = new LinkedHashMap<>();
  private Topology topology;
  private int added;

  /** The enterprise's, in which the node may also come home. */
  Networks(Topology topology, long seed, Problems problems) {
    this.topology = topology.with(ThreeTier.HOME);
    this.seed = seed;
    this.problems = problems;
  }

  /** What has become of it. */
  Topology topology() {
    return topology;
  }

  /** The quality of the cable behind the router of a network. */
  static Quality quality(Topology topology, String network) {
    return topology
        .router(topology.access(network))
        .nic(WAN)
        .orElse(topology.router(topology.access(network)).nics().getFirst())
        .quality();
  }

  /** One of the file's networks. */
  void take(Word name, Section section) {
    boolean known =
        topology.accesses().stream().anyMatch(access -> access.segment().equals(name.text()));
    if (section.has(Grammar.OUTSIDE) || section.has(Grammar.INSIDE)) {
      add(name, section);
    } else if (known) {
      change(name, section);
    } else {
      List<String> all = topology.accesses().stream().map(AccessNetwork::segment).toList();
      problems.note(
          name,
          "a network of your own without addresses"
              + org.dualmip.service.config.Spelling.hint(name.text(), all),
          "outside: PREFIX or inside: PREFIX; without them one of " + String.join(", ", all));
    }
  }

  private void change(Word name, Section section) {
    for (Key<?> key : List.of(Grammar.GATEWAY, Grammar.ADDRESS)) {
      if (section.has(key)) {
        section.wrong(key, "the address of a network that is there", "a network of your own");
        return;
      }
    }
    Node router = topology.router(topology.access(name.text()));
    if (router.nic(WAN).isEmpty()) {
      problems.note(name, "a link that cannot be changed", "another network");
      return;
    }
    Quality quality = Links.over(seeded(quality(topology, name.text()), name.text()), section);
    topology = topology.change(router.name(), node -> node.change(WAN, nic -> nic.over(quality)));
    section
        .get(Grammar.NAT)
        .ifPresent(memory -> {
          if (router.firewall().contains("masquerade")) {
            topology = topology.change(router.name(), node -> node.forgetting(memory));
          } else {
            section.wrong(Grammar.NAT, "a router that is no NAT", "cell, or a network of your own");
          }
        });
  }

  private void add(Word name, Section section) {
    if (!isGoodName(name) || !isOne(section)) {
      return;
    }
    boolean outside = section.has(Grammar.OUTSIDE);
    Key<Prefix4> key = outside ? Grammar.OUTSIDE : Grammar.INSIDE;
    Prefix4 prefix = section.need(key);
    String clash = clash(prefix, outside);
    if (clash != null) {
      section.wrong(
          key,
          prefix + " " + clash,
          outside ? "another prefix" : "one in 10.1.0.0/16 that is free, such as 10.1.7.0/24");
      return;
    }
    Ip4 gateway = section.or(Grammar.GATEWAY, host(prefix, 1));
    Ip4 address = section.or(Grammar.ADDRESS, usual(prefix));
    Ip4 next = new Ip4(address.bits() + 1);
    for (var each :
        List.of(Map.entry(Grammar.GATEWAY, gateway), Map.entry(Grammar.ADDRESS, address))) {
      if (!isHost(prefix, each.getValue())) {
        section.wrong(
            each.getKey(),
            each.getValue() + ", which no host in " + prefix + " can have",
            "another");
        return;
      }
    }
    if (gateway.equals(address) || gateway.equals(next) || !isHost(prefix, next)) {
      section.wrong(
          section.has(Grammar.ADDRESS) ? Grammar.ADDRESS : Grammar.GATEWAY,
          gateway.equals(address) || gateway.equals(next)
              ? gateway + " given twice: to the router and to the node"
              : address + ", after which there is no address for the node's second interface",
          "two addresses in " + prefix + " from " + address + " on that the router has not");
      return;
    }
    topology =
        new AddedNetwork(
                name.text(),
                outside,
                prefix,
                gateway,
                address,
                Links.over(seeded(USUAL, name.text()), section),
                nat(section))
            .addTo(topology, added++);
    lines.put(name.text(), name.place().line());
  }

  private static @Nullable Duration nat(Section section) {
    Optional<Duration> memory = section.get(Grammar.NAT);
    if (memory.filter(time -> time.toSeconds() < 1).isPresent()) {
      section.wrong(Grammar.NAT, "less than a second", "one second or more");
    }
    return memory.orElse(null);
  }

  private boolean isGoodName(Word name) {
    if (!name.text().matches("[a-z][a-z0-9-]{0," + (AddedNetwork.LONGEST_NAME - 1) + "}")) {
      problems.note(
          name,
          "\"" + name.text() + "\"",
          "a name of at most "
              + AddedNetwork.LONGEST_NAME
              + " lower-case letters, digits and hyphens, as the kernel's interfaces have it");
      return false;
    }
    if (topology.segments().stream().anyMatch(one -> one.name().equals(name.text()))
        || topology.nodes().stream().anyMatch(one -> one.name().equals(name.text() + "-r"))) {
      problems.note(
          name, "\"" + name.text() + "\", which is there already", "another name, or no addresses");
      return false;
    }
    if (added == AddedNetwork.MOST) {
      problems.note(name, "one network too many", "at most " + AddedNetwork.MOST);
      return false;
    }
    return true;
  }

  private static boolean isOne(Section section) {
    if (section.has(Grammar.OUTSIDE) && section.has(Grammar.INSIDE)) {
      section.wrong(Grammar.INSIDE, "inside and outside at once", "one of the two");
      return false;
    }
    return true;
  }

  /** What is wrong with a prefix, or null. */
  private @Nullable String clash(Prefix4 prefix, boolean outside) {
    if (prefix.length() > LONGEST_PREFIX || prefix.length() < 8) {
      return "has not between 6 and 16777214 hosts";
    }
    for (Segment segment : topology.segments()) {
      if (segment.prefix().overlaps(prefix)) {
        Integer line = lines.get(segment.name());
        return "overlaps "
            + segment.name()
            + ", which is "
            + segment.prefix()
            + (line == null ? "" : " (line " + line + ")");
      }
    }
    for (var taken : TAKEN.entrySet()) {
      if (taken.getValue().overlaps(prefix)) {
        return "overlaps " + taken.getKey() + ", which are " + taken.getValue();
      }
    }
    boolean inner = ThreeTier.INNER.overlaps(prefix);
    if (outside && inner) {
      return "overlaps the inside, which is " + ThreeTier.INNER;
    }
    return !outside && !(inner && prefix.length() > ThreeTier.INNER.length())
        ? "is not in the inside, which is " + ThreeTier.INNER
        : null;
  }

  private Quality seeded(Quality quality, String name) {
    return quality.withSeed(seed * SPREAD + name.hashCode());
  }

  private static Ip4 usual(Prefix4 prefix) {
    Ip4 usual = host(prefix, USUAL_HOST);
    return isHost(prefix, new Ip4(usual.bits() + 1)) ? usual : host(prefix, 2);
  }

  private static Ip4 host(Prefix4 prefix, int number) {
    return new Ip4(prefix.network().bits() + number);
  }

  private static boolean isHost(Prefix4 prefix, Ip4 address) {
    return prefix.contains(address)
        && !address.equals(prefix.network())
        && !address.equals(prefix.last());
  }
}
