package org.dualmip.lab.file;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dualmip.lab.scenario.Mode;

/**
 * Where the node's interfaces are plugged in while a story is told, as in the lab later. Each
 * change is made only if it can be made there; else the reason is noted. Belongs to one thread.
 */
final class Position {
  private final Map<String, Optional<String>> places = new LinkedHashMap<>();
  private final List<String> networks;
  private final Problems problems;
  private String current;

  /** The first interface is plugged in at the start; the networks are those there are. */
  Position(List<String> interfaces, List<String> networks, String start, Problems problems) {
    interfaces.forEach(nic -> places.put(nic, Optional.empty()));
    this.networks = networks;
    this.problems = problems;
    current = interfaces.getFirst();
    places.put(current, Optional.of(start));
  }

  /** Whether an interface is plugged in there. */
  boolean isIn(String network) {
    return places.containsValue(Optional.of(network));
  }

  /** Whether the interface that carries has moved. */
  boolean move(Word to, Mode mode) {
    if (problems.unknown(to, "network", networks)) {
      return false;
    }
    Optional<String> beside = beside();
    if (isIn(to.text())) {
      problems.note(
          to,
          "the node is in " + to.text() + " already",
          "another network; a round begins where the one before ended");
      return false;
    }
    if (mode == Mode.SOFT && beside.isPresent()) {
      problems.note(
          to,
          "a soft move with both interfaces plugged in",
          "an unplug of " + beside.get() + " before it");
      return false;
    }
    places.put(current, Optional.empty());
    if (mode == Mode.SOFT) {
      String old = current;
      current = places.keySet().stream().filter(nic -> !nic.equals(old)).findFirst().orElseThrow();
    }
    places.put(current, Optional.of(to.text()));
    return true;
  }

  /** Whether a further interface has been plugged in. */
  boolean plug(Word nic, Word into) {
    if (isUnknown(nic) || problems.unknown(into, "network", networks)) {
      return false;
    }
    Optional<String> where = where(nic.text());
    if (where.isPresent()) {
      problems.note(
          nic, nic.text() + " is in " + where.get() + " already", "an unplug before it, or a move");
      return false;
    }
    if (isIn(into.text())) {
      problems.note(into, "the node is in " + into.text() + " already", "another network");
      return false;
    }
    places.put(nic.text(), Optional.of(into.text()));
    return true;
  }

  /** Whether an interface has been pulled; another one carries then. */
  boolean unplug(Word nic) {
    if (isUnknown(nic)) {
      return false;
    }
    if (where(nic.text()).isEmpty()) {
      problems.note(nic, nic.text() + " is not plugged in", "a plug before it");
      return false;
    }
    if (beside().isEmpty()) {
      problems.note(nic, "the only interface that is plugged in", "another plug before it, or cut");
      return false;
    }
    places.put(nic.text(), Optional.empty());
    if (nic.text().equals(current)) {
      current =
          places.keySet().stream()
              .filter(one -> where(one).isPresent())
              .findFirst()
              .orElse(current);
    }
    return true;
  }

  private boolean isUnknown(Word nic) {
    return problems.unknown(nic, "interface", new ArrayList<>(places.keySet()));
  }

  private Optional<String> where(String nic) {
    return places.getOrDefault(nic, Optional.empty());
  }

  /** An interface that is plugged in beside the one that moves. */
  private Optional<String> beside() {
    return places.keySet().stream()
        .filter(nic -> !nic.equals(current) && where(nic).isPresent())
        .findFirst();
  }
}
