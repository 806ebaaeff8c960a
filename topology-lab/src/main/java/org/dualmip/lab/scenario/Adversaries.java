package org.dualmip.lab.scenario;

import static org.dualmip.lab.scenario.Stays.CALM;
import static org.dualmip.lab.scenario.Stays.SETTLE;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.dualmip.lab.deployment.Deployment;
import org.dualmip.lab.deployment.Enterprise;
import org.dualmip.lab.deployment.Interfaces;
import org.dualmip.lab.scenario.Step.Fault;
import org.dualmip.lab.scenario.Step.Harm;
import org.dualmip.lab.scenario.Step.Move;
import org.dualmip.lab.scenario.Step.Stay;
import org.dualmip.lab.scenario.Step.Turn;

/**
 * Scenarios in which the café means ill. Each begins with the same moves while it is still honest,
 * to compare with.
 */
final class Adversaries {
  private static final String OFFICE = "office-a";
  private static final String CAFE = "cafe";
  private static final String CELL = "cell";

  /** Shorter than usual in the quick form: there are many of them. */
  private static final Stay STAY = new Stay(Duration.ofSeconds(9), Duration.ofMillis(2800));

  /** Fifty times in ten seconds; everything flows again soon after. */
  private static final Fault FLAP =
      new Fault("link-flaps", new Harm.Flap(50, Duration.ofSeconds(10)), Duration.ofSeconds(20));

  private Adversaries() {}

  /** One for each trick. */
  static List<Scenario> each() {
    return Stream.concat(
            Stream.of(Trick.values()).filter(trick -> trick != Trick.NONE).map(Adversaries::one),
            Stream.of(flap()))
        .toList();
  }

  private static Scenario one(Trick trick) {
    var story = new Story();
    story.honest();
    if (trick != Trick.ONLY_434) { // in which no VPN can begin
      story.turn(trick);
      story.move(CAFE);
    }
    story.move(CELL);
    story.turn(trick);
    story.move(CAFE);
    story.move(OFFICE);
    return story.scenario("adversary-" + trick.word(), summary(trick));
  }

  private static String summary(Trick trick) {
    return switch (trick) {
      case NONE -> throw new IllegalArgumentException("no trick");
      case ADDRESSES -> "a café with an office's addresses and router address";
      case CLONE -> "a café whose router has an office's addresses and hardware address";
      case AGENT -> "a café that advertises the office's foreign agent";
      case REPLAY -> "a café that replays what the inner home agent answered in the office";
      case SMOKE -> "a café that denies, unauthenticated, whatever the inner home agent is asked";
      case FORGE -> "a café that accepts in both home agents' names, with random authenticators";
      case ICMP -> "a café that sends ICMP errors and redirects from inside addresses";
      case ONLY_434 -> "a café that lets nothing pass but UDP port 434";
      case SLOW -> "a café beyond which every answer takes 800 ms longer";
    };
  }

  private static Scenario flap() {
    var story = new Story();
    story.honest();
    story.move(CAFE);
    story.steps.add(FLAP);
    story.steps.add(CALM);
    story.modes.add("cafe cvc");
    story.move(OFFICE);
    return story.scenario("adversary-flap", "the café's link goes and comes 50 times in 10 s");
  }

  /**
   * Every trick in turn, half of them while leaving and half while already outside; one visit each.
   */
  static Scenario all() {
    var story = new Story();
    story.honest();
    for (Trick trick : List.of(Trick.ADDRESSES, Trick.CLONE, Trick.AGENT, Trick.FORGE)) {
      story.turn(trick);
      story.move(CAFE);
      story.move(OFFICE);
    }
    story.turn(Trick.REPLAY);
    story.move(CAFE);
    for (Trick trick : List.of(Trick.SMOKE, Trick.ICMP, Trick.ONLY_434, Trick.SLOW)) {
      story.move(CELL);
      story.turn(trick);
      story.move(CAFE);
    }
    story.move(CELL);
    story.turn(Trick.NONE);
    story.move(CAFE);
    story.steps.add(FLAP);
    story.steps.add(CALM);
    story.modes.add("cafe cvc");
    story.move(OFFICE);
    return story.scenario("adversary-all", "every trick of a hostile café, one after the other");
  }

  /** Foreign agents are allowed, or the node would not even listen to false ones. */
  private static Deployment deployment() {
    return Enterprise.whole()
        .with(Enterprise.foreignAgent(OFFICE))
        .configure("mn", yaml -> Interfaces.with(yaml, "foreign-agents: yes"));
  }

  /** Steps in the making, and the access modes that they must lead to. */
  private static final class Story {
    final List<Step> steps = new ArrayList<>(List.of(SETTLE));
    final List<String> modes = new ArrayList<>(List.of("office-a c"));

    void turn(Trick trick) {
      steps.add(new Turn(trick));
    }

    void move(String to) {
      steps.add(new Move(to, Mode.HARD));
      steps.add(STAY);
      modes.add(to + (to.equals(OFFICE) ? " c" : " cvc"));
    }

    /** The moves to compare with; out of the office twice, since Java compiles on the first way. */
    void honest() {
      move(CAFE);
      move(CELL);
      move(CAFE);
      move(OFFICE);
      move(CAFE);
      move(OFFICE);
    }

    Scenario scenario(String name, String summary) {
      return new Scenario(
          name,
          summary,
          deployment(),
          OFFICE,
          steps,
          Expectations.none().modes(modes.toArray(String[]::new)));
    }
  }
}
