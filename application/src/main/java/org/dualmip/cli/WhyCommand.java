package org.dualmip.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.dualmip.cli.show.Story;
import org.dualmip.cli.show.WhyText;
import org.dualmip.detector.Verdict;
import org.dualmip.mobilenode.DetectorReplay;
import org.dualmip.service.Json;
import org.dualmip.service.admin.AdminClient;
import org.jspecify.annotations.Nullable;
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
      "Of a node: where it is, what it saw, what that is worth, what it tried, what would change it.",
      "Else, and with --events: what changed, for which reason and on what evidence."
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class WhyCommand implements Callable<Integer> {
  private static final Duration AGAIN = Duration.ofMillis(500);
  private static final int FINE = 200;
  private static final String INDENT = "    ";

  @Spec private CommandSpec spec;
  @Mixin private ControlOption control;

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many decisions (${DEFAULT-VALUE} unless told).")
  private int last;

  @Option(names = "--events", description = "Everything that changed, not the verdicts alone.")
  private boolean events;

  @Option(
      names = "--trace",
      description = "Prints what the detector took into account, for --replay.")
  private boolean trace;

  @Option(
      names = "--replay",
      paramLabel = "FILE",
      description = {
        "Feeds a trace to the detector and compares the verdicts;",
        "exit code 1 if one is not the same, octet by octet."
      })
  private @Nullable Path replay;

  @Option(names = "--follow", description = "All events, and those to come, until Ctrl-C.")
  private boolean follow;

  @Option(names = "--json", description = "As JSON, one line for each decision.")
  private boolean json;

  @Override
  public Integer call() throws InterruptedException {
    if (last < 1) {
      throw Refusal.usage("--last: " + last + "; expected 1 or more");
    }
    if (replay != null) {
      return replay(replay);
    }
    AdminClient client = control.client();
    if (trace) {
      list(client, "/trace").forEach(line -> out().println(line));
      out().flush();
      return Dualmip.OK;
    }
    List<Map<?, ?>> all = events(client);
    List<Story> stories = events || follow ? List.of() : Story.of(all);
    if (stories.isEmpty()) {
      print(all.subList(Math.max(0, all.size() - last), all.size()));
    } else {
      tell(stories.subList(Math.max(0, stories.size() - last), stories.size()));
    }
    while (follow) {
      Thread.sleep(AGAIN);
      List<Map<?, ?>> later = events(client);
      print(new ArrayList<>(later).subList(seen(later, all), later.size()));
      all = later;
    }
    return Dualmip.OK;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private void tell(List<Story> stories) {
    for (Story story : stories) {
      if (json) {
        out().println(Json.write(story.fields()));
      } else {
        story.lines(ZoneId.systemDefault()).forEach(out()::println);
      }
    }
    out().flush();
  }

  private int replay(Path file) {
    List<DetectorReplay.Step> steps;
    try {
      steps = DetectorReplay.of(Files.readAllLines(file));
    } catch (IOException unreadable) {
      throw Refusal.failed("--replay: cannot read " + file + ": " + unreadable.getMessage());
    } catch (IllegalArgumentException wrong) {
      throw Refusal.failed("--replay: " + file + ", " + wrong.getMessage());
    }
    for (DetectorReplay.Step step : steps) {
      if (json) {
        out().println(step.repeated());
      } else {
        Verdict verdict = step.again();
        out().println(step.at().wall() + "  " + verdict.link() + " is " + verdict.domain());
        out().println(INDENT + "because " + verdict.rule());
        verdict.reasons().forEach(reason -> out().println(INDENT + "- " + reason));
        if (!step.isSame()) {
          out().println(INDENT + "NOT as recorded: " + step.recorded());
        }
      }
    }
    long others = steps.stream().filter(step -> !step.isSame()).count();
    spec.commandLine().getErr().println(steps.size() + " verdicts, " + others + " not as recorded");
    out().flush();
    spec.commandLine().getErr().flush();
    return others == 0 ? Dualmip.OK : Dualmip.FAILED;
  }

  /** How many of the later events were there before: those up to the last one we knew. */
  static int seen(List<Map<?, ?>> later, List<Map<?, ?>> before) {
    return before.isEmpty() ? 0 : later.lastIndexOf(before.getLast()) + 1;
  }

  private void print(List<Map<?, ?>> events) {
    PrintWriter out = out();
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
    List<Map<?, ?>> events = new ArrayList<>();
    list(client, "/why")
        .forEach(each -> {
          if (each instanceof Map<?, ?> event) {
            events.add(event);
          }
        });
    return events;
  }

  private static List<?> list(AdminClient client, String page) {
    AdminClient.Answer answer = client.get(page);
    if (answer.status() != FINE || !(Json.read(answer.body()) instanceof List<?> list)) {
      throw Refusal.failed("the service does not say why now: " + answer.body());
    }
    return list;
  }
}
