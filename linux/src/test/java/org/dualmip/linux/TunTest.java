package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Prefix4;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@OnHost
@Timeout(30)
class TunTest {
  @Test
  void aDatagramSentToTheAdapterIsReadAndItsAnswerArrives() throws Exception {
    try (var place = new Place();
        Tun tun = place.namespace.call(() -> Tun.openTun("tun0"));
        Arena arena = Arena.ofShared();
        DatagramChannel channel = place.namespace.call(() -> DatagramChannel.open())) {
      place.links.addAddress("tun0", Ip4.of("10.9.1.1"), 32, false);
      place.links.linkUp("tun0");
      place.links.replaceRoute(
          Route.through("tun0", null, Prefix4.of("10.9.2.0/24"), Ip4.of("10.9.1.1"), Route.MAIN));
      channel.bind(new InetSocketAddress(InetAddress.getByName("10.9.1.1"), 7));
      channel.send(
          ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)),
          new InetSocketAddress(InetAddress.getByName("10.9.2.2"), 9));

      MemorySegment packet = arena.allocate(2048);
      int length = readUdp(tun, packet);

      assertThat(length).isEqualTo(20 + 8 + 5);
      turnAround(packet);
      assertThat(tun.write(packet, length)).isTrue();
      ByteBuffer answer = ByteBuffer.allocate(100);
      assertThat(channel.receive(answer))
          .isEqualTo(new InetSocketAddress(InetAddress.getByName("10.9.2.2"), 9));
    }
  }

  @Test
  void aReadThatWaitsEndsWhenAnotherThreadCloses() throws Exception {
    try (var place = new Place();
        Arena arena = Arena.ofShared()) {
      Tun tun = place.namespace.call(() -> Tun.openTap("tap0"));
      var waiting = new CountDownLatch(1);
      var result =
          new FutureTask<>(() -> {
            waiting.countDown();
            return tun.read(arena.allocate(2048));
          });
      Thread reader = Thread.ofPlatform().daemon().start(result);
      waiting.await();
      Await.until("it waits", () -> insidePoll(reader));
      tun.close();
      assertThat(result.get(2, TimeUnit.SECONDS)).isEqualTo(-1);
      assertThat(tun.write(arena.allocate(64), 64)).isFalse();
      assertThat(place.links.link("tap0")).isEmpty();
    }
  }

  @Test
  void aTunSurvivesItsProcessWithItsAddressAndCanBeTakenUpAgain() throws Exception {
    try (var place = new Place()) {
      place.namespace.call(() -> Tun.openTun("tun0")).close();
      place.links.addAddress("tun0", Ip4.of("10.9.1.1"), 32, false);
      try (Tun again = place.namespace.call(() -> Tun.openTun("tun0"))) {
        assertThat(place.run("ip", "-o", "addr")).contains("10.9.1.1");
        again.persist(false);
      }
      assertThat(place.links.link("tun0")).isEmpty();
    }
  }

  @Test
  void aSecondOwnerIsRefusedWithTheReason() {
    try (var place = new Place();
        Tun first = place.namespace.call(() -> Tun.openTun("tun0"))) {
      assertThatThrownBy(() -> place.namespace.call(() -> Tun.openTun(first.name())))
          .isInstanceOf(HostException.class)
          .hasMessageContaining("tun0")
          .hasMessageContaining("another service has it");
      first.persist(false);
    }
  }

  @Test
  void aTapMovedToAnotherNamespaceGoesOnWorkingAndLosesItsCarrierOnDemand() throws Exception {
    try (var here = new Place();
        var there = new Place();
        Arena arena = Arena.ofShared();
        Tun tap = here.namespace.call(() -> Tun.openTap("tap0"))) {
      here.links.moveTo("tap0", there.namespace, "eth0");
      there.links.linkUp("eth0");
      tap.carrier(false);
      assertThat(there.run("ip", "-o", "link", "show", "eth0")).contains("NO-CARRIER");
      tap.carrier(true);
      assertThat(there.links.link("eth0").orElseThrow().carrier()).isTrue();
      there.links.addAddress("eth0", Ip4.of("10.9.3.1"), 24, false);
      there.run("ip", "neigh", "replace", "10.9.3.2", "lladdr", "02:00:00:00:00:01", "dev", "eth0");
      try (DatagramChannel channel = there.namespace.call(() -> DatagramChannel.open())) {
        channel.send(
            ByteBuffer.allocate(10), new InetSocketAddress(InetAddress.getByName("10.9.3.2"), 9));
      }
      MemorySegment frame = arena.allocate(2048);
      do {
        assertThat(tap.read(frame)).isPositive();
      } while (frame.get(ValueLayout.JAVA_BYTE, 5) != 1
          || frame.get(ValueLayout.JAVA_BYTE, 12) != 8);
      assertThat(frame.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 2);
    }
  }

  private static int readUdp(Tun tun, MemorySegment packet) {
    int length;
    do {
      length = tun.read(packet);
    } while (packet.get(ValueLayout.JAVA_BYTE, 0) >> 4 != 4); // the kernel also greets in IPv6
    return length;
  }

  /** Swaps addresses and ports; both checksums stay right. */
  private static void turnAround(MemorySegment packet) {
    int source = packet.get(ValueLayout.JAVA_INT, 12);
    packet.set(ValueLayout.JAVA_INT, 12, packet.get(ValueLayout.JAVA_INT, 16));
    packet.set(ValueLayout.JAVA_INT, 16, source);
    short port = packet.get(ValueLayout.JAVA_SHORT, 20);
    packet.set(ValueLayout.JAVA_SHORT, 20, packet.get(ValueLayout.JAVA_SHORT, 22));
    packet.set(ValueLayout.JAVA_SHORT, 22, port);
  }

  private static boolean insidePoll(Thread thread) {
    for (StackTraceElement element : thread.getStackTrace()) {
      if (element.getMethodName().equals("poll")) {
        return true;
      }
    }
    return false;
  }
}
