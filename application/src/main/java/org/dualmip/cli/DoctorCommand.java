package org.dualmip.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.dualmip.cli.doctor.Doctor;
import org.dualmip.cli.doctor.Finding;
import org.dualmip.service.Json;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dualmip doctor}: what this host can do, and what to do about what is missing. */
@Command(
    name = "doctor",
    description = {
      "Tells what this machine can do.",
      "And what to do about what is missing, each found out by trying.",
      "Ends with 1 if something is missing that a lab needs."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DoctorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "As JSON, one line.")
  private boolean json;

  @Option(
      names = "--install",
      description = "First installs the Debian packages that a lab needs. Needs root.")
  private boolean install;

  @Override
  public Integer call() throws InterruptedException {
    if (install && System.getProperty("dualmip.installed") == null) {
      // ./dualmip installs before it starts us, and says so by this property.
      throw Refusal.failed(
          "--install needs root, and Debian: run 'sudo ./dualmip doctor --install'");
    }
    List<Finding> findings = Doctor.examine();
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(Json.write(findings));
    } else {
      Doctor.lines(findings).forEach(out::println);
    }
    out.flush();
    return findings.stream().anyMatch(Finding::stopsLab) ? Dualmip.FAILED : Dualmip.OK;
  }
}
