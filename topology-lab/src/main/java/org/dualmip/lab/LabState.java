package org.dualmip.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.dualmip.lab.namespaces.LabException;
import org.dualmip.lab.namespaces.Leftovers;
import org.dualmip.lab.namespaces.RunId;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A lab as others find it: the file {@code lab.json} in its folder under {@code /run/dualmip-lab}.
 *
 * @param id its four digits
 * @param pid its process
 * @param ticks when that process started, in the kernel's own unit, so that a later process with
 *     the same number is not taken for it
 * @param what the scenario, or "up"
 * @param out where the results go
 * @param since when it began
 * @param ready whether everything runs
 */
record LabState(
    String id, long pid, long ticks, String what, String out, Instant since, boolean ready) {
  private static final Path ALL = Path.of("/run/dualmip-lab");
  private static final String FILE = "lab.json";
  private static final int FIELD_STARTTIME = 19; // proc(5): the 22nd, after pid, name and state
  private static final int ATTEMPTS = 100;
  private static final JsonMapper MAPPER = new JsonMapper();

  /** Takes digits that nobody has, for this process. */
  static LabState claim(String what, Path out, RandomGenerator random) {
    try {
      Files.createDirectories(ALL);
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        RunId run = RunId.random(random);
        long pid = ProcessHandle.current().pid();
        var state =
            new LabState(run.text(), pid, ticks(pid), what, out.toString(), Instant.now(), false);
        if (Leftovers.namespaces(run).isEmpty() && state.takeFolder()) {
          return state;
        }
      }
      throw new LabException("no free digits for a lab; 'dualmip lab clean' removes dead ones");
    } catch (IOException refused) {
      throw new LabException("cannot write to " + ALL + ": run as root", refused);
    }
  }

  /**
   * Makes the folder with the file in it appear at once: whoever sees the folder sees its owner.
   */
  private boolean takeFolder() throws IOException {
    Path draft = Files.createTempDirectory(ALL, ".new-");
    Files.writeString(draft.resolve(FILE), MAPPER.writeValueAsString(this));
    try {
      Files.move(draft, folder(), StandardCopyOption.ATOMIC_MOVE);
      return true;
    } catch (IOException taken) {
      delete(draft);
      return false;
    }
  }

  /** Notes that everything runs. */
  void announceReady() {
    var ready = new LabState(id, pid, ticks, what, out, since, true);
    try {
      Path draft = folder().resolve(".lab.json");
      Files.writeString(draft, MAPPER.writeValueAsString(ready));
      Files.move(draft, folder().resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** The labs that have a folder, alive or dead, in the order of their digits. */
  static List<LabState> all() {
    var states = new ArrayList<LabState>();
    for (Path folder : folders()) {
      read(folder).ifPresent(states::add);
    }
    states.sort(Comparator.comparing(LabState::id));
    return states;
  }

  /** The folders there are, also those that never became a lab. */
  static List<Path> folders() {
    try (var entries = Files.list(ALL)) {
      return entries.toList();
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException refused) {
      throw new LabException("cannot read " + ALL + ": run as root", refused);
    }
  }

  private static Optional<LabState> read(Path folder) {
    try {
      return Optional.of(MAPPER.readValue(Files.readString(folder.resolve(FILE)), LabState.class));
    } catch (IOException | JacksonException noLab) {
      return Optional.empty();
    }
  }

  /** Its digits. */
  RunId run() {
    return new RunId(id);
  }

  /** Its folder for sockets, keys and configuration. */
  Path folder() {
    return ALL.resolve(id);
  }

  /** Whether its process still runs. */
  boolean isAlive() {
    return ticks(pid) == ticks;
  }

  /** Removes everything of a lab: processes, namespaces, folder. Says how many namespaces. */
  static int remove(RunId run) {
    int namespaces = Leftovers.remove(run);
    delete(ALL.resolve(run.text()));
    removeParent();
    return namespaces;
  }

  /** Removes the folder of all labs if the last is gone. */
  static void removeParent() {
    try {
      Files.deleteIfExists(ALL);
    } catch (IOException inUse) {
      return; // another lab is there
    }
  }

  /** Deletes a folder with all that is in it. */
  static void delete(Path folder) {
    try (var inside = Files.walk(folder)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (NoSuchFileException gone) {
      return;
    } catch (IOException refused) {
      throw new UncheckedIOException("cannot delete " + folder, refused);
    }
  }

  private static long ticks(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
      // The name may hold anything, also spaces and brackets; what follows the last bracket not.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return fields[0].equals("Z") ? -1 : Long.parseLong(fields[FIELD_STARTTIME]);
    } catch (IOException ended) {
      return -1;
    }
  }
}
