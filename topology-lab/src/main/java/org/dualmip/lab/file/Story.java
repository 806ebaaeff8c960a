package org.dualmip.lab.file;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.dualmip.lab.scenario.Mode;
import org.dualmip.lab.scenario.Step;
import org.dualmip.lab.scenario.Step.Fault;
import org.dualmip.lab.scenario.Step.Harm;
import org.dualmip.lab.scenario.Step.Stay;
import org.dualmip.lab.topology.AccessNetwork;
import org.dualmip.lab.topology.Quality;
import org.dualmip.lab.topology.Topology;

/**
 * Makes the steps of a scenario out of those in a file: rounds and walks are written out, and after
 * each step comes the usual stay unless another is told. Notes what cannot happen. Belongs to one
 * thread.
 */
final class Story {
  private static final int MOST = 10_000;
  private static final Duration QUICK_STAY = Duration.ofMillis(3500);
  private static final Duration QUICK_SLEEP = Duration.ofSeconds(20);
  private static final Duration USUAL_BOUND = Duration.ofSeconds(30);
  private static final Stay SETTLE = new Stay(Duration.ofSeconds(4), Duration.ofSeconds(2));

  private final Topology topology;
  private final List<String> networks;
  private final Set<String> services;
  private final Stay usual;
  private final Position node;
  private final RandomGenerator chance;
  private final Problems problems;
  private final Map<String, Quality> qualities = new HashMap<>();
  private final List<Step> steps = new ArrayList<>();
  private Optional<Stay> pending = Optional.of(SETTLE);
  private Optional<Word> cutAt = Optional.empty();
  private boolean tooLong;

  /**
   * Nothing has been told yet.
   *
   * @param services that can be harmed and asked
   * @param usual the stay after a step
   */
  Story(
      Topology topology,
      Set<String> services,
      Duration usual,
      Position node,
      long seed,
      Problems problems) {
    this.topology = topology;
    this.services = services;
    this.usual = stay(usual, Optional.empty(), QUICK_STAY);
    this.node = node;
    this.problems = problems;
    networks = topology.accesses().stream().map(AccessNetwork::segment).toList();
    chance = new SplittableRandom(seed);
  }

  /** Tells all of it. */
  List<Step> tell(List<Told> all) {
    all.forEach(this::tellOne);
    flush();
    cutAt.ifPresent(where ->
        problems.note(where, "a cut that is never restored", "a restore behind it, or cut: 5s"));
    return List.copyOf(steps);
  }

  private void tellOne(Told told) {
    if (!tooLong) {
      told.verb().teller().accept(this, told.section());
    }
    if (steps.size() > MOST && !tooLong) {
      tooLong = true;
      told.section().spot().wrong("more than " + MOST + " steps", "fewer rounds");
    }
  }

  void move(Section section) {
    moveTo(section.need(Verbs.MOVE), section.or(Verbs.MODE, Mode.HARD));
  }

  private void moveTo(Word to, Mode mode) {
    if (node.move(to, mode)) {
      cutAt = Optional.empty(); // it went where there is a link
      then(new Step.Move(to.text(), mode));
    }
  }

  void stay(Section section) {
    pending =
        Optional.of(
            section
                .get(Verbs.STAY)
                .map(time -> stay(time, section.get(Verbs.QUICK), QUICK_STAY))
                .orElse(usual));
    flush();
  }

  void cut(Section section) {
    if (cutAt.isPresent()) {
      problems.note(section.word(Verbs.CUT), "a cut of a link that is cut", "a restore before it");
      return;
    }
    then(new Step.Cut());
    cutAt = Optional.of(section.word(Verbs.CUT));
    section
        .get(Verbs.CUT)
        .ifPresent(time -> {
          pending = Optional.of(new Stay(time, time));
          restore(section.or(Verbs.WITHIN, USUAL_BOUND));
        });
  }

  void restore(Section section) {
    if (cutAt.isEmpty()) {
      problems.note(
          section.word(Verbs.RESTORE), "a restore of a link that is not cut", "a cut before it");
      return;
    }
    restore(section.or(Verbs.RESTORE, USUAL_BOUND));
  }

  private void restore(Duration bound) {
    cutAt = Optional.empty();
    then(new Step.Restore(bound));
  }

  void impair(Section section) {
    Word network = section.need(Verbs.IMPAIR);
    if (problems.unknown(network, "network", networks)) {
      return;
    }
    Quality first = Networks.quality(topology, network.text());
    if (first.isPerfect()) {
      problems.note(
          network,
          "a plain cable, which cannot change later",
          "a network that begins with a delay, such as delay: 1ms");
      return;
    }
    boolean back = Links.ALL.stream().noneMatch(section::has);
    Quality next =
        back ? first : Links.over(qualities.getOrDefault(network.text(), first), section);
    qualities.put(network.text(), next);
    then(new Step.Impair(network.text(), next));
  }

  void suspend(Section section) {
    Duration time = section.need(Verbs.SUSPEND);
    Stay sleep = stay(time, section.get(Verbs.QUICK), QUICK_SLEEP);
    whole(
        section,
        Verbs.SUSPEND,
        () ->
            then(
                new Step.Suspend(
                    sleep.full(), sleep.quick(), section.or(Verbs.WITHIN, USUAL_BOUND))));
  }

  void quiet(Section section) {
    Stay time = stay(section.need(Verbs.QUIET), section.get(Verbs.QUICK), QUICK_SLEEP);
    whole(section, Verbs.QUIET, () -> then(new Step.Quiet(time.full(), time.quick())));
  }

  void kill(Section section) {
    Word service = section.need(Verbs.KILL);
    harm(section, service, "-killed", new Harm.Kill(service.text()));
  }

  void restart(Section section) {
    Word service = section.need(Verbs.RESTART);
    harm(section, service, "-restarted", new Harm.Restart(service.text()));
  }

  private void harm(Section section, Word service, String what, Harm harm) {
    if (!problems.unknown(service, "service", services)) {
      whole(
          section,
          Verbs.KILL,
          () ->
              then(new Fault(service.text() + what, harm, section.or(Verbs.WITHIN, USUAL_BOUND))));
    }
  }

  /** What waits for packets to flow cannot be told while the link is cut. */
  private void whole(Section section, Key<?> key, Runnable told) {
    if (cutAt.isPresent()) {
      problems.note(
          section.word(key),
          "a step that waits for packets while the link is cut",
          "a restore before it");
    } else {
      told.run();
    }
  }

  void plug(Section section) {
    Word nic = section.need(Verbs.PLUG);
    Word into = section.need(Verbs.INTO);
    if (node.plug(nic, into)) {
      then(new Step.Plug(nic.text(), into.text()));
    }
  }

  void unplug(Section section) {
    Word nic = section.need(Verbs.UNPLUG);
    if (node.unplug(nic)) {
      then(new Step.Unplug(nic.text()));
    }
  }

  void await(Section section) {
    String service = section.get(Verbs.FROM).map(Word::text).orElse("mn");
    if (section.has(Verbs.FROM)
        && problems.unknown(section.need(Verbs.FROM), "service", services)) {
      return;
    }
    // At once: the usual stay comes after it.
    steps.add(
        new Step.Expect(
            service,
            section.need(Verbs.WAIT),
            section.or(Verbs.SAYING, ""),
            section.or(Verbs.AT_MOST, USUAL_BOUND)));
  }

  void repeat(Section section) {
    for (long round = 0; round < section.need(Verbs.REPEAT) && !tooLong; round++) {
      section.need(Verbs.ROUND).forEach(this::tellOne);
    }
  }

  void walk(Section section) {
    List<Word> among = section.need(Verbs.WALK);
    for (Word word : among) {
      if (problems.unknown(word, "network", networks)) {
        return;
      }
    }
    if (among.stream().map(Word::text).distinct().count() < 2) {
      problems.note(among.getFirst(), "a walk in one network", "two networks or more");
      return;
    }
    for (long i = 0; i < section.need(Verbs.MOVES); i++) {
      List<Word> others = among.stream().filter(word -> !node.isIn(word.text())).toList();
      if (others.isEmpty()) {
        problems.note(among.getFirst(), "the node is in all of these already", "another network");
        return;
      }
      moveTo(others.get(chance.nextInt(others.size())), section.or(Verbs.MODE, Mode.HARD));
    }
  }

  private void then(Step step) {
    flush();
    steps.add(step);
    pending = Optional.of(usual);
  }

  private void flush() {
    pending.filter(stay -> !stay.full().isZero()).ifPresent(steps::add);
    pending = Optional.empty();
  }

  private static Stay stay(Duration full, Optional<Duration> quick, Duration most) {
    return new Stay(full, quick.orElse(full.compareTo(most) < 0 ? full : most));
  }
}
