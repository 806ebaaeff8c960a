package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.DatagramChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.dualmip.mobileip.net.Ip4;
import org.junit.jupiter.api.Test;

@OnHost
class NetworkNamespaceTest {
  @Test
  void ipNetnsSeesWhatWeMadeAndWeSeeWhatItMade() throws Exception {
    try (var place = new Place()) {
      assertThat(place.run("ip", "netns", "list")).contains(place.name);
      String theirs = place.name + "x";
      place.run("ip", "netns", "add", theirs);
      assertThat(NetworkNamespace.list()).contains(place.name, theirs);
      NetworkNamespace.delete(theirs);
      assertThat(place.run("ip", "netns", "list")).doesNotContain(theirs);
    }
  }

  @Test
  void programsStartedInsideSeeOnlyTheLoopback() throws Exception {
    try (var place = new Place()) {
      assertThat(place.run("ip", "-o", "link").lines()).hasSize(1);
    }
  }

  @Test
  void channelsOpenedInsideStayInside() throws Exception {
    try (var place = new Place()) {
      place.links.addAddress("lo", Ip4.of("10.9.9.9"), 32, false);
      var local = new InetSocketAddress(InetAddress.getByName("10.9.9.9"), 0);
      try (DatagramChannel channel = place.namespace.call(() -> DatagramChannel.open())) {
        channel.bind(local); // the host has no such address
        assertThat(channel.getLocalAddress()).isNotNull();
      }
      try (DatagramChannel outside = DatagramChannel.open()) {
        assertThatThrownBy(() -> outside.bind(local)).isInstanceOf(IOException.class);
      }
    }
  }

  @Test
  void theCallerStaysWhereItIsAndTasksMayNest() throws Exception {
    try (var one = new Place();
        var other = new Place()) {
      Path own = ownNamespace();
      Path inner =
          one.namespace.call(() -> other.namespace.call(NetworkNamespaceTest::ownNamespace));
      Path middle = one.namespace.call(NetworkNamespaceTest::ownNamespace);
      assertThat(ownNamespace()).isEqualTo(own).isNotEqualTo(inner).isNotEqualTo(middle);
      assertThat(inner).isNotEqualTo(middle);
    }
  }

  @Test
  void whatATaskThrowsComesOut() {
    try (var place = new Place()) {
      assertThatThrownBy(() ->
              place.namespace.call(() -> {
                throw new IOException("from inside");
              }))
          .isInstanceOf(IOException.class)
          .hasMessage("from inside");
    }
  }

  @Test
  void aTakenNameIsRefusedAndTheFirstNamespaceIsUntouched() throws Exception {
    try (var place = new Place()) {
      assertThatThrownBy(() -> NetworkNamespace.create(place.name))
          .isInstanceOf(HostException.class)
          .hasMessageContaining("the name is taken");
      assertThat(place.run("ip", "-o", "link", "show", "up")).contains("lo");
    }
  }

  @Test
  void missingNamespacesAreNamedInTheRefusal() {
    assertThatThrownBy(() -> NetworkNamespace.named("dmt-none"))
        .isInstanceOf(HostException.class)
        .hasMessageContaining("dmt-none")
        .hasMessageContaining("ip netns list");
    assertThatThrownBy(() -> NetworkNamespace.delete("dmt-none")).isInstanceOf(HostException.class);
    assertThatThrownBy(() -> NetworkNamespace.named("../etc/passwd"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Path ownNamespace() throws IOException {
    return Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"));
  }
}
