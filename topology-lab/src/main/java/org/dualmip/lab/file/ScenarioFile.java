package org.dualmip.lab.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.dualmip.lab.deployment.Daemon;
import org.dualmip.lab.deployment.Deployment;
import org.dualmip.lab.deployment.Enterprise;
import org.dualmip.lab.deployment.Talk;
import org.dualmip.lab.scenario.Expectations;
import org.dualmip.lab.scenario.Scenario;
import org.dualmip.lab.scenario.Step;
import org.dualmip.lab.topology.AccessNetwork;
import org.dualmip.lab.topology.Nic;
import org.dualmip.lab.topology.Segment;
import org.dualmip.lab.topology.ThreeTier;
import org.dualmip.lab.topology.Topology;
import org.dualmip.service.config.ConfigException;
import org.dualmip.service.config.ConfigFile;
import org.dualmip.service.config.Scalars;

/** Reads scenario files. Used once, by one thread. */
public final class ScenarioFile {
  private static final Duration USUAL_STAY = Duration.ofSeconds(9);

  private final Path file;
  private final Problems problems;

  private ScenarioFile(Path file) {
    this.file = file;
    problems = new Problems(file);
  }

  /** Whether a word on the command line is a file, and not the name of a scenario that ships. */
  public static boolean isFile(String word) {
    return word.endsWith(".yaml") || word.endsWith(".yml") || word.contains("/");
  }

  /**
   * Reads a scenario.
   *
   * @throws ConfigException with every problem found: first those of the file's form, and if there
   *     is none those of what it tells
   */
  public static Scenario read(Path file) throws ConfigException {
    return new ScenarioFile(file).read();
  }

  /**
   * Writes a commented scenario to begin with, which runs as it is.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is such a file
   */
  public static void begin(Path file) throws IOException {
    try (InputStream beginning = ScenarioFile.class.getResourceAsStream("new.yaml")) {
      Files.write(
          file, Objects.requireNonNull(beginning).readAllBytes(), StandardOpenOption.CREATE_NEW);
    }
  }

  private Scenario read() throws ConfigException {
    Section section = Grammar.FILE.read(new Spot(ConfigFile.tree(file), "", problems));
    problems.throwIfAny();
    return scenario(Objects.requireNonNull(section));
  }

  private Scenario scenario(Section section) throws ConfigException {
    long seed = section.or(Grammar.SEED, 1L);
    Deployment enterprise = Enterprise.whole();
    var networks = new Networks(enterprise.topology(), seed, problems);
    section.or(Grammar.NETWORKS, Map.of()).forEach(networks::take);
    problems.throwIfAny(); // or what follows would be about networks that are not there
    Topology topology = networks.topology().named(name(section));
    Deployment deployment = deployment(enterprise.network(_ -> topology), section);
    Word start = section.need(Grammar.START);
    List<String> accesses = topology.accesses().stream().map(AccessNetwork::segment).toList();
    var steps = new ArrayList<Step>();
    if (!problems.unknown(start, "network", accesses)) {
      var story =
          new Story(
              topology,
              services(deployment),
              section.or(Grammar.STAY, USUAL_STAY),
              new Position(interfaces(topology), accesses, start.text(), problems),
              seed,
              problems);
      steps.addAll(story.tell(section.need(Grammar.STEPS)));
    }
    Expectations expected = expectations(topology, steps, section.get(Grammar.EXPECT));
    problems.throwIfAny();
    return new Scenario(
        topology.name(),
        section.or(Grammar.SUMMARY, "a scenario of " + file.getFileName()),
        deployment,
        start.text(),
        steps,
        expected);
  }

  private String name(Section section) {
    return section
        .get(Grammar.NAME)
        .orElseGet(() -> {
          String base =
              String.valueOf(file.getFileName())
                  .replaceFirst("\\.ya?ml$", "")
                  .toLowerCase(Locale.ROOT)
                  .replaceAll("[^a-z0-9-]+", "-");
          return base.isEmpty() ? "scenario" : base;
        });
  }

  private static Deployment deployment(Deployment enterprise, Section section) {
    Deployment changed =
        section
            .get(Grammar.NODE)
            .map(piece -> enterprise.configure(ThreeTier.MOBILE, yaml -> Pieces.over(yaml, piece)))
            .orElse(enterprise);
    return section
        .get(Grammar.TRAFFIC)
        .map(programs ->
            changed.talking(
                Enterprise.talk(programs.stream().distinct().toArray(Talk.Program[]::new))))
        .orElse(changed);
  }

  private static List<String> interfaces(Topology topology) {
    return topology.node(ThreeTier.MOBILE).nics().stream()
        .filter(nic -> nic.segment() == null)
        .map(Nic::name)
        .toList();
  }

  private static Set<String> services(Deployment deployment) {
    var services = new TreeSet<String>();
    for (Daemon daemon : deployment.daemons()) {
      services.add(daemon.node());
      if (daemon.needsStrongSwan()) {
        services.add(daemon.node() + "-charon");
      }
    }
    return services;
  }

  private Expectations expectations(Topology topology, List<Step> steps, Optional<Section> given) {
    boolean lossy =
        topology.nodes().stream()
                .flatMap(node -> node.nics().stream())
                .anyMatch(nic -> nic.quality().isLossy())
            || steps.stream()
                .anyMatch(step -> step instanceof Step.Impair impair && impair.quality().isLossy());
    Expectations expected = Expectations.none().losing(lossy ? Integer.MAX_VALUE : 0);
    if (given.isEmpty()) {
      return expected;
    }
    Section section = given.get();
    if (section.has(Grammar.SOFT_LOSS)) {
      expected = expected.losing(Math.toIntExact(section.need(Grammar.SOFT_LOSS)));
    }
    if (section.has(Grammar.GAP)) {
      expected = expected.silentAtMost(section.need(Grammar.GAP));
    }
    List<String> networks = topology.accesses().stream().map(AccessNetwork::segment).toList();
    var modes = new LinkedHashMap<String, String>();
    section
        .or(Grammar.MODES, Map.of())
        .forEach((network, mode) -> {
          if (!problems.unknown(network, "network", networks)) {
            modes.put(network.text(), Scalars.nameOf(mode));
          }
        });
    expected = expected.modesIn(modes);
    for (Section frames : section.or(Grammar.SEES, List.of())) {
      if (isSegment(topology, frames)) {
        expected =
            expected.sees(
                what(frames),
                frames.need(Grammar.ON).text(),
                frames.need(Grammar.FRAMES),
                Math.toIntExact(frames.or(Grammar.LEAST, 1L)));
      }
    }
    for (Section frames : section.or(Grammar.NEVER_SEES, List.of())) {
      if (isSegment(topology, frames)) {
        expected =
            expected.neverSees(
                what(frames), frames.need(Grammar.ON).text(), frames.need(Grammar.FRAMES));
      }
    }
    return expected;
  }

  private boolean isSegment(Topology topology, Section frames) {
    return !problems.unknown(
        frames.need(Grammar.ON),
        "network",
        topology.segments().stream().map(Segment::name).toList());
  }

  private static String what(Section frames) {
    return frames.or(Grammar.WHAT, frames.need(Grammar.FRAMES));
  }
}
