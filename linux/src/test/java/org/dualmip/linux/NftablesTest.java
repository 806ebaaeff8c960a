package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@OnHost
@Timeout(30)
class NftablesTest {
  private static final String TABLE =
      """
      table inet dmt {
        set inside { type ifname; }
        set seen { type ipv4_addr; flags timeout; }
        chain output { type filter hook output priority filter; policy accept; oifname @inside counter accept; }
      }
      """;

  @Test
  void aTableMadeHereIsTheOneNftShows() throws Exception {
    try (var place = new Place();
        Nftables filter = place.namespace.call(Nftables::open)) {
      filter.run(TABLE);
      filter.run("add element inet dmt inside { \"wlan0\", \"wwan0\" }");
      assertThat(place.run("nft", "list", "set", "inet", "dmt", "inside"))
          .contains("\"wlan0\"", "\"wwan0\"");
      filter.run("delete element inet dmt inside { \"wlan0\" }");
      assertThat(filter.list("set inet dmt inside")).doesNotContain("wlan0").contains("wwan0");
      filter.run("delete table inet dmt");
      assertThat(place.run("nft", "list", "ruleset")).isEmpty();
    }
  }

  @Test
  void commandsTakeEffectTogetherOrNotAtAll() throws Exception {
    try (var place = new Place();
        Nftables filter = place.namespace.call(Nftables::open)) {
      filter.run(TABLE);
      assertThatThrownBy(() ->
              filter.run(
                  "add element inet dmt inside { \"a\" }; add element inet dmt none { \"b\" }"))
          .isInstanceOf(HostException.class)
          .hasMessageContaining("none");
      assertThat(place.run("nft", "list", "set", "inet", "dmt", "inside")).doesNotContain("\"a\"");
      filter.run("add element inet dmt inside { \"c\" }"); // a refusal spoils nothing
      assertThat(filter.list("set inet dmt inside")).contains("\"c\"");
    }
  }

  @Test
  void whatIsNotTheLanguageIsRefusedWithTheWordsOfNft() {
    try (var place = new Place();
        Nftables filter = place.namespace.call(Nftables::open)) {
      assertThatThrownBy(() -> filter.run("add tabel inet x"))
          .isInstanceOf(HostException.class)
          .hasMessageContaining("syntax error");
    }
  }

  @Test
  void anElementWithATimeoutGoesByItself() throws Exception {
    try (var place = new Place();
        Nftables filter = place.namespace.call(Nftables::open)) {
      filter.run(TABLE);
      filter.run("add element inet dmt seen { 10.9.0.1 timeout 300ms }");
      assertThat(filter.list("set inet dmt seen")).contains("10.9.0.1");
      Await.until("it is gone", () -> !filter.list("set inet dmt seen").contains("10.9.0.1"));
      assertThat(place.run("nft", "list", "set", "inet", "dmt", "seen")).doesNotContain("10.9.0.1");
    }
  }

  @Test
  void eachInstanceStaysInItsNamespace() throws Exception {
    try (var one = new Place();
        var other = new Place();
        Nftables filter = one.namespace.call(Nftables::open)) {
      other.namespace.run(() -> filter.run(TABLE)); // called elsewhere, still acts at home
      assertThat(one.run("nft", "list", "tables")).contains("dmt");
      assertThat(other.run("nft", "list", "tables")).isEmpty();
    }
  }
}
