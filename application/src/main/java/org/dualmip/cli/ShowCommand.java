package org.dualmip.cli;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.dualmip.cli.show.PageText;
import org.dualmip.service.Json;
import org.dualmip.service.admin.AdminClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dualmip show}: the state of a running service. */
@Command(
    name = "show",
    description = "Shows the state of a running service.",
    footer = {
      "",
      "Examples:",
      "  dualmip show                    all that the only service here has",
      "  dualmip show bindings --watch   whom a home agent serves, every second",
      "  dualmip show visitors           whom a foreign agent serves",
      "  dualmip show node --json        how a node is connected, as data"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ShowCommand implements Callable<Integer> {
  private static final int NO_SUCH_PAGE = 404;
  private static final int FINE = 200;
  private static final String CLEAR_SCREEN = "\033[H\033[2J";

  /** What there is to show. */
  enum Noun {
    BINDINGS,
    VISITORS,
    NODE,
    TUNNELS,
    VPN,
    DETECTOR,
    COUNTERS;

    @Override
    public String toString() {
      return Dualmip.word(this);
    }
  }

  @Spec private CommandSpec spec;
  @Mixin private ControlOption control;

  @Parameters(
      arity = "0..1",
      paramLabel = "WHAT",
      description = "One of ${COMPLETION-CANDIDATES}. Without it, all that the service has.")
  private @Nullable Noun noun;

  @Option(names = "--json", description = "As JSON, one line.")
  private boolean json;

  @Option(
      names = "--watch",
      arity = "0..1",
      paramLabel = "SECONDS",
      fallbackValue = "1",
      description = "Again and again, every second or so many seconds, until Ctrl-C.")
  private @Nullable Double watch;

  @Override
  public Integer call() throws InterruptedException {
    AdminClient client = control.client();
    PrintWriter out = spec.commandLine().getOut();
    while (true) {
      String text = json ? Json.write(pages(client)) + "\n" : text(client);
      out.print(watch != null && !json && isAtATerminal() ? CLEAR_SCREEN + text : text);
      out.flush();
      if (watch == null) {
        return Dualmip.OK;
      }
      Thread.sleep(Duration.ofMillis(Math.max(100, Math.round(watch * 1000))));
    }
  }

  static boolean isAtATerminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
  }

  /** One page as it is; all of them by name. */
  private @Nullable Object pages(AdminClient client) {
    Noun one = noun;
    if (one != null) {
      return page(client, one).orElseThrow(() -> none(one)).value();
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    for (Noun each : Noun.values()) {
      page(client, each).ifPresent(page -> all.put(each.toString(), page.value()));
    }
    return all;
  }

  private String text(AdminClient client) {
    Instant now = Instant.now();
    var text = new StringBuilder();
    if (noun != null) {
      lines(text, "", PageText.lines(pages(client), now));
    } else if (pages(client) instanceof Map<?, ?> all) {
      all.forEach((name, page) -> {
        text.append(text.isEmpty() ? "" : "\n").append(name).append('\n');
        lines(text, "  ", PageText.lines(page, now));
      });
    }
    return text.toString();
  }

  private static void lines(StringBuilder text, String indent, List<String> lines) {
    for (String line : lines) {
      text.append(line.isEmpty() ? "" : indent).append(line).append('\n');
    }
  }

  /** A page that the service has; its value may be null. */
  private record Page(@Nullable Object value) {}

  private static Optional<Page> page(AdminClient client, Noun noun) {
    AdminClient.Answer answer = client.get("/show/" + noun);
    return switch (answer.status()) {
      case FINE -> Optional.of(new Page(Json.read(answer.body())));
      case NO_SUCH_PAGE -> Optional.empty();
      default ->
          throw Refusal.failed("the service does not show '" + noun + "' now: " + answer.body());
    };
  }

  private static Refusal none(Noun noun) {
    return Refusal.usage(
        "this service has no '" + noun + "'; 'dualmip show' without a word shows what it has");
  }
}
