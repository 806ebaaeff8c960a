package org.dualmip.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class WhyCommandTest {
  private static final Map<?, ?> FIRST = Map.of("mono", 1L);
  private static final Map<?, ?> SECOND = Map.of("mono", 2L);
  private static final Map<?, ?> THIRD = Map.of("mono", 3L);

  @Test
  void followingSkipsWhatWasPrintedAlready() {
    assertThat(WhyCommand.seen(List.of(FIRST, SECOND, THIRD), List.of(FIRST, SECOND))).isEqualTo(2);
    assertThat(WhyCommand.seen(List.of(FIRST, SECOND), List.of(FIRST, SECOND))).isEqualTo(2);
  }

  @Test
  void followingGoesOnWhenTheOldestEventsAreForgotten() {
    assertThat(WhyCommand.seen(List.of(SECOND, THIRD), List.of(FIRST, SECOND))).isEqualTo(1);
  }

  @Test
  void followingBeginsAnewAfterARestart() {
    assertThat(WhyCommand.seen(List.of(THIRD), List.of(FIRST, SECOND))).isZero();
    assertThat(WhyCommand.seen(List.of(FIRST), List.of())).isZero();
  }

  private static int run(StringWriter out, StringWriter err, String... words) {
    CommandLine line = new CommandLine(new WhyCommand());
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(words);
  }

  private static Path trace(Path folder, String last) throws IOException {
    String observed =
        "{\"observed\":{\"is\":\"attached\",\"at\":[1,\"2026-11-22T08:00:00Z\"],"
            + "\"link\":\"wlan0\",\"address\":\"192.0.2.1\",\"gateway\":null}}";
    String config =
        "{\"config\":{\"inner-home-agent\":\"10.1.0.2\",\"outer-home-agent\":null,"
            + "\"inside-networks\":[],\"inside-prefixes\":[],\"inside-domains\":[],"
            + "\"monitor\":60000000000,\"probe\":\"hinted\",\"outer-delay\":500000000}}";
    return Files.write(folder.resolve("trace.jsonl"), List.of(config, observed, last));
  }

  @Test
  void aTraceThatGivesAnotherVerdictIsSaidSo(@TempDir Path folder) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String recorded =
        "{\"at\":[2,\"2026-11-22T08:00:01Z\"],\"verdict\":{\"link\":\"wlan0\",\"domain\":\"inside\"}}";
    assertThat(run(out, err, "--replay", trace(folder, recorded).toString())).isOne();
    assertThat(out.toString()).contains("wlan0 is outside").contains("NOT as recorded");
    assertThat(err.toString()).contains("1 verdicts, 1 not as recorded");
  }

  @Test
  void whatItPrintsAsJsonIsATraceThatRepeats(@TempDir Path folder) throws IOException {
    StringWriter out = new StringWriter();
    String asked = "{\"at\":[2,\"2026-11-22T08:00:01Z\"],\"verdict\":{\"link\":\"wlan0\"}}";
    Path file = trace(folder, asked);
    assertThat(run(out, new StringWriter(), "--json", "--replay", file.toString())).isOne();
    StringWriter err = new StringWriter();
    String again = trace(folder, out.toString().strip()).toString();
    assertThat(run(new StringWriter(), err, "--replay", again)).isZero();
    assertThat(err.toString()).contains("1 verdicts, 0 not as recorded");
  }
}
