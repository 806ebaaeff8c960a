package org.dualmip.homeagent;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.dualmip.linux.Arp;
import org.dualmip.linux.HostException;
import org.dualmip.linux.Link;
import org.dualmip.linux.LinkFilter;
import org.dualmip.linux.LinkSocket;
import org.dualmip.linux.Rtnetlink;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * Tells the nodes of the home link where a home address is now (RFC 5944 §4.6), by gratuitous ARP.
 *
 * <p>An announcement is repeated, because broadcasts get lost, unless the mobile node has moved
 * again meanwhile. The proxy entries themselves are part of the reconciled state, not of this
 * class. Belongs to the owner thread.
 */
final class HomeLink implements AutoCloseable {
  private static final List<Duration> REPEATS =
      List.of(Duration.ZERO, Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofSeconds(3));

  /** Runs something later on the owner thread. */
  interface Later {
    void after(Duration delay, Runnable task);
  }

  private final String link;
  private final Rtnetlink kernel;
  private final Later later;
  private final Map<Ip4, Integer> moves = new HashMap<>();
  private final HomeStations stations;
  private final Consumer<byte[]> broadcasts;
  private @Nullable LinkSocket listening;
  private long announcements;
  private long failures;

  /**
   * @param stations knows who has registered from the link
   * @param broadcasts gets broadcasts and multicasts heard, on a thread of the link
   */
  HomeLink(
      String link,
      Rtnetlink kernel,
      Later later,
      HomeStations stations,
      Consumer<byte[]> broadcasts) {
    this.link = link;
    this.kernel = kernel;
    this.later = later;
    this.stations = stations;
    this.broadcasts = broadcasts;
  }

  /**
   * Listens for broadcasts and multicasts as long as some mobile node wants them (RFC 5944 §4.3).
   * Multicasts that no router forwards stay on the link, so that nobody takes advertisements of the
   * home link for those of the link it is on.
   */
  void hearBroadcasts(boolean wanted) {
    if (!wanted) {
      close();
    } else if (listening == null) {
      try {
        LinkSocket socket = LinkSocket.open(link, LinkFilter.ALL);
        listening = socket;
        socket.receive((packet, _, toSeveral) -> {
          if (toSeveral && !isLinkLocal(packet)) {
            broadcasts.accept(packet);
          }
        });
      } catch (HostException refused) {
        failures++;
      }
    }
  }

  /** Ends listening. */
  @Override
  public void close() {
    if (listening != null) {
      listening.close();
      listening = null;
    }
  }

  /** 224.0.0.0/24, by the destination in the IP header (RFC 1112 §4). */
  private static boolean isLinkLocal(byte[] packet) {
    return packet[16] == (byte) 224 && packet[17] == 0 && packet[18] == 0;
  }

  /** The mobile node is away: its address is at our MAC address. */
  void away(Ip4 home) {
    repeat(home, () -> kernel.link(link).map(Link::mac));
  }

  /**
   * The mobile node is back, or gone. If it is heard on the home link, its address is announced at
   * its own MAC address, in parallel to the reply.
   */
  void back(Ip4 home) {
    repeat(
        home,
        () ->
            stations
                .at(home)
                .filter(station -> station.link().equals(link))
                .map(HomeStations.Station::mac)
                .or(() -> neighbour(home)));
  }

  /** Gratuitous ARP packets sent. */
  long announcements() {
    return announcements;
  }

  /** Gratuitous ARP packets that the host refused to send. */
  long failures() {
    return failures;
  }

  private void repeat(Ip4 home, Supplier<Optional<MacAddress>> place) {
    int move = moves.merge(home, 1, Integer::sum);
    for (Duration delay : REPEATS) {
      later.after(
          delay,
          () -> {
            if (moves.getOrDefault(home, 0) == move) {
              announce(home, place);
            }
          });
    }
  }

  private void announce(Ip4 home, Supplier<Optional<MacAddress>> place) {
    try {
      place
          .get()
          .ifPresent(mac -> {
            Arp.announce(link, home, mac);
            announcements++;
          });
    } catch (HostException refused) {
      failures++;
    }
  }

  private Optional<MacAddress> neighbour(Ip4 home) {
    return kernel.neighbours(link).stream()
        .filter(neighbour -> neighbour.address().equals(home) && !neighbour.proxy())
        .flatMap(neighbour -> Stream.ofNullable(neighbour.mac()))
        .findFirst();
  }
}
