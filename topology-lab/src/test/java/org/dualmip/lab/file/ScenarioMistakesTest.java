package org.dualmip.lab.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dualmip.service.config.ConfigException;
import org.dualmip.service.config.ConfigProblem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in a file is said with its place and with what to do. */
class ScenarioMistakesTest {
  @TempDir private Path folder;

  /** Steps after {@code start: office-a}; the first stands on line 3. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          move: caffe                    | 3:11 | unknown network "caffe", perhaps "cafe" is meant | one of
          move: office-a                 | 3:11 | the node is in office-a already | another network
          mvoe: cafe                     | 3:5  | unknown step "mvoe", perhaps "move" is meant | one of move, stay, cut
          rest                           | 3:5  | unknown step "rest" | one of move, stay
          move                           | 3:5  | move alone | move: the name of a network
          {move: cafe, stay: 9s}         | 3:5  | two steps in one: move and stay | hyphen
          {move: cafe, mode: soft, x: 1} | 3:30 | unknown key "x" | one of move, mode
          {move: cafe, mode: softly}     | 3:24 | "softly" | hard or soft
          stay: -5s                      | 3:11 | "-5s" | a duration such as 500ms
          stay: 5                        | 3:11 | "5" | a duration such as 500ms
          restore                        | 3:5  | a restore of a link that is not cut | a cut before it
          cut                            | 3:5  | a cut that is never restored | cut: 5s
          kill: ihaa                     | 3:11 | unknown service "ihaa", perhaps "iha" is meant | one of gw
          unplug: wlan0                  | 3:13 | the only interface that is plugged in | cut
          unplug: wwan0                  | 3:13 | wwan0 is not plugged in | a plug before it
          {plug: wlan0, into: cafe}      | 3:12 | wlan0 is in office-a already | a move
          {plug: wwan0, into: office-a}  | 3:25 | the node is in office-a already | another network
          {plug: eth0, into: cafe}       | 3:12 | unknown interface "eth0" | one of wlan0, wwan0
          {plug: wwan0}                  | 3:5  | missing | the name of a network
          {impair: cafe, loss: 100%}     | 3:26 | "100%" | below 100%
          {impair: cafe, loss: 3}        | 3:26 | "3" | a share of frames such as 3%
          {impair: cafe, jitter: 20ms}   | 3:28 | a jitter of 20 ms around a delay of 10 ms | no more than the delay
          {impair: cafe, burst: 3}       | 3:27 | bursts of no loss | loss: 3%
          {impair: cafe, queue: 3}       | 3:27 | a queue without a rate | rate: 20Mbit
          {impair: cafe, rate: 20M}      | 3:26 | "20M" | a rate such as 64kbit
          impair: inner-home             | 3:13 | a plain cable, which cannot change later | delay: 1ms
          {repeat: 0, steps: [stay]}     | 3:14 | 0 | a whole number from 1 to 1000
          {repeat: 2, steps: []}         | 3:24 | an empty list | a list, each item a step
          {repeat: 2, steps: [move: cafe]} | 3:31 | the node is in cafe already | a round begins where
          {walk: [cafe], moves: 3}       | 3:13 | a walk in one network | two networks or more
          {walk: [cafe, cel], moves: 3}  | 3:19 | unknown network "cel", perhaps "cell" is meant | one of
          {wait: Gate, from: mn}         | 3:12 | "Gate" | a kind of event such as gate-opened
          {wait: gate-shut, from: nm}    | 3:29 | unknown service "nm" | one of gw
          """)
  void inSteps(String step, String place, String found, String expected) {
    ConfigProblem problem = only("start: office-a\nsteps:\n  - " + step + "\n");
    assertThat(problem.line() + ":" + problem.column()).isEqualTo(place);
    assertThat(problem.found()).contains(found);
    assertThat(problem.expected()).contains(expected);
  }

  /** A network called bar, on line 4. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          outside: 198.51.100.128/25 | overlaps cafe, which is 198.51.100.0/24 | another prefix
          outside: 10.1.7.0/24       | overlaps the inside, which is 10.1.0.0/16 | another prefix
          outside: 203.0.113.128/27  | overlaps the outer home network | another prefix
          outside: 192.0.2.0/30      | has not between | another prefix
          outside: 192.0.2.1/24      | bits set | an IPv4 prefix such as
          outside: 192.0.2           | "192.0.2" | an IPv4 prefix such as
          inside: 10.2.0.0/24        | is not in the inside, which is 10.1.0.0/16 | 10.1.7.0/24
          inside: 10.1.99.128/25     | overlaps the VPN's addresses | 10.1.7.0/24
          inside: 10.1.1.0/25        | overlaps office-a | 10.1.7.0/24
          outside: 192.0.2.0/24, inside: 10.1.7.0/24 | inside and outside at once | one of the two
          outside: 192.0.2.0/24, gateway: 192.0.3.1  | which no host in 192.0.2.0/24 can have | another
          outside: 192.0.2.0/24, address: 192.0.2.0  | which no host in 192.0.2.0/24 can have | another
          outside: 192.0.2.0/24, address: 192.0.2.1  | 192.0.2.1 given twice | two addresses
          outside: 192.0.2.0/24, gateway: 192.0.2.51 | 192.0.2.51 given twice | two addresses
          outside: 192.0.2.0/24, address: 192.0.2.254 | no address for the node's second | two addresses
          outside: 192.0.2.0/24, delay: 5ms, jitter: 6ms | a jitter of 6 ms | no more than
          outside: 192.0.2.0/24, delay: -5ms | "-5ms" | a duration such as
          outside: 192.0.2.0/24, los: 3%     | unknown key "los", perhaps "loss" is meant | one of
          outside: 192.0.2.0/24, nat-forgets-after: 5ms | less than a second | one second or more
          delay: 5ms                 | a network of your own without addresses | outside: PREFIX
          """)
  void inNetworks(String network, String found, String expected) {
    ConfigProblem problem =
        only("start: office-a\nsteps: [stay]\nnetworks:\n  bar: {" + network + "}\n");
    assertThat(problem.line()).isEqualTo(4);
    assertThat(problem.found()).contains(found);
    assertThat(problem.expected()).contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          coffee-shop | "coffee-shop" | at most 9 lower-case letters
          internet    | which is there already | another name
          Bar         | "Bar" | at most 9 lower-case letters
          dmz         | which is there already | another name
          cafe        | which is there already | another name
          """)
  void inNamesOfNetworks(String name, String found, String expected) {
    ConfigProblem problem =
        only(
            "start: office-a\nsteps: [stay]\nnetworks:\n  " + name + ": {outside: 192.0.2.0/24}\n");
    assertThat(problem.line() + ":" + problem.column()).isEqualTo("4:3");
    assertThat(problem.found()).contains(found);
    assertThat(problem.expected()).contains(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          networks: {cafe: {gateway: 198.51.100.2}} | the address of a network that is there | of your own
          networks: {cafe: {nat-forgets-after: 9s}} | a router that is no NAT | cell
          networks: {inner-home: {delay: 5ms}}      | a link that cannot be changed | another network
          networks: cafe                            | "cafe" | a section of names
          expect: {modes: {cefe: c}}                | unknown network "cefe", perhaps "cafe" | one of
          expect: {modes: {cafe: vpn}}              | "vpn" | c or f or cvc
          expect: {gap: 2s}                         | unknown key "gap" | gap-at-most
          expect: {sees: [{filter: esp}]}           | missing | the name of a network
          expect: {sees: [{on: caffe, filter: esp}]} | unknown network "caffe" | one of
          expect: {soft-loss-at-most: -1}           | -1 | a whole number from 0
          traffic: [ping]                           | "ping" | download or session or probe
          traffic: []                               | an empty list | a list
          node: fast                                | "fast" | a section of the mobile node's
          name: My scenario                         | "My scenario" | lower-case letters
          seed: x                                   | "x" | a whole number from 0
          stay: -1s                                 | "-1s" | a duration
          strat: cafe                               | unknown key "strat", perhaps "start" is meant | one of name
          """)
  void elsewhere(String line, String found, String expected) {
    ConfigProblem problem = only("start: office-a\nsteps: [stay]\n" + line + "\n");
    assertThat(problem.line()).isEqualTo(3);
    assertThat(problem.found()).contains(found);
    assertThat(problem.expected()).contains(expected);
  }

  @Test
  void networksOfOnesOwnMustNotOverlapAndTheLineOfTheOtherIsNamed() {
    ConfigProblem problem =
        only(
            """
            start: office-a
            steps: [stay]
            networks:
              one: {outside: 192.0.2.0/24}
              two: {outside: 192.0.2.128/25}
            """);
    assertThat(problem)
        .hasToString(
            folder.resolve("a.yaml")
                + ":5:18: networks.two.outside: 192.0.2.128/25 overlaps one, which is"
                + " 192.0.2.0/24 (line 4); expected another prefix");
  }

  @Test
  void aNetworkThatStandsThereTwiceIsAKeyAgain() {
    ConfigProblem problem =
        only(
            """
            networks:
              one: {outside: 192.0.2.0/24}
              one: {outside: 192.0.3.0/24}
            start: one
            steps: [stay]
            """);
    assertThat(problem.line()).isEqualTo(3);
    assertThat(problem.found()).contains("key \"one\" again, first on line 2");
  }

  @Test
  void stepsAndStartMustBeThere() {
    assertThat(problems("name: x\n"))
        .extracting(problem -> problem.key() + ": " + problem.found())
        .containsExactly("start: missing", "steps: missing");
    assertThat(only("start: office-a\nsteps: []\n").found()).isEqualTo("an empty list");
    assertThat(only("start: office-a\nsteps:\n").found()).isEqualTo("nothing");
    assertThat(only("").found()).isEqualTo("nothing");
    assertThat(only("start: offic-a\nsteps: [stay]\n").found())
        .isEqualTo("unknown network \"offic-a\", perhaps \"office-a\" is meant");
  }

  @Test
  void aSoftMoveNeedsAFreeInterfaceAndHarmALinkThatCarries() {
    assertThat(
            only("""
            start: office-a
            steps:
              - {plug: wwan0, into: cell}
              - {move: cafe, mode: soft}
            """)
                .expected())
        .isEqualTo("an unplug of wwan0 before it");
    assertThat(
            problems(
                """
                start: office-a
                steps:
                  - cut
                  - kill: mn
                  - cut
                  - suspend: 5s
                  - quiet: 5s
                  - restore
                """))
        .extracting(ConfigProblem::line)
        .containsExactly(4, 5, 6, 7);
  }

  @Test
  void aStoryHasAnEnd() {
    ConfigProblem problem =
        only(
            """
            start: office-a
            steps:
              - repeat: 1000
                steps:
                  - repeat: 1000
                    steps: [move: cafe, move: office-a]
            """);
    assertThat(problem.found()).isEqualTo("more than 10000 steps");
  }

  @Test
  void allMistakesAreToldAtOnceInTheOrderOfTheFile() {
    assertThat(
            problems(
                """
                start: office-a
                steps:
                  - move: caffe
                  - move: cafe
                  - kill: nobody
                  - move: cafe
                expect:
                  modes: {moon: c}
                """))
        .extracting(ConfigProblem::line)
        .containsExactly(3, 5, 6, 8);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    ConfigException wrong =
        catchThrowableOfType(
            ConfigException.class, () -> ScenarioFile.read(folder.resolve("none.yaml")));
    assertThat(wrong).hasMessageContaining("none.yaml: no such file");
  }

  private ConfigProblem only(String text) {
    List<ConfigProblem> problems = problems(text);
    assertThat(problems).hasSize(1);
    return problems.getFirst();
  }

  private List<ConfigProblem> problems(String text) {
    ConfigException wrong =
        catchThrowableOfType(
            ConfigException.class,
            () -> ScenarioFile.read(Files.writeString(folder.resolve("a.yaml"), text)));
    assertThat(wrong).as(text).isNotNull();
    return wrong.problems();
  }
}
