package org.dualmip.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dualmip.cli.show.WhyText;
import org.dualmip.service.Json;
import org.dualmip.service.admin.AdminClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code dualmip why}: the last decisions with their evidence. */
@Command(
    name = "why",
    description = {
      "Tells the last decisions of a running service.",
      "Each with what changed, for which reason and on what evidence."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class WhyCommand implements Callable<Integer> {
  private static final Duration AGAIN = Duration.ofMillis(500);
  private static final int FINE = 200;

  @Spec private CommandSpec spec;
  @Mixin private ControlOption control;

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many decisions (${DEFAULT-VALUE} unless told).")
  private int last;

  @Option(names = "--follow", description = "And those to come, until Ctrl-C.")
  private boolean follow;

  @Option(names = "--json", description = "As JSON, one line for each decision.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (last < 1) {
      throw Refusal.usage("--last: " + last + "; expected 1 or more");
    }
    AdminClient client = control.client();
    List<Map<?, ?>> events = events(client);
    print(events.subList(Math.max(0, events.size() - last), events.size()));
    while (follow) {
      Thread.sleep(AGAIN);
      List<Map<?, ?>> later = events(client);
      print(new ArrayList<>(later).subList(seen(later, events), later.size()));
      events = later;
    }
    return Dualmip.OK;
  }

  /** How many of the later events were there before: those up to the last one we knew. */
  static int seen(List<Map<?, ?>> later, List<Map<?, ?>> before) {
    return before.isEmpty() ? 0 : later.lastIndexOf(before.getLast()) + 1;
  }

  private void print(List<Map<?, ?>> events) {
    PrintWriter out = spec.commandLine().getOut();
    for (Map<?, ?> event : events) {
      if (json) {
        out.println(Json.write(event));
      } else {
        WhyText.lines(event, ZoneId.systemDefault()).forEach(out::println);
      }
    }
    out.flush();
  }

  private static List<Map<?, ?>> events(AdminClient client) {
    AdminClient.Answer answer = client.get("/why");
    if (answer.status() != FINE || !(Json.read(answer.body()) instanceof List<?> list)) {
      throw Refusal.failed("the service does not say why now: " + answer.body());
    }
    List<Map<?, ?>> events = new ArrayList<>();
    list.forEach(each -> {
      if (each instanceof Map<?, ?> event) {
        events.add(event);
      }
    });
    return events;
  }
}
