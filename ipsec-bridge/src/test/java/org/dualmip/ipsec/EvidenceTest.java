package org.dualmip.ipsec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvidenceTest {
  @Test
  void theTellingLineIsExplainedAndQuoted() {
    assertThat(
            Evidence.reason(
                List.of("sending packet", "received AUTHENTICATION_FAILED notify error"), "?"))
        .isEqualTo(
            "the gateway refused this node's certificate or identity; its log says which"
                + " (strongSwan: received AUTHENTICATION_FAILED notify error)");
    assertThat(Evidence.reason(List.of("giving up after 6 retransmits"), "?"))
        .startsWith("the gateway does not answer");
    assertThat(Evidence.reason(List.of("no trusted ECDSA public key found for 'gw.example'"), "?"))
        .contains("check ca");
    assertThat(Evidence.reason(List.of("received NO_PROPOSAL_CHOSEN notify error"), "?"))
        .contains("no algorithms in common");
  }

  @Test
  void withoutOneTheOtherWordsStand() {
    assertThat(Evidence.reason(List.of("sending packet"), "unknown")).isEqualTo("unknown");
  }

  @Test
  void linesOfAnotherAssociationProveNothing() {
    var evidence = new Evidence();
    evidence.add("1", "giving up after 6 retransmits");

    assertThat(evidence.reason(2, "unknown")).isEqualTo("unknown");
    assertThat(evidence.reason(1, "unknown")).contains("does not answer");
  }

  @Test
  void onlySoManyLinesAreKept() {
    var evidence = new Evidence();
    evidence.add("1", "giving up after 6 retransmits");
    for (int line = 0; line < 64; line++) {
      evidence.add("1", "sending packet");
    }

    assertThat(evidence.reason(1, "forgotten")).isEqualTo("forgotten");
  }
}
