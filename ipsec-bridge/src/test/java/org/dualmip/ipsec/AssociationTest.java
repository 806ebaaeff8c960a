package org.dualmip.ipsec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.dualmip.ipsec.vici.ViciMessage;
import org.dualmip.mobileip.net.Ip4;
import org.junit.jupiter.api.Test;

class AssociationTest {
  private static final Ip4 M = Ip4.of("203.0.113.130");

  @Test
  void aHalfOpenAssociationReadsWithWhatItHas() {
    var half =
        Association.of(
            "dualmip",
            ViciMessage.with()
                .value("uniqueid", "7")
                .value("state", "CONNECTING")
                .value("local-host", "203.0.113.130")
                .value("remote-host", "%any")
                .build());

    assertThat(half.id()).isEqualTo(7);
    assertThat(half.remote()).isEqualTo(Ip4.ANY);
    assertThat(half.isEstablishedFrom(M)).isFalse();
    assertThat(half.isUsableFrom(M)).isFalse();
    assertThat(half.childSpis()).isEmpty();
  }

  @Test
  void nonsenseInNumbersAndAddressesReadsAsNothing() {
    var odd =
        Association.of(
            "dualmip",
            ViciMessage.with()
                .value("uniqueid", "9".repeat(40))
                .value("established", "-1")
                .value("local-host", "fe80::1")
                .items("local-vips", List.of("2001:db8::1", "10.1.99.1"))
                .build());

    assertThat(odd.id()).isZero();
    assertThat(odd.establishedSeconds()).isZero();
    assertThat(odd.local()).isEqualTo(Ip4.ANY);
    assertThat(odd.innerAddress()).contains(Ip4.of("10.1.99.1"));
  }

  @Test
  void whileAChildIsBeingReplacedTheNewOneCounts() {
    var children =
        ViciMessage.with()
            .section("inner-9", child(9, "REKEYED"))
            .section("inner-10", child(10, "INSTALLED"))
            .section("inner-11", child(11, "DELETING"))
            .build();
    var association =
        Association.of(
            "dualmip",
            ViciMessage.with()
                .value("state", "ESTABLISHED")
                .value("local-host", M.toString())
                .items("local-vips", List.of("10.1.99.1"))
                .section("child-sas", children)
                .build());

    assertThat(association.childSpis()).isEqualTo("a10_i b10_o");
    assertThat(association.isUsableFrom(M)).isTrue();
    assertThat(association.isUsableFrom(Ip4.of("203.0.113.131"))).isFalse();
  }

  private static ViciMessage child(int id, String state) {
    return ViciMessage.with()
        .value("name", "inner")
        .value("uniqueid", id)
        .value("state", state)
        .value("spi-in", "a" + id)
        .value("spi-out", "b" + id)
        .build();
  }
}
