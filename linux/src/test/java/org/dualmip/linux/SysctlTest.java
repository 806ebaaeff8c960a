package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@OnHost
class SysctlTest {
  private static final String FORWARD = "net.ipv4.ip_forward";

  @Test
  void aSettingOfANamespaceIsChangedThereAlone() throws Exception {
    String ours = Files.readString(Path.of("/proc/sys/net/ipv4/ip_forward")).strip();
    try (var place = new Place()) {
      String theirs = place.namespace.call(() -> Sysctl.get(FORWARD));
      String opposite = theirs.equals("1") ? "0" : "1";
      assertThat(place.namespace.call(() -> Sysctl.set(FORWARD, opposite))).isEqualTo(theirs);
      assertThat(place.run("cat", "/proc/sys/net/ipv4/ip_forward").strip()).isEqualTo(opposite);
      assertThat(place.namespace.call(() -> Sysctl.set(FORWARD, theirs))).isEqualTo(opposite);
      assertThat(Sysctl.get(FORWARD)).isEqualTo(ours);
    }
  }

  @Test
  void aDotInTheNameOfALinkIsWrittenAsASlash() {
    try (var place = new Place()) {
      place.links.addVeth("eth0.5", "peer");
      place.namespace.run(() -> Sysctl.set("net.ipv4.conf.eth0/5.arp_ignore", "1"));
      assertThat(place.namespace.call(() -> Sysctl.get("net.ipv4.conf.eth0/5.arp_ignore")))
          .isEqualTo("1");
    }
  }

  @Test
  void aRefusedValueIsTheKernelsDecision() {
    try (var place = new Place()) {
      assertThatThrownBy(
              () -> place.namespace.run(() -> Sysctl.set("net.ipv4.ip_default_ttl", "70000")))
          .isInstanceOf(HostException.class)
          .hasMessageContaining("net.ipv4.ip_default_ttl")
          .hasMessageContaining("the kernel refuses the value");
    }
  }

  @Test
  void unknownSettingsAreNamed() {
    assertThatThrownBy(() -> Sysctl.get("net.ipv4.none"))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("net.ipv4.none");
    assertThatThrownBy(() -> Sysctl.get("//.//.etc.passwd"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
