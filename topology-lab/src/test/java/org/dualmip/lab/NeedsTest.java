package org.dualmip.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeedsTest {
  @Test
  void namesEverythingThatIsMissingAtOnceWithOneCommandThatHelps(@TempDir Path empty) {
    Needs needs = Needs.of(List.of(empty), empty, empty.resolve("tun"), false);
    assertThat(needs.areMet()).isFalse();
    assertThat(String.join("\n", needs.lines()))
        .contains("run it with sudo")
        .contains("modprobe tun")
        .contains("iperf3: in the package iperf3")
        .contains("dumpcap: in the package wireshark-common")
        .contains("libstrongswan-kernel-libipsec.so: in the package libcharon-extra-plugins")
        .contains("sudo apt-get install --no-install-recommends iproute2 util-linux nftables")
        .endsWith("Nothing was changed.");
    assertThat(needs.packages()).doesNotHaveDuplicates();
  }

  @Test
  void asksOnlyForWhatIsMissing(@TempDir Path folder) throws Exception {
    for (String program :
        List.of(
            "ip",
            "nsenter",
            "unshare",
            "setpriv",
            "nft",
            "charon-systemd",
            "swanctl",
            "ssh",
            "ssh-keygen",
            "sshd",
            "dumpcap",
            "tshark")) {
      assertThat(Files.createFile(folder.resolve(program)).toFile().setExecutable(true)).isTrue();
    }
    Files.createFile(folder.resolve("libstrongswan-kernel-libipsec.so"));
    Files.createFile(folder.resolve("libstrongswan-openssl.so"));
    Needs needs = Needs.of(List.of(folder), folder, folder, true);
    assertThat(needs.missing()).containsExactly("iperf3: in the package iperf3");
    Files.createFile(folder.resolve("iperf3"));
    assertThat(Needs.of(List.of(folder), folder, folder, true).areMet())
        .as("a file that cannot be executed is no program")
        .isFalse();
  }
}
