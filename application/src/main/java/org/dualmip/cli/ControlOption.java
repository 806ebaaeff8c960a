package org.dualmip.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.dualmip.service.admin.AdminClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which service to ask: {@code --control}, or the only one there is. */
final class ControlOption {
  private static final Path RUN = Path.of("/run");
  private static final String OURS = "dualmip*";
  private static final int DEPTH = 3;
  private static final int SOCKET_TYPE = 0140000;
  private static final int TYPE_MASK = 0170000;

  @Option(
      names = "--control",
      paramLabel = "PATH",
      defaultValue = "${env:DUALMIP_CONTROL}",
      description = {
        "The administration socket of the service: 'control' in its configuration file. Without"
            + " it, $DUALMIP_CONTROL, or else the only one under /run/dualmip*."
      })
  private @Nullable Path control;

  /**
   * The client of that service.
   *
   * @throws Refusal if it cannot be told which one is meant
   */
  AdminClient client() {
    return new AdminClient(control != null ? control : onlyOne(found(RUN), closed(RUN)));
  }

  /**
   * @param sockets those there are
   * @param closed folders that may have others, but not for this user
   */
  static Path onlyOne(List<Path> sockets, List<Path> closed) {
    if (sockets.size() == 1) {
      return sockets.getFirst();
    }
    if (sockets.isEmpty() && !closed.isEmpty()) {
      throw Refusal.failed(
          "no right to look into "
              + closed.getFirst()
              + ", where services have their sockets: run as their user, usually root (sudo)");
    }
    if (sockets.isEmpty()) {
      throw Refusal.usage(
          "no service found under /run/dualmip*: name its socket with --control PATH ('control' in"
              + " its configuration file)");
    }
    throw Refusal.usage(
        "more than one service runs here; choose one:\n"
            + sockets.stream()
                .map(socket -> "  --control " + socket)
                .collect(Collectors.joining("\n")));
  }

  /** The administration sockets where services and labs put them. */
  static List<Path> found(Path run) {
    var sockets = new ArrayList<Path>();
    try (var folders = Files.newDirectoryStream(run, OURS)) {
      for (Path folder : folders) {
        sockets.addAll(below(folder));
      }
    } catch (IOException none) {
      return sockets;
    }
    return sockets;
  }

  /** The folders of services that this user may not look into. */
  static List<Path> closed(Path run) {
    var closed = new ArrayList<Path>();
    try (var folders = Files.newDirectoryStream(run, OURS)) {
      for (Path folder : folders) {
        if (Files.isDirectory(folder)
            && !(Files.isReadable(folder) && Files.isExecutable(folder))) {
          closed.add(folder);
        }
      }
    } catch (IOException none) {
      return closed;
    }
    return closed;
  }

  /** Those in a folder, none if it belongs to somebody else or goes away meanwhile. */
  private static List<Path> below(Path folder) {
    try (var paths = Files.walk(folder, DEPTH)) {
      return paths.filter(ControlOption::isControl).sorted().toList();
    } catch (IOException | UncheckedIOException notOurs) {
      return List.of();
    }
  }

  private static boolean isControl(Path path) {
    String name = String.valueOf(path.getFileName());
    if (!name.endsWith(".control") && !name.endsWith(".sock")) {
      return false;
    }
    try {
      return Files.getAttribute(path, "unix:mode") instanceof Integer mode
          && (mode & TYPE_MASK) == SOCKET_TYPE;
    } catch (IOException gone) {
      return false;
    }
  }
}
