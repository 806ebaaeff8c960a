package org.dualmip.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.dualmip.lab.deployment.Daemon;
import org.dualmip.lab.deployment.Deployment;
import org.dualmip.lab.deployment.Enterprise;
import org.dualmip.lab.services.Installation;
import org.dualmip.lab.services.RunFolder;
import org.dualmip.lab.topology.ThreeTier;

/**
 * Has the program itself judge the mobile node's configuration file where a scenario file changes
 * it: only the program knows its keys.
 *
 * @param dualmip the command that runs it
 */
record NodeCheck(List<String> dualmip) {
  /** The name of the file that was written for the check is of no use to anybody. */
  private static final Pattern PLACE = Pattern.compile("^\\S*/mn\\.yaml(:\\d+:\\d+)?: ");

  /** What is wrong, a line for each; empty if nothing is, or nothing is changed. */
  List<String> problems(Deployment deployment) throws IOException, InterruptedException {
    Daemon node = deployment.daemon(ThreeTier.MOBILE);
    if (node.equals(Enterprise.whole().daemon(ThreeTier.MOBILE))) {
      return List.of();
    }
    Path folder = Files.createTempDirectory("dualmip-check");
    try {
      var run = new RunFolder(folder, folder);
      run.create();
      new Installation(run).write(deployment, Instant.now());
      return judged(run.config(ThreeTier.MOBILE));
    } finally {
      LabState.delete(folder);
    }
  }

  private List<String> judged(Path config) throws IOException, InterruptedException {
    var command = new ArrayList<>(dualmip);
    command.addAll(List.of(Daemon.Verb.NODE.word(), "-c", config.toString(), "--check"));
    Process check =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .start();
    String said = new String(check.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (check.waitFor() == 0) {
      return List.of();
    }
    return said.lines()
        .filter(line -> !line.isBlank())
        .map(line -> PLACE.matcher(line).replaceFirst(""))
        .toList();
  }
}
