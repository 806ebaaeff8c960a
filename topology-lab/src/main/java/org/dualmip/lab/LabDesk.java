package org.dualmip.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.dualmip.lab.deployment.Talk;
import org.dualmip.lab.report.Timeline;
import org.dualmip.lab.scenario.Mode;
import org.dualmip.lab.topology.AccessNetwork;
import org.dualmip.lab.topology.Nic;
import org.dualmip.lab.topology.Node;
import org.dualmip.lab.topology.Topology;
import org.dualmip.service.admin.AdminServer;

/**
 * Takes orders from other terminals while a lab is up: {@code lab.control} in its folder. One order
 * at a time, on the server's thread.
 */
final class LabDesk implements AutoCloseable {
  /** Where everybody is. */
  static final String PLACES = "/show/places";

  /** Moves a mobile node. */
  static final String MOVE = "/move";

  /** Less than whoever asks waits for an answer. */
  private static final Duration PATIENCE = Duration.ofMillis(3500);

  private final LiveLab lab;
  private final Topology topology;
  private final Timeline timeline;
  private final Progress progress;
  private final Map<String, Travels> travels = new LinkedHashMap<>();
  private final AdminServer server;

  /** The lab is up, with its mobile nodes on that segment. */
  LabDesk(LiveLab lab, String start, Timeline timeline, Progress progress) {
    this.lab = lab;
    this.timeline = timeline;
    this.progress = progress;
    topology = lab.deployment().topology();
    for (String node : lab.deployment().mobiles()) {
      travels.put(
          node, new Travels(node, topology::access, lab.plugs(node), lab.watch(), timeline, start));
    }
    server =
        AdminServer.open(
            socket(lab.folder().secret()), Map.of(PLACES, this::places), Map.of(MOVE, this::move));
  }

  static Path socket(Path folder) {
    return folder.resolve("lab.control");
  }

  /** Where mobile nodes are and may go, and the addresses by which applications know all nodes. */
  private Object places() {
    var at = new LinkedHashMap<String, String>();
    travels.forEach((node, travel) -> at.put(node, travel.segment()));
    var addresses = new LinkedHashMap<String, String>();
    for (Node node : topology.nodes()) {
      node.nics().stream()
          .map(Nic::address)
          .filter(Objects::nonNull)
          .findFirst()
          .ifPresent(address -> addresses.put(node.name(), address.toString()));
    }
    for (Talk talk : lab.deployment().talks()) {
      addresses.put(talk.host(), talk.from().toString());
      addresses.put(talk.peer(), talk.to().toString());
    }
    return Map.of("mobile", at, "networks", networks(), "addresses", addresses);
  }

  private List<String> networks() {
    return topology.accesses().stream().map(AccessNetwork::segment).toList();
  }

  private Object move(Map<String, String> order) {
    String node = order.getOrDefault("node", travels.keySet().iterator().next());
    String to = order.getOrDefault("to", "");
    Mode mode = Boolean.parseBoolean(order.get("soft")) ? Mode.SOFT : Mode.HARD;
    Travels who = travels.get(node);
    if (who == null) {
      throw new IllegalArgumentException(
          "no mobile node \"" + node + "\"; there are " + String.join(", ", travels.keySet()));
    }
    if (!networks().contains(to)) {
      throw new IllegalArgumentException(
          "no network \"" + to + "\" to move to; there are " + String.join(", ", networks()));
    }
    String from = who.segment();
    if (from.equals(to)) {
      throw new IllegalArgumentException(node + " is in " + to + " already");
    }
    try {
      return moved(node, who, to, mode, System.nanoTime());
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the lab is being ended", end);
    }
  }

  private Object moved(String node, Travels who, String to, Mode mode, long at)
      throws InterruptedException {
    String from = who.segment();
    timeline.note(at, "lab", "move", node + " from " + from + " to " + to + " " + mode.word());
    switch (mode) {
      case HARD -> who.hard(to);
      case SOFT -> who.soft(to, at);
    }
    String words = "%s: %s -> %s, %s".formatted(node, from, to, mode.word());
    progress.say(words);
    while (!lab.watch().gateOpenedVia(node, who.nic(), at)
        && System.nanoTime() - at < PATIENCE.toNanos()) {
      Thread.sleep(10);
    }
    String outcome =
        lab.watch()
            .gateOpened(node, who.nic(), at)
            .map(event ->
                String.format(
                    Locale.ROOT,
                    "user data flows after %.0f ms: %s",
                    (event.nanos() - at) / 1e6,
                    event.news()))
            .orElseGet(() -> "the gate is shut still; " + lab.watch().lastWords(node));
    return Map.of("moved", words, "outcome", outcome);
  }

  @Override
  public void close() {
    server.close();
  }
}
