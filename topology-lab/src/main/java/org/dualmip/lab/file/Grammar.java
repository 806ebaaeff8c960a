package org.dualmip.lab.file;

import static org.dualmip.lab.file.Shapes.DURATION;
import static org.dualmip.lab.file.Shapes.TEXT;
import static org.dualmip.lab.file.Shapes.list;
import static org.dualmip.lab.file.Shapes.named;
import static org.dualmip.lab.file.Shapes.whole;
import static org.dualmip.lab.file.Shapes.word;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dualmip.lab.deployment.Talk;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.dualmip.service.config.YamlNode;

/** The keys of a scenario file. */
final class Grammar {
  /** Names of the writer's own. */
  static final Shape<Word> NETWORK = word("the name of a network");

  static final Key<Prefix4> OUTSIDE =
      Key.of("outside", "The addresses of a network beyond the VPN gateway.", Shapes.PREFIX);
  static final Key<Prefix4> INSIDE =
      Key.of("inside", "The addresses of a network behind it, in 10.1.0.0/16.", Shapes.PREFIX);
  static final Key<Ip4> GATEWAY =
      Key.of(
          "gateway", "The router's address; left out, the first of the network.", Shapes.ADDRESS);
  static final Key<Ip4> ADDRESS =
      Key.of(
          "address",
          "What the node's first interface is given, the second gets the next; left out, number 50.",
          Shapes.ADDRESS);
  static final Key<Duration> NAT =
      Key.of(
          "nat-forgets-after",
          "The router is a NAT that forgets a mapping so long after its last packet.",
          DURATION);
  private static final Keys ADDED = network();

  static final Key<String> FRAMES =
      Key.needed("filter", "Which frames, in Wireshark's display language.", TEXT);
  static final Key<Word> ON =
      Key.needed("on", "The network or segment whose capture is meant.", NETWORK);
  static final Key<String> WHAT = Key.of("what", "What such frames are, for the results.", TEXT);
  static final Key<Long> LEAST =
      Key.of("at-least", "How many there must be; left out, 1.", whole(1, 1_000_000));

  /** Access modes (RFC 5265 §2 and RFC 5266) as the node names them. */
  enum AccessMode {
    C,
    F,
    CVC,
    FVC,
    MC,
    VC,
    HOME
  }

  static final Key<Map<Word, AccessMode>> MODES =
      Key.of(
          "modes",
          "In which access mode the node must be in a network, after each step there.",
          named(Shapes.choice(AccessMode.class)));
  static final Key<Long> SOFT_LOSS =
      Key.of(
          "soft-loss-at-most",
          "How many packets a soft move may lose; left out, none, or any number where links lose.",
          whole(0, 1_000_000));
  static final Key<Duration> GAP =
      Key.of("gap-at-most", "The longest silence that a move may cause.", DURATION);
  static final Key<List<Section>> SEES =
      Key.of("sees", "Frames that must be in captures.", list(Keys.of(ON, FRAMES, WHAT, LEAST)));
  static final Key<List<Section>> NEVER_SEES =
      Key.of("never-sees", "Frames that must not be there.", list(Keys.of(ON, FRAMES, WHAT)));

  static final Key<String> NAME =
      Key.of(
          "name",
          "What results call the scenario; left out, the name of the file.",
          Shapes.text("[a-z0-9][a-z0-9-]{0,39}", "1 to 40 lower-case letters, digits and hyphens"));
  static final Key<String> SUMMARY = Key.of("summary", "What it shows, in a line.", TEXT);
  static final Key<Long> SEED =
      Key.of(
          "seed", "Of all chance in links and walks; left out, 1.", whole(0, 1_000_000_000_000L));
  static final Key<Map<Word, Section>> NETWORKS =
      Key.of(
          "networks",
          "Access networks of your own, and what changes in office-a, office-b, cafe and cell.",
          named(ADDED));
  static final Key<List<Talk.Program>> TRAFFIC =
      Key.of(
          "traffic",
          "What runs all the time; left out, all.",
          list(Shapes.choice(Talk.Program.class)));
  static final Key<YamlNode.Mapping> NODE =
      Key.of(
          "node",
          "A piece of the mobile node's configuration file, laid over the enterprise's.",
          Shapes.piece("a section of the mobile node's configuration file"));
  static final Key<Word> START =
      Key.needed("start", "The network in which the node is first.", NETWORK);
  static final Key<Duration> STAY =
      Key.of("stay", "How long nothing happens after each step; left out, 9s.", DURATION);
  static final Key<List<Told>> STEPS =
      Key.needed("steps", "What happens, in order.", list(new StepShape()));
  static final Key<Section> EXPECT =
      Key.of(
          "expect",
          "What must hold besides: that every flow survives and nothing leaks need not be said.",
          Keys.of(MODES, SOFT_LOSS, GAP, SEES, NEVER_SEES));

  /** The whole file. */
  static final Keys FILE =
      Keys.of(NAME, SUMMARY, SEED, NETWORKS, NODE, TRAFFIC, START, STAY, STEPS, EXPECT);

  private Grammar() {}

  private static Keys network() {
    var keys = new ArrayList<Key<?>>(List.of(OUTSIDE, INSIDE, GATEWAY, ADDRESS));
    keys.addAll(Links.ALL);
    keys.add(NAT);
    return new Keys(List.copyOf(keys));
  }
}
