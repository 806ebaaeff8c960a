package org.dualmip.mobileip.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The packet flows of RFC 5265 Appendix A and those of the other access modes (§2), as far as they
 * are registrations, against stored listings. With the property {@code flows.write=DIRECTORY} the
 * listings are written there instead, to be read before they replace the stored ones.
 */
class FlowsTest {
  private final Flow flow = new Flow();

  @Test
  void cvcIsSetUpAsInAppendixA1() {
    flow.title("connection setup for access mode cvc (RFC 5265 A.1)")
        .registerOuter(Flow.CAFE)
        .registerInner(Flow.CAFE)
        .pass(500)
        .title("the detection period is over, the VPN is up")
        .giveUpInner(Flow.CAFE)
        .registerInner(Flow.VPN)
        .pass(500);
    assertIsStored("cvc");
  }

  /** The variant of packet {3b} at the end of Appendix A.1. */
  @Test
  void cvcBehindANatHasUdpAround() {
    flow.title("connection setup for access mode cvc behind a NAT")
        .registerOuter(Flow.CELL)
        .pass(500)
        .registerInner(Flow.VPN)
        .pass(500);
    assertIsStored("cvc-nat");
  }

  @Test
  void fvcHasOneHeaderLessOnTheLinkOfTheForeignAgent() {
    flow.title("connection setup for access mode fvc")
        .hear(Flow.CAFE_FA)
        .registerOuter(Flow.CAFE_FA)
        .pass(500)
        .registerInner(Flow.VPN)
        .pass(500);
    assertIsStored("fvc");
  }

  @Test
  void cIsProvedByTheReply() {
    flow.title("connection setup for access mode c").registerInner(Flow.OFFICE).pass(500);
    assertIsStored("c");
  }

  @Test
  void fIsProvedByTheReplyThroughTheForeignAgent() {
    flow.title("connection setup for access mode f")
        .hear(Flow.OFFICE_FA)
        .registerInner(Flow.OFFICE_FA)
        .pass(500);
    assertIsStored("f");
  }

  @Test
  void aMoveOutsideTouchesTheOuterSystemAlone() {
    flow.title("outside: from a foreign agent to a co-located address and behind a NAT")
        .hear(Flow.CAFE_FA)
        .registerOuter(Flow.CAFE_FA)
        .pass(500)
        .registerInner(Flow.VPN)
        .pass(1_000)
        .title("the agent is left for an address of its own")
        .registerOuter(Flow.CAFE)
        .pass(1_000)
        .title("the cellular network")
        .registerOuter(Flow.CELL)
        .pass(1_000);
    assertIsStored("handover-outside");
  }

  @Test
  void insideOutsideAndBackTakesTheOuterBindingBackAtTheEnd() {
    flow.title("inside")
        .registerInner(Flow.OFFICE)
        .pass(1_000)
        .title("the cable is pulled: simultaneous registration (RFC 5265 §3.5)")
        .lost(Flow.OFFICE)
        .registerOuter(Flow.CAFE)
        .registerInner(Flow.CAFE)
        .pass(600)
        .giveUpInner(Flow.CAFE)
        .registerInner(Flow.VPN)
        .pass(1_000)
        .title("back at the desk")
        .registerInner(Flow.OFFICE)
        .pass(100)
        .leaveOuter(Flow.CAFE, Flow.CAFE)
        .pass(500);
    assertIsStored("in-out-in");
  }

  private void assertIsStored(String name) {
    String file = name + ".txt";
    try (InputStream in = FlowsTest.class.getResourceAsStream("flows/" + file)) {
      String directory = System.getProperty("flows.write");
      if (directory != null) {
        Files.writeString(Path.of(directory, file), flow.listing());
      }
      String stored = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(flow.listing()).isEqualTo(stored);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
