package org.dualmip.mobilenode;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.dualmip.detector.Clue;
import org.dualmip.detector.sensor.ArpPacket;
import org.dualmip.detector.sensor.Broadcast;
import org.dualmip.detector.sensor.ClueLimit;
import org.dualmip.detector.sensor.ControlMessage;
import org.dualmip.detector.sensor.DhcpAck;
import org.dualmip.detector.sensor.Ip6RouterAdvertisement;
import org.dualmip.detector.sensor.WirelessNetwork;
import org.dualmip.linux.FrameFilter;
import org.dualmip.linux.FrameSocket;
import org.dualmip.linux.Wireless;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.Ip4Packet;
import org.dualmip.mobileip.packet.UdpDatagram;
import org.dualmip.service.Clock;
import org.jspecify.annotations.Nullable;

/**
 * The sensors of one interface while it has a carrier, on a thread of their own. What is told
 * before the interface has an address, such as the lease that gives it, is told again when it is
 * attached, because clues belong to a connection.
 */
final class LinkSensor implements AutoCloseable {
  private static final int MAILBOX = 256;
  private static final MacAddress ALL_ROUTERS = MacAddress.of("33:33:00:00:00:02");
  private static final Duration SOLICITED = Duration.ofSeconds(4); // RFC 4861 §10
  private static final int SOLICITATIONS = 3;

  private sealed interface Event {
    record Frame(int protocol, Octets payload, MacAddress from, boolean toMany) implements Event {}

    record Attached(Link link) implements Event {}

    record Detached() implements Event {}

    record End() implements Event {}
  }

  private final String name;
  private final FrameSocket socket;
  private final Set<Ip4> hidden;
  private final boolean agentsHeardElsewhere;
  private final @Nullable Wireless wireless;
  private final BiConsumer<String, Clue> ear;
  private final Clock clock = Clock.system();
  private final BlockingQueue<Event> mailbox = new ArrayBlockingQueue<>(MAILBOX);
  private final ClueLimit limit = new ClueLimit();
  private final LongAdder told = new LongAdder();
  private final LongAdder held = new LongAdder();
  private final LongAdder malformed = new LongAdder();
  private final LongAdder lost = new LongAdder();

  // The sensor's thread alone.
  private @Nullable Link link;
  private @Nullable GatewayQuestions questions;
  private int solicitations;
  private MonotonicTime solicitAt;

  /** When to look for the access point again; null while the interface is not attached. */
  private @Nullable MonotonicTime lookAt;

  // Written by the sensor's thread.
  private volatile @Nullable DhcpAck lease;
  private volatile Clue.@Nullable RouterAdvertised router;
  private volatile @Nullable String portal;

  /**
   * @param hidden own addresses that no access network is to hear of
   * @param agentsHeardElsewhere whether agent advertisements reach the engine another way
   * @param wireless what knows access points; null where nobody does
   * @param ear takes clues, on the sensor's thread
   */
  LinkSensor(
      String name,
      Set<Ip4> hidden,
      boolean agentsHeardElsewhere,
      @Nullable Wireless wireless,
      BiConsumer<String, Clue> ear) {
    this.name = name;
    this.hidden = hidden;
    this.agentsHeardElsewhere = agentsHeardElsewhere;
    this.wireless = wireless;
    this.ear = ear;
    this.solicitAt = clock.now().monotonic();
    this.socket = FrameSocket.open(name, new FrameFilter(null));
    socket.receive((protocol, payload, from, toMany) ->
        post(new Event.Frame(protocol, Octets.of(payload), from, toMany)));
    // A platform thread: it waits in native calls, which would keep a carrier from all others.
    Thread.ofPlatform().daemon().name("sensor " + name).start(this::run);
  }

  private void post(Event event) {
    if (!mailbox.offer(event)) {
      lost.increment();
    }
  }

  /** The interface has this address and gateway from now on. Any thread. */
  void attached(Link attached) {
    insist(new Event.Attached(attached));
  }

  /** It has none any more. Any thread. */
  void detached() {
    insist(new Event.Detached());
  }

  /** What must not be lost in a flood: the oldest frame makes room. */
  private void insist(Event event) {
    while (!mailbox.offer(event)) {
      mailbox.poll();
      lost.increment();
    }
  }

  private void run() {
    try {
      while (true) {
        Event event = mailbox.poll(untilDue(), TimeUnit.NANOSECONDS);
        MonotonicTime now = clock.now().monotonic();
        switch (event) {
          case null -> {}
          case Event.Frame frame -> frame(frame, now);
          case Event.Attached attached -> attach(attached.link(), now);
          case Event.Detached _ -> detach();
          case Event.End _ -> {
            return;
          }
        }
        ask(now);
        look(now);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private long untilDue() {
    MonotonicTime now = clock.now().monotonic();
    MonotonicTime due = questions == null ? now.plus(GatewayQuestions.UNANSWERED) : questions.due();
    if (solicitations < SOLICITATIONS) {
      due = MonotonicTime.min(due, solicitAt);
    }
    if (lookAt != null) {
      due = MonotonicTime.min(due, lookAt);
    }
    return Math.max(0, due.since(now).toNanos());
  }

  private void ask(MonotonicTime now) {
    Link at = link;
    GatewayQuestions open = questions;
    if (at != null && open != null && !now.isBefore(open.due())) {
      MacAddress whom = open.ask(now);
      if (has(at.address())) { // else the cable has moved, and word of it is on the way
        Ip4 own = hidden.contains(at.address()) ? Ip4.ANY : at.address(); // RFC 5227 §1.1
        ArpPacket question = ArpPacket.request(socket.link().mac(), own, at.gateway());
        socket.send(FrameSocket.ARP, question.toBytes(), whom);
        if (open.isSilent()) {
          tell(new Clue.GatewaySilent(at.gateway()), now);
        }
      }
    }
    if (solicitations < SOLICITATIONS && !now.isBefore(solicitAt)) {
      solicitations++;
      solicitAt = now.plus(SOLICITED);
      socket.send(FrameSocket.IPV6, Ip6RouterAdvertisement.solicitation(), ALL_ROUTERS);
    }
  }

  /** Whether the interface has that address at this moment. */
  private boolean has(Ip4 address) {
    try {
      NetworkInterface self = NetworkInterface.getByName(name);
      return self != null
          && self.inetAddresses()
              .anyMatch(one -> Arrays.equals(one.getAddress(), address.octets()));
    } catch (SocketException gone) {
      return false;
    }
  }

  private void attach(Link attached, MonotonicTime now) {
    link = attached;
    limit.clear();
    lookAt = now;
    look(now); // first, because the memory then has all features of the network together
    if (attached.ownsAddress()) {
      socket.filter(new FrameFilter(attached.gateway()));
      questions = new GatewayQuestions(now);
      ask(now);
    }
    known(attached).forEach(clue -> tell(clue, now));
  }

  /** What was said of the network before the interface had that address. Any thread. */
  List<Clue> known(Link attached) {
    List<Clue> known = new ArrayList<>();
    DhcpAck given = lease;
    if (given != null && given.address().equals(attached.address())) {
      known.add(given.clue());
    }
    Clue.RouterAdvertised heard = router;
    if (heard != null) {
      known.add(heard);
    }
    return known;
  }

  /** A station may roam from access point to access point without a change of its carrier. */
  private void look(MonotonicTime now) {
    if (wireless == null || lookAt == null || now.isBefore(lookAt)) {
      return;
    }
    Optional<Wireless.AccessPoint> found = wireless.associated(socket.link().index());
    lookAt = now.plus(found.isEmpty() ? GatewayQuestions.UNANSWERED : GatewayQuestions.ANSWERED);
    found.ifPresent(point -> {
      try {
        tell(
            new WirelessNetwork(point.ssid(), point.bssid(), point.capability(), point.elements())
                .clue(),
            now);
      } catch (MalformedException noise) {
        malformed.increment();
      }
    });
  }

  private void detach() {
    link = null;
    lookAt = null;
    questions = null;
    socket.filter(new FrameFilter(null));
  }

  private void frame(Event.Frame frame, MonotonicTime now) {
    byte[] payload = frame.payload().toBytes();
    try {
      switch (frame.protocol()) {
        case FrameSocket.ARP -> arp(ArpPacket.read(payload), now);
        case FrameSocket.IPV6 -> advertised(Ip6RouterAdvertisement.read(payload), now);
        case FrameSocket.IPV4 -> packet(frame, now);
        default -> malformed.increment();
      }
    } catch (MalformedException noise) {
      malformed.increment();
    }
  }

  private void arp(ArpPacket packet, MonotonicTime now) {
    Link at = link;
    GatewayQuestions open = questions;
    if (at == null || open == null) {
      return;
    }
    packet
        .of(at.gateway())
        .ifPresent(gateway -> {
          open.answered(gateway.mac(), now);
          tell(gateway, now);
        });
  }

  private void advertised(Ip6RouterAdvertisement advertisement, MonotonicTime now) {
    solicitations = SOLICITATIONS;
    Clue.RouterAdvertised heard = advertisement.clue();
    router = heard;
    advertisement.portal().ifPresent(uri -> portal = uri);
    tell(heard, now);
  }

  private void packet(Event.Frame frame, MonotonicTime now) throws MalformedException {
    byte[] bytes = frame.payload().toBytes();
    if (DhcpAck.mayBeIn(bytes)) {
      leased(DhcpAck.read(UdpDatagram.read(Ip4Packet.read(bytes)).payload().toBytes()), now);
    } else if (ControlMessage.mayBeIn(bytes)) {
      Clue clue = ControlMessage.clue(Ip4Packet.read(bytes), frame.from());
      if (!(agentsHeardElsewhere && clue instanceof Clue.AgentAdvertised)) {
        tell(clue, now);
      }
    } else if (frame.toMany() && !frame.from().equals(socket.link().mac())) {
      Optional<Clue.Neighbour> heard =
          Broadcast.clue(bytes, link == null ? Ip4.ANY : link.address());
      heard.ifPresent(neighbour -> tell(neighbour, now));
    }
  }

  private void leased(DhcpAck ack, MonotonicTime now) {
    if (!ack.client().equals(socket.link().mac())) {
      return; // another station's: what it is told may be a guest's
    }
    if (!ack.address().isAny()) {
      lease = ack;
    }
    ack.portal().ifPresent(uri -> portal = uri);
    if (link != null && (ack.address().isAny() || ack.address().equals(link.address()))) {
      tell(ack.clue(), now);
    }
  }

  private void tell(Clue clue, MonotonicTime now) {
    if (link == null && !agentsHeardElsewhere) {
      return; // of no connection yet: nobody would listen
    }
    if (limit.passes(clue, now)) {
      told.increment();
      ear.accept(name, clue);
    } else {
      held.increment();
    }
  }

  /** Where the network says that its captive portal's API is (RFC 8910); null if it says none. */
  @Nullable String portal() {
    return portal;
  }

  Map<String, Long> counters() {
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put("told", told.sum());
    counters.put("held", held.sum());
    counters.put("malformed", malformed.sum());
    counters.put("lost", lost.sum());
    counters.put("slowed", socket.slowed());
    return counters;
  }

  /** Whoever closes it follows the interface to its next network and must not wait. */
  @Override
  public void close() {
    insist(new Event.End());
    // The kernel waits until no processor can be using a packet socket: about ten milliseconds.
    Thread.ofPlatform().daemon().name("sensor end " + name).start(socket::close);
  }
}
