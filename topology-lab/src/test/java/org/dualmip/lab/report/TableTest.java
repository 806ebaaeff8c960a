package org.dualmip.lab.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.dualmip.lab.traffic.FlowReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
  private static final RunReport REPORT =
      new RunReport(
          "enterprise-roam",
          "namespaces",
          true,
          false,
          List.of("1 frames leaked"),
          1234.5,
          List.of("office-a c", "cafe cvc"),
          List.of(new FlowReport("ssh", true, 480, 1012.25, null)),
          List.of(
              new HandoverReport(
                  1,
                  "office-a",
                  "cafe",
                  "leaving",
                  "hard",
                  20.25,
                  101.25,
                  81.0,
                  1.25,
                  true,
                  0.5,
                  50,
                  0,
                  0,
                  Map.of("gate-opened", 99.5),
                  4),
              new HandoverReport(
                  2, "cafe", "cell", "outside", "soft", 60.5, 41.0, null, null, null, 0.0, 0, 0, 3,
                  Map.of(), 0)),
          List.of(
              new FaultReport(
                  "node-killed", false, null, null, 20000, 20001.5, "vpn-down: no reply")),
          1,
          List.of(new Leak("cafe", 17, 512.0, "10.1.0.100 > 10.1.0.10 UDP")),
          List.of(new TrickReport("replay", 1, "leaving", 101.25, 100.0, 1.25, 8, 1)),
          List.of(new ProcessReport("mn", 150, 160, 170, 2.5, 0.25, 30, 60)),
          List.of(),
          List.of());

  @Test
  void showsGapRoundTripTimeRatioLossAndVpnMessagesInColumns() {
    List<String> lines = Table.lines(REPORT);
    assertThat(lines.get(0))
        .isEqualTo(
            "#  from      to    kind     mode  gap ms  r ms  ideal ms  ratio  lost  dup  reord  vpn"
                + " msgs");
    assertThat(lines.get(1))
        .isEqualTo(
            "1  office-a  cafe  leaving  hard   101.3  20.3      81.0    1.3    50    0      0     "
                + "    4");
    assertThat(lines.get(2))
        .isEqualTo(
            "2  cafe      cell  outside  soft    41.0  60.5         -      -     0    0      3     "
                + "    0");
  }

  @Test
  void saysWhatLeakedWhatDidNotRecoverAndWhatFailed() {
    assertThat(Table.lines(REPORT))
        .contains(
            "1 frames on outside segments carry an inner address in the clear.",
            "  cafe frame 17, 512 ms: 10.1.0.100 > 10.1.0.10 UDP",
            "  node-killed: vpn-down: no reply",
            "trick   #  kind     gap ms  honest ms  lost to it ms  forged  vpn made",
            "replay  1  leaving   101.3      100.0            1.3       8         1",
            "program  MiB first   last   peak  cpu s  busiest  threads  descriptors",
            "mn           150.0  160.0  170.0    2.5     25 %       30           60",
            "FAILED",
            "  1 frames leaked")
        .doesNotContain("PASSED");
  }

  @Test
  void writesTheFieldsOfTheResultByTheirNames(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("result.json");
    ResultFile.write(REPORT, file);
    assertThat(Files.readString(file))
        .contains(
            "\"scenario\"",
            "\"runner\"",
            "\"passed\"",
            "\"longest_silence_ms\"",
            "\"path_rtt_ms\"",
            "\"gap_ms\"",
            "\"phases_ms\"",
            "\"vpn_messages\"",
            "\"ike_sas\"",
            "\"time_lost_ms\" : 1.25",
            "\"peak_mb\" : 170.0",
            "\"leaks\" : 1")
        .doesNotContain("\"soft\" :");
    assertThat(ResultFile.read(file)).isEqualTo(REPORT);
  }
}
