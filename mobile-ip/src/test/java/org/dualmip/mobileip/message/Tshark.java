package org.dualmip.mobileip.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.SoftAssertions;
import org.dualmip.mobileip.packet.Ip4Packet;

/** An independent decoder: collects packets and what is expected of each, and asks tshark. */
public final class Tshark {
  /** Where tshark complains, or shows that it did not look. */
  private static final List<String> COMPLAINTS =
      List.of("_ws.malformed", "_ws.expert.message", "mip.data_not_dissected");

  private final List<Ip4Packet> packets = new ArrayList<>();
  private final List<Map<String, String>> expectations = new ArrayList<>();

  /** Every packet has the fields expected of it, and nothing to complain about. */
  public void check(Path directory) throws IOException, InterruptedException {
    List<Map<String, String>> seen = decode(directory);
    assertThat(seen).hasSameSizeAs(packets);
    SoftAssertions all = new SoftAssertions();
    for (int i = 0; i < seen.size(); i++) {
      Map<String, String> expected = new LinkedHashMap<>();
      COMPLAINTS.forEach(complaint -> expected.put(complaint, ""));
      expected.putAll(expectations.get(i));
      all.assertThat(seen.get(i))
          .as("packet %d, %s", i + 1, packets.get(i))
          .containsAllEntriesOf(expected);
    }
    all.assertAll();
  }

  /** Each as {@code name=value}. */
  public void expect(Ip4Packet packet, String... fields) {
    Map<String, String> expected = new LinkedHashMap<>();
    for (String field : fields) {
      int equals = field.indexOf('=');
      expected.put(field.substring(0, equals), field.substring(equals + 1));
    }
    packets.add(packet);
    expectations.add(expected);
  }

  /** One line for each packet, one column for each field anybody expects. */
  List<Map<String, String>> decode(Path directory) throws IOException, InterruptedException {
    Path capture = directory.resolve("messages.pcap");
    Pcap.write(capture, packets);
    Set<String> fields = new LinkedHashSet<>(COMPLAINTS);
    expectations.forEach(expected -> fields.addAll(expected.keySet()));
    List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString()));
    command.addAll(List.of("-o", "ip.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE"));
    command.addAll(List.of("-T", "fields", "-E", "separator=/t", "-E", "aggregator=,"));
    fields.forEach(field -> command.addAll(List.of("-e", field)));
    List<Map<String, String>> packetsSeen = new ArrayList<>();
    for (String line : run(command, directory)) {
      String[] values = line.split("\t", -1);
      Map<String, String> seen = new LinkedHashMap<>();
      int column = 0;
      for (String field : fields) {
        seen.put(field, values[column++]);
      }
      packetsSeen.add(seen);
    }
    return packetsSeen;
  }

  private static List<String> run(List<String> command, Path directory)
      throws IOException, InterruptedException {
    Path out = directory.resolve("out");
    Path errors = directory.resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectOutput(out.toFile()).redirectError(errors.toFile());
    builder.environment().put("TZ", "UTC");
    builder.environment().put("LC_ALL", "C");
    Process tshark;
    try {
      tshark = builder.start();
    } catch (IOException missing) {
      String reason =
          "NOT RUN: no independent decoder has looked at our messages, because tshark is missing"
              + " (on Debian: apt-get install tshark): "
              + missing.getMessage();
      System.err.println(reason);
      return abort(reason);
    }
    assertThat(tshark.waitFor(60, TimeUnit.SECONDS)).as("tshark ends").isTrue();
    assertThat(tshark.exitValue()).as(Files.readString(errors)).isZero();
    return Files.readAllLines(out);
  }
}
