package org.dualmip.lab;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.dualmip.lab.namespaces.Built;
import org.dualmip.lab.namespaces.LabException;
import org.dualmip.lab.namespaces.Launcher;
import org.dualmip.lab.namespaces.Leftovers;
import org.dualmip.lab.namespaces.RunId;
import org.dualmip.service.admin.AdminClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The verbs of {@code dualmip lab} about labs that are up, or were. Where a verb takes an id, it
 * may be left out if only one lab is up. Exit codes as in {@link Lab}. Belongs to one thread.
 */
public final class OpenLabs {
  private static final Duration DOWN_PATIENCE = Duration.ofSeconds(20);
  private static final int HTTP_OK = 200;
  private static final JsonMapper MAPPER = new JsonMapper();

  private final PrintStream out;
  private final PrintStream err;
  private final Guard guard;

  /**
   * @param out for results
   * @param err for what went wrong
   */
  public OpenLabs(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
    guard = new Guard(err);
  }

  /** Prints the labs that are alive, their nodes and how to reach them. */
  public int show() {
    return guard.run(() -> {
      List<LabState> labs = LabState.all();
      if (labs.isEmpty()) {
        out.println("No lab is up. 'dualmip lab up' starts one.");
      }
      labs.forEach(lab -> LabView.lines(lab).forEach(out::println));
      return Guard.FINE;
    });
  }

  /** Runs a command inside a node of a lab, with this terminal; gives its exit code. */
  public int exec(Optional<String> id, String node, List<String> command) {
    return guard.run(() -> inside(one(id), node, command));
  }

  /** A shell inside a node. */
  public int shell(Optional<String> id, String node) {
    String shell = Optional.ofNullable(System.getenv("SHELL")).orElse("/bin/sh");
    return guard.run(() -> {
      LabState lab = one(id);
      out.println("A shell on " + node + " of lab " + lab.id() + "; 'exit' ends it.");
      return inside(lab, node, List.of(shell));
    });
  }

  /**
   * Moves a mobile node to another access network, and waits a little for its connections.
   *
   * @param node which; may be left out if there is only one
   * @param soft whether another interface is there before the old one goes
   */
  public int move(Optional<String> id, Optional<String> node, String to, boolean soft) {
    return guard.run(() -> {
      Map<String, String> order = new HashMap<>(Map.of("to", to, "soft", String.valueOf(soft)));
      node.ifPresent(name -> order.put("node", name));
      AdminClient.Answer answer = desk(one(id)).post(LabDesk.MOVE, order);
      JsonNode said = MAPPER.readTree(answer.body());
      if (answer.status() != HTTP_OK) {
        err.println("dualmip lab: " + said.path("error").asString());
        return Guard.MISUSED;
      }
      out.println(said.path("moved").asString());
      out.println("  " + said.path("outcome").asString());
      return Guard.FINE;
    });
  }

  /**
   * Pings from node to node, by the addresses that applications use, until Ctrl-C.
   *
   * @param to a node or an address
   * @param count how often; endless without
   */
  public int ping(Optional<String> id, String from, String to, Optional<Integer> count) {
    return guard.run(() -> {
      LabState lab = one(id);
      JsonNode addresses = MAPPER.readTree(desk(lab).get(LabDesk.PLACES).body()).path("addresses");
      List<String> command = new ArrayList<>(List.of("ping"));
      if (addresses.has(from)) {
        command.addAll(List.of("-I", addresses.path(from).asString()));
      }
      count.ifPresent(times -> command.addAll(List.of("-c", String.valueOf(times))));
      command.add(addresses.has(to) ? addresses.path(to).asString() : to);
      return inside(lab, from, command);
    });
  }

  /**
   * Writes what passes on a network to standard output, as pcapng, until Ctrl-C.
   *
   * @param terminal whether standard output is one, which such a stream would only garble
   */
  public int capture(Optional<String> id, String network, boolean terminal) {
    return guard.run(() -> {
      LabState lab = one(id);
      if (terminal) {
        err.println(
            "dualmip lab: a capture is not for a terminal: "
                + "'dualmip lab capture %s | wireshark -k -i -', or '> %s.pcapng'"
                    .formatted(network, network));
        return Guard.MISUSED;
      }
      return inside(lab, Built.SWITCHES, List.of("dumpcap", "-q", "-i", network, "-w", "-"));
    });
  }

  private int inside(LabState lab, String node, List<String> command)
      throws IOException, InterruptedException {
    requireRoot();
    String namespace = lab.run().namespace(node);
    List<String> all = Leftovers.namespaces(lab.run());
    if (!all.contains(namespace)) {
      err.println("There is no node \"" + node + "\" in lab " + lab.id() + ".");
      return Guard.MISUSED;
    }
    var whole = new ArrayList<>(Launcher.inNamespace(namespace));
    whole.addAll(command);
    return new ProcessBuilder(whole).inheritIO().start().waitFor();
  }

  private static AdminClient desk(LabState lab) {
    Path socket = LabDesk.socket(lab.folder());
    if (!Files.exists(socket)) {
      throw new LabException(
          "lab " + lab.id() + " takes no orders: it runs a scenario, or is coming up still");
    }
    return new AdminClient(socket);
  }

  /** Ends a lab that is up, as Ctrl-C in its terminal would. */
  public int down(Optional<String> id) {
    return guard.run(() -> {
      LabState lab = one(id);
      ProcessHandle.of(lab.pid()).ifPresent(ProcessHandle::destroy);
      long deadline = System.nanoTime() + DOWN_PATIENCE.toNanos();
      while (Files.exists(lab.folder()) && System.nanoTime() - deadline < 0) {
        Thread.sleep(50);
      }
      if (Files.exists(lab.folder())) {
        err.println(
            "Lab "
                + lab.id()
                + " does not end; kill process "
                + lab.pid()
                + " and run 'dualmip lab clean'.");
        return Guard.FAILED;
      }
      out.println("Lab " + lab.id() + " is down.");
      return Guard.FINE;
    });
  }

  /** Removes what labs left behind that are no longer alive; touches nothing else. */
  public int clean() {
    return guard.run(() -> {
      requireRoot();
      var alive = new TreeSet<String>();
      var dead = new TreeSet<String>();
      for (LabState lab : LabState.all()) {
        (lab.isAlive() ? alive : dead).add(lab.id());
      }
      Leftovers.runs().forEach(run -> dead.add(run.text()));
      dead.removeAll(alive);
      for (String id : dead) {
        int namespaces = LabState.remove(new RunId(id));
        out.println("Lab " + id + ": removed, with " + namespaces + " namespaces.");
      }
      for (Path folder : LabState.folders()) {
        if (!alive.contains(String.valueOf(folder.getFileName()))) {
          LabState.delete(folder); // begun and never a lab
        }
      }
      LabState.removeParent();
      if (dead.isEmpty()) {
        out.println("No dead lab has left anything.");
      }
      alive.forEach(id -> out.println("Lab " + id + " is alive; 'dualmip lab down' ends it."));
      return Guard.FINE;
    });
  }

  private static LabState one(Optional<String> id) {
    List<LabState> labs = LabState.all().stream().filter(LabState::isAlive).toList();
    List<LabState> wanted =
        labs.stream().filter(lab -> id.isEmpty() || lab.id().equals(id.get())).toList();
    if (wanted.size() == 1) {
      return wanted.getFirst();
    }
    if (labs.isEmpty()) {
      throw new LabException("no lab is up; 'dualmip lab up' starts one");
    }
    throw new LabException(
        "say which lab with --id: " + String.join(", ", labs.stream().map(LabState::id).toList()));
  }

  private static void requireRoot() {
    if (!Needs.isRoot()) {
      throw new LabException("labs belong to root: run it with sudo");
    }
  }
}
