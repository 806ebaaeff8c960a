package org.dualmip.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dualmip.lab.Observations.Association;
import org.junit.jupiter.api.Test;

class AssociationsTest {
  private static final String ONE =
      "list-sa event {gw {uniqueid=1 version=2 state=ESTABLISHED local-host=10.1.1.50 local-port=4500"
          + " local-id=mn initiator=yes initiator-spi=f23cb62e41c8c22c"
          + " responder-spi=072fd7848069a8e8 nat-any=yes dh-group=CURVE_25519 established=17"
          + " rekey-time=13015 local-vips=[10.1.99.1] child-sas {net-1 {name=net uniqueid=1 reqid=1"
          + " state=INSTALLED protocol=ESP encap=yes spi-in=ac22ce7e spi-out=411da700"
          + " install-time=1}}}}\n";

  @Test
  void readsTheSpisAndTheAgeOfAnAssociationAndItsChildren() {
    assertThat(Associations.parse(ONE + "list-sas reply {}"))
        .containsExactly(
            new Association(
                "f23cb62e41c8c22c", "072fd7848069a8e8", 17, List.of("ac22ce7e", "411da700")));
  }

  @Test
  void readsSeveralAndLeavesOutWhatIsNotEstablished() {
    String connecting =
        "list-sa event {gw {uniqueid=2 state=CONNECTING initiator-spi=0000000000000001"
            + " responder-spi=0000000000000000 child-sas {}}}\n";
    assertThat(Associations.parse(connecting + ONE))
        .extracting(Association::initiatorSpi)
        .containsExactly("f23cb62e41c8c22c");
    assertThat(Associations.parse("connecting to 'unix:///x' failed: No such file")).isEmpty();
  }
}
