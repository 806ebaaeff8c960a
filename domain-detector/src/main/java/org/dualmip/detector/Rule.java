package org.dualmip.detector;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/**
 * What each kind of clue is worth: the one table of domain detection.
 *
 * <p>Weights above zero point inside. The weights of the rules that apply to an interface are
 * added, each rule once. From {@link #MAYBE} on the inner home agent is looked for with a probe
 * that betrays nothing; from {@link #LIKELY} on it is asked to register at once. Nothing here opens
 * the gate: only a proof does.
 */
public enum Rule {
  /** Its own address lies in an inside range. */
  ADDRESS_INSIDE(40, Lasts.CONNECTION, "private ranges are used by many networks"),
  /** Its own address lies in none. */
  ADDRESS_OUTSIDE(-40, Lasts.CONNECTION, "inside, inside addresses are given out"),
  /** Another station speaks from an inside address. */
  NEIGHBOUR_INSIDE(10, Lasts.HALF_A_MINUTE, "adds little to one's own address"),
  /** Another station speaks from an address that is none. */
  NEIGHBOUR_OUTSIDE(-10, Lasts.HALF_A_MINUTE, "a badly configured guest does it too"),
  /** An ICMP message comes from an inside address. */
  ICMP_INSIDE(10, Lasts.HALF_A_MINUTE, "any router can be made to say it"),
  /** An ICMP message comes from elsewhere. */
  ICMP_OUTSIDE(-10, Lasts.HALF_A_MINUTE, "inside, routers have inside addresses; some do not"),
  /** A mobility agent with an inside address advertises. */
  AGENT_INSIDE(20, Lasts.HALF_A_MINUTE, "few networks have agents at all"),
  /** A mobility agent with another address advertises. */
  AGENT_OUTSIDE(-20, Lasts.HALF_A_MINUTE, "an enterprise has none of another's"),
  /** An IPv6 router advertises an inside prefix or domain. */
  ROUTER_INSIDE(30, Lasts.CONNECTION, "global prefixes are not used twice by accident"),
  /** It advertises others, where inside ones are known. */
  ROUTER_OUTSIDE(-20, Lasts.MINUTE, "the list may be out of date"),
  /** The DHCP server names an inside domain. */
  LEASE_INSIDE(30, Lasts.CONNECTION, "names are not used twice by accident"),
  /** It names others, where inside ones are known. */
  LEASE_OUTSIDE(-20, Lasts.CONNECTION, "the list may be out of date"),
  /** Inside was proved in the network with this hardware address. */
  KNOWN_INSIDE(40, Lasts.CONNECTION, "such an address is copied on purpose only"),
  /** Inside was proved in a network with this name or gateway address. */
  LIKE_INSIDE(10, Lasts.CONNECTION, "names and private addresses are used again"),
  /** Inside could not be proved in the network with this hardware address. */
  KNOWN_OUTSIDE(-30, Lasts.CONNECTION, "it may have been a bad day of the inner home agent's"),
  /** Nobody answers for the gateway's address. */
  GATEWAY_SILENT(0, Lasts.MINUTE, "says nothing of where it is; a proof is renewed sooner"),
  /** A captive portal is in the way. */
  CAPTIVE(-30, Lasts.MINUTE, "enterprises have none for their own"),
  /** What is seen contradicts what is remembered: no request in the clear on hints alone. */
  CONTRADICTION(-20, Lasts.CONNECTION, "somebody copies, or a router was replaced"),
  /** Somebody denied a probe, where the inner home agent has no discovery. */
  SMOKED_OUT(30, Lasts.HALF_A_MINUTE, "anybody can deny"),
  /** The inner home agent answered the probe authentically, and trusts the source address. */
  FOUND(100, Lasts.MINUTE, "authentic; what remains is to register"),
  /** It answered authentically, and does not trust the source address. */
  FOUND_OUTSIDE(-100, Lasts.CONNECTION, "a registration would say the same"),
  /** Somebody else answered in its name. */
  IMPOSTOR(-60, Lasts.MINUTE, "whoever forges is not the enterprise"),
  /** The inner home agent was asked and did not answer. */
  INNER_SILENT(-20, Lasts.HALF_A_MINUTE, "packets are lost, agents restart"),
  /** The outer home agent registered the node from here. */
  OUTER_ANSWERED(-10, Lasts.CONNECTION, "it can often be reached from inside too");

  /** From here on the inner home agent is looked for. */
  public static final int MAYBE = 20;

  /** From here on it is asked to register the node, in the clear. */
  public static final int LIKELY = 60;

  /** How long a clue counts. */
  private enum Lasts {
    CONNECTION(null, "the connection"),
    MINUTE(Duration.ofMinutes(1), "60 s"),
    HALF_A_MINUTE(Duration.ofSeconds(30), "30 s");

    final @Nullable Duration time;
    final String words;

    Lasts(@Nullable Duration time, String words) {
      this.time = time;
      this.words = words;
    }
  }

  private final int weight;
  private final Lasts lasts;
  private final String reason;

  Rule(int weight, Lasts lasts, String reason) {
    this.weight = weight;
    this.lasts = lasts;
    this.reason = reason;
  }

  /** What it adds, below zero for outside. */
  public int weight() {
    return weight;
  }

  /** How long it counts after the clue; null for as long as the connection is the same. */
  public @Nullable Duration lasts() {
    return lasts.time;
  }

  /**
   * Whether it makes an inside that is proved doubtful. That agents answer or are silent does not:
   * the proof's own time takes care of that. A contradiction is a doubt of its own.
   */
  boolean pointsOutside() {
    return weight < 0 && this != INNER_SILENT && this != OUTER_ANSWERED && this != CONTRADICTION;
  }

  /** Why it is worth no more and no less. */
  public String reason() {
    return reason;
  }

  /** For people: the name in lower case, with blanks. */
  public String words() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  /**
   * Whether a user may leave it out: what is seen or remembered, that is. What home agents
   * answered, or did not, is no hint; without a contradiction a copied network would be believed.
   */
  public boolean isHint() {
    return switch (this) {
      case ADDRESS_INSIDE,
          ADDRESS_OUTSIDE,
          NEIGHBOUR_INSIDE,
          NEIGHBOUR_OUTSIDE,
          ICMP_INSIDE,
          ICMP_OUTSIDE,
          AGENT_INSIDE,
          AGENT_OUTSIDE,
          ROUTER_INSIDE,
          ROUTER_OUTSIDE,
          LEASE_INSIDE,
          LEASE_OUTSIDE,
          KNOWN_INSIDE,
          LIKE_INSIDE,
          KNOWN_OUTSIDE,
          CAPTIVE ->
          true;
      case GATEWAY_SILENT,
          CONTRADICTION,
          SMOKED_OUT,
          FOUND,
          FOUND_OUTSIDE,
          IMPOSTOR,
          INNER_SILENT,
          OUTER_ANSWERED ->
          false;
    };
  }

  /** The rules that a user may leave out. */
  public static List<Rule> hints() {
    return Arrays.stream(values()).filter(Rule::isHint).toList();
  }

  /** The rule that applies to a clue; null if it says nothing of itself. */
  public static @Nullable Rule of(Clue clue, DetectorConfig config) {
    return switch (clue) {
      case Clue.OwnAddress own -> inside(own.address(), config) ? ADDRESS_INSIDE : ADDRESS_OUTSIDE;
      case Clue.Neighbour heard ->
          inside(heard.source(), config) ? NEIGHBOUR_INSIDE : NEIGHBOUR_OUTSIDE;
      case Clue.Icmp icmp -> inside(icmp.source(), config) ? ICMP_INSIDE : ICMP_OUTSIDE;
      case Clue.AgentAdvertised agent ->
          inside(agent.agent(), config) ? AGENT_INSIDE : AGENT_OUTSIDE;
      case Clue.RouterAdvertised router -> {
        boolean prefixes =
            router.prefixes().stream()
                .anyMatch(one -> config.insidePrefixes().stream().anyMatch(in -> in.contains(one)));
        yield prefixes || named(router.domains(), config)
            ? ROUTER_INSIDE
            : config.insidePrefixes().isEmpty() ? null : ROUTER_OUTSIDE;
      }
      case Clue.Lease lease ->
          named(lease.domains(), config)
              ? LEASE_INSIDE
              : config.insideDomains().isEmpty() || lease.domains().isEmpty()
                  ? null
                  : LEASE_OUTSIDE;
      case Clue.Remembered known ->
          known.domain() == Domain.INSIDE
              ? known.by().isUnique() ? KNOWN_INSIDE : LIKE_INSIDE
              : known.by().isUnique() ? KNOWN_OUTSIDE : null;
      case Clue.Contradiction _ -> CONTRADICTION;
      case Clue.GatewaySilent _ -> GATEWAY_SILENT;
      case Clue.Portal portal -> portal.captive() ? CAPTIVE : null;
      case Clue.SmokedOut _ -> SMOKED_OUT;
      case Clue.Found found -> found.trusted() ? FOUND : FOUND_OUTSIDE;
      case Clue.Impostor _ -> IMPOSTOR;
      case Clue.Gateway _, Clue.AccessPoint _ -> null; // the history knows what they are worth
    };
  }

  private static boolean inside(Ip4 address, DetectorConfig config) {
    return config.insideNetworks().stream().anyMatch(network -> network.contains(address));
  }

  private static boolean named(List<String> domains, DetectorConfig config) {
    return domains.stream()
        .anyMatch(one ->
            config.insideDomains().stream()
                .anyMatch(in ->
                    one.equalsIgnoreCase(in)
                        || one.regionMatches(
                            true, one.length() - in.length() - 1, "." + in, 0, in.length() + 1)));
  }

  /** The table as Markdown, for the documentation. */
  public static String table() {
    return Arrays.stream(values())
        .map(rule ->
            "| %s | %+d | %s | %s |\n"
                .formatted(rule.words(), rule.weight, rule.lasts.words, rule.reason))
        .collect(
            Collectors.joining(
                "", "| rule | weight | for | reason |\n| --- | --- | --- | --- |\n", ""));
  }
}
