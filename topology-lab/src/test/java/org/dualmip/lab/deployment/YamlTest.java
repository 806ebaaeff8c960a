package org.dualmip.lab.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class YamlTest {
  private static final Yaml FILE =
      Yaml.empty()
          .with("role", "inner")
          .with("vpn.pool", "10.1.99.0/24")
          .item("interfaces", "{name: wlan0}")
          .item("interfaces", "{name: wwan0}")
          .with("vpn.gateway", "198.18.0.2");

  @Test
  void rendersSectionsAndListsInTheOrderInWhichTheyBegan() {
    assertThat(FILE.render())
        .isEqualTo(
            """
            role: inner
            vpn:
              pool: 10.1.99.0/24
              gateway: 198.18.0.2
            interfaces:
              - {name: wlan0}
              - {name: wwan0}
            """);
  }

  @Test
  void changesOneKeyAndLeavesTheOriginalAlone() {
    assertThat(FILE.with("vpn.pool", "x").text("vpn.pool")).isEqualTo("x");
    assertThat(FILE.text("vpn.pool")).isEqualTo("10.1.99.0/24");
  }

  @Test
  void losesAWholeSection() {
    assertThat(FILE.has("vpn")).isTrue();
    assertThat(FILE.without("vpn").has("vpn")).isFalse();
    assertThat(FILE.without("vpn").render()).doesNotContain("vpn");
  }
}
