package org.dualmip.lab.file;

import static org.dualmip.lab.file.Grammar.NETWORK;
import static org.dualmip.lab.file.Shapes.DURATION;
import static org.dualmip.lab.file.Shapes.list;
import static org.dualmip.lab.file.Shapes.whole;
import static org.dualmip.lab.file.Shapes.word;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.dualmip.lab.scenario.Mode;

/** The steps that a scenario file can have. */
final class Verbs {
  private static final Shape<Word> INTERFACE = word("an interface of the node: wlan0 or wwan0");
  private static final Shape<Word> SERVICE = word("a service such as mn, iha or gw-charon");

  static final Key<Duration> QUICK =
      Key.of("quick", "How long in the quick form (--quick) instead.", DURATION);
  static final Key<Duration> WITHIN =
      Key.of("within", "The longest time until packets flow again; left out, 30s.", DURATION);
  static final Key<Mode> MODE =
      Key.of(
          "mode",
          "hard: the old link goes first; soft: the new one comes first. Left out, hard.",
          Shapes.choice(Mode.class));

  static final Key<Word> MOVE = Key.needed("move", "The node goes to a network.", NETWORK);
  static final Key<Duration> STAY = Key.of("stay", "Nothing happens for so long.", DURATION);
  static final Key<Duration> CUT =
      Key.of("cut", "The node's link loses its carrier, for so long or until a restore.", DURATION);
  static final Key<Duration> RESTORE =
      Key.of(
          "restore",
          "The carrier comes back; packets must flow within that time, or 30s.",
          DURATION);
  static final Key<Word> IMPAIR =
      Key.needed(
          "impair", "The uplink of a network changes; with no more keys, back again.", NETWORK);
  static final Key<Duration> SUSPEND =
      Key.needed("suspend", "The node sleeps with all that runs on it.", DURATION);
  static final Key<Duration> QUIET =
      Key.needed("quiet", "Applications are silent, with their connections open.", DURATION);
  static final Key<Word> KILL =
      Key.needed("kill", "A service is killed and started again.", SERVICE);
  static final Key<Word> RESTART =
      Key.needed("restart", "A service is asked to end and started again.", SERVICE);
  static final Key<Word> PLUG =
      Key.needed("plug", "A further interface is plugged in, and stays.", INTERFACE);
  static final Key<Word> INTO = Key.needed("into", "The network.", NETWORK);
  static final Key<Word> UNPLUG =
      Key.needed("unplug", "An interface is pulled while another carries.", INTERFACE);
  static final Key<String> WAIT =
      Key.needed(
          "wait",
          "Until a service has said so since the last step; a kind of event, as in events/*.jsonl.",
          Shapes.text("[a-z][a-z-]*", "a kind of event such as gate-opened"));
  static final Key<Word> FROM = Key.of("from", "Which service; left out, mn.", SERVICE);
  static final Key<String> SAYING =
      Key.of("saying", "Words that must be part of what it said.", Shapes.TEXT);
  static final Key<Duration> AT_MOST =
      Key.of("at-most", "How long to wait; left out, 30s. Not said then, the run fails.", DURATION);
  static final Key<Long> REPEAT =
      Key.needed("repeat", "Steps again and again, so often.", whole(1, 1000));
  static final Key<List<Told>> ROUND =
      Key.needed("steps", "What is repeated.", list(new StepShape()));
  static final Key<List<Word>> WALK =
      Key.needed("walk", "Moves by chance, from the seed, among these networks.", list(NETWORK));
  static final Key<Long> MOVES = Key.needed("moves", "How many moves.", whole(1, 1000));

  /** All of them. */
  static final List<Verb> ALL =
      List.of(
          new Verb(MOVE, false, List.of(MODE), Story::move),
          new Verb(STAY, true, List.of(QUICK), Story::stay),
          new Verb(CUT, true, List.of(WITHIN), Story::cut),
          new Verb(RESTORE, true, List.of(), Story::restore),
          new Verb(IMPAIR, false, Links.ALL, Story::impair),
          new Verb(SUSPEND, false, List.of(QUICK, WITHIN), Story::suspend),
          new Verb(QUIET, false, List.of(QUICK), Story::quiet),
          new Verb(KILL, false, List.of(WITHIN), Story::kill),
          new Verb(RESTART, false, List.of(WITHIN), Story::restart),
          new Verb(PLUG, false, List.of(INTO), Story::plug),
          new Verb(UNPLUG, false, List.of(), Story::unplug),
          new Verb(WAIT, false, List.of(FROM, SAYING, AT_MOST), Story::await),
          new Verb(REPEAT, false, List.of(ROUND), Story::repeat),
          new Verb(WALK, false, List.of(MOVES, MODE), Story::walk));

  private Verbs() {}

  /** The verb of that name. */
  static Optional<Verb> named(String name) {
    return ALL.stream().filter(verb -> verb.name().equals(name)).findFirst();
  }
}
