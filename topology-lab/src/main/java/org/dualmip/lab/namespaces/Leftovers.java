package org.dualmip.lab.namespaces;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.dualmip.linux.NetworkNamespace;

/** Finds and removes what labs leave in namespaces. Static: the host is the state. */
public final class Leftovers {
  private static final Path NAMESPACES = Path.of("/run/netns");

  private Leftovers() {}

  /** The runs that have a namespace, alive or not. */
  public static List<RunId> runs() {
    var runs = new TreeSet<String>();
    for (String name : NetworkNamespace.list()) {
      RunId.ofNamespace(name).ifPresent(run -> runs.add(run.text()));
    }
    return runs.stream().map(RunId::new).toList();
  }

  /** The namespaces of one run. */
  public static List<String> namespaces(RunId run) {
    return NetworkNamespace.list().stream()
        .filter(name -> RunId.ofNamespace(name).filter(run::equals).isPresent())
        .sorted()
        .toList();
  }

  /** Kills what runs in the namespaces of a run and deletes them; says how many there were. */
  public static int remove(RunId run) {
    List<String> names = namespaces(run);
    names.forEach(Leftovers::killInside);
    names.forEach(NetworkNamespace::delete);
    return names.size();
  }

  /** Kills every process in a namespace, except this one. */
  static void killInside(String namespace) {
    // Twice: what was being forked while we looked is found the second time.
    for (int round = 0; round < 2; round++) {
      for (long pid : processes(namespace)) {
        ProcessHandle.of(pid)
            .filter(process -> process.pid() != ProcessHandle.current().pid())
            .ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  /** The processes in a namespace; empty if there is no such namespace. */
  static List<Long> processes(String namespace) {
    Object wanted;
    try {
      wanted = Files.getAttribute(NAMESPACES.resolve(namespace), "unix:ino");
    } catch (IOException gone) {
      return List.of();
    }
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> wanted.equals(namespaceOf(pid)))
        .toList();
  }

  private static Object namespaceOf(long pid) {
    try {
      return Files.getAttribute(Path.of("/proc", String.valueOf(pid), "ns", "net"), "unix:ino");
    } catch (IOException ended) {
      return 0L;
    }
  }
}
