package org.dualmip.mobileip.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.packet.TunnelData;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/** A mobile node's engine under test, and the hands of its home agent. */
final class Bench {
  static final Ip4 AGENT = Ip4.of("203.0.113.2");
  static final Ip4 HOME = Ip4.of("203.0.113.130");
  static final CareOf CAFE = new CareOf.CoLocated("wlan0", Ip4.of("198.51.100.50"));
  static final CareOf CELL = new CareOf.CoLocated("wwan0", Ip4.of("100.64.7.50"));
  static final Ip4 FOREIGN_AGENT = Ip4.of("198.51.100.1");
  static final CareOf.ThroughAgent FOREIGN =
      new CareOf.ThroughAgent(
          "wlan0", Ip4.of("198.51.100.2"), FOREIGN_AGENT, MacAddress.of("02:00:00:00:00:fa"));
  static final AgentOffer OFFER = new AgentOffer(300, true, true, true, false, null);
  static final Duration MONITOR = Duration.ofSeconds(60);

  final SecurityAssociation association;
  final MobileNode node;
  final List<MobileNode.Output> said = new ArrayList<>();
  final List<MobileNode.Output.Send> sent = new ArrayList<>();

  /** When each of them was. */
  final List<MonotonicTime> sentAt = new ArrayList<>();

  private Now now =
      new Now(new MonotonicTime(77_000_000_000L), Instant.parse("2026-11-21T22:00:00.5Z"));

  Bench(ReplayProtection replay, Ip4 home, @Nullable String nai, int lifetimeSeconds) {
    this(replay, AGENT, home, nai, lifetimeSeconds, Wishes.USUAL, OtherSecrets.NONE);
  }

  Bench(
      ReplayProtection replay,
      Ip4 homeAgent,
      Ip4 home,
      @Nullable String nai,
      int lifetimeSeconds,
      Wishes wishes,
      OtherSecrets secrets) {
    association = association(300, "00112233445566778899aabbccddeeff", replay);
    node =
        new MobileNode(
            new MobilitySystem(
                "outer",
                homeAgent,
                home,
                nai,
                association,
                Duration.ofSeconds(lifetimeSeconds),
                Duration.ofSeconds(110)),
            wishes,
            secrets,
            new SplittableRandom(11));
  }

  static SecurityAssociation association(int spi, String key, ReplayProtection replay) {
    return new SecurityAssociation(
        spi, Algorithm.HMAC_MD5, Octets.ofHex(key), replay, SecurityAssociation.DEFAULT_TOLERANCE);
  }

  /** With all usual but these wishes and secrets. */
  static Bench wishing(Wishes wishes, OtherSecrets secrets) {
    return new Bench(ReplayProtection.TIMESTAMPS, AGENT, HOME, null, 600, wishes, secrets);
  }

  static Bench withTimestamps() {
    return new Bench(ReplayProtection.TIMESTAMPS, HOME, null, 600);
  }

  static Bench withNonces() {
    return new Bench(ReplayProtection.NONCES, HOME, null, 600);
  }

  Now now() {
    return now;
  }

  void stepClock(Duration step) {
    now = new Now(now.monotonic(), now.wall().plus(step));
  }

  /** Lets time pass, waking the engine exactly when it asks for it. */
  void pass(Duration time) {
    MonotonicTime end = now.monotonic().plus(time);
    for (MonotonicTime wake = node.wakeAt();
        wake != null && wake.isBefore(end);
        wake = node.wakeAt()) {
      now = now.plus(wake.since(now.monotonic()));
      tell(new MobileNode.Input.Tick(now));
    }
    now = now.plus(end.since(now.monotonic()));
    tell(new MobileNode.Input.Tick(now));
  }

  void passMillis(long millis) {
    pass(Duration.ofMillis(millis));
  }

  void tell(MobileNode.Input input) {
    node.handle(input);
    for (MobileNode.Output out = node.poll(); out != null; out = node.poll()) {
      if (out instanceof MobileNode.Output.Send send) {
        sent.add(send);
        sentAt.add(now.monotonic());
      } else {
        said.add(out);
      }
    }
  }

  void register(CareOf careOf) {
    tell(new MobileNode.Input.Register(now, careOf, null));
  }

  void registerBeside(CareOf careOf) {
    tell(new MobileNode.Input.Register(now, careOf, null, true));
  }

  void advertise(AgentOffer offer) {
    tell(new MobileNode.Input.Advertised(now, FOREIGN, offer));
  }

  MobileNode.Output.Send lastSend() {
    return sent.getLast();
  }

  <T> List<T> said(Class<T> kind) {
    return said.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** A refusal as a foreign agent makes it: nobody signs it. */
  void refuse(int code, int lifetime, Extension... extensions) {
    ByteWriter out = new ByteWriter();
    reply(new ReplyCode(code), lifetime, extensions).write(out);
    receive(lastSend().via(), out.toBytes());
  }

  /** A refusal or acceptance by the home agent. */
  void answer(int code, int lifetime, Extension... extensions) {
    receive(lastSend().via(), reply(new ReplyCode(code), lifetime, extensions));
  }

  /** What it said last. */
  MobileNode.Output last() {
    return said.getLast();
  }

  /** Registration requests sent so far. */
  List<RegistrationRequest> requests() {
    return sent.stream()
        .filter(send -> send.payload().at(0) == RegistrationRequest.TYPE)
        .map(send -> read(send.payload()))
        .toList();
  }

  RegistrationRequest request() {
    return requests().getLast();
  }

  long keepalives() {
    return sent.stream().filter(send -> send.payload().at(0) == TunnelData.TYPE).count();
  }

  private static RegistrationRequest read(Octets payload) {
    try {
      return RegistrationRequest.read(payload.toBytes());
    } catch (MalformedException malformed) {
      throw new AssertionError(malformed);
    }
  }

  /** A reply to the latest request, as it should be. */
  RegistrationReply reply(ReplyCode code, int lifetime, Extension... extensions) {
    RegistrationRequest asked = request();
    return new RegistrationReply(
        code,
        lifetime,
        asked.home().isAny() ? HOME : asked.home(),
        AGENT,
        asked.identification(),
        Arrays.asList(extensions));
  }

  static RegistrationReply with(RegistrationReply reply, long identification) {
    return new RegistrationReply(
        reply.code(),
        reply.lifetime(),
        reply.home(),
        reply.homeAgent(),
        identification,
        reply.extensions());
  }

  void receive(CareOf via, byte[] payload) {
    tell(new MobileNode.Input.Datagram(now, via, new Endpoint(AGENT, 434), Octets.of(payload)));
  }

  void receive(CareOf via, RegistrationReply reply) {
    receive(via, reply.signed(association));
  }

  /** The usual case: registered, and answered 20 ms later. */
  void bind(CareOf careOf, int lifetime, Extension... extensions) {
    register(careOf);
    passMillis(20);
    receive(careOf, reply(ReplyCode.ACCEPTED, lifetime, extensions));
  }

  long counter(String name) {
    return node.counters().getOrDefault(name, 0L);
  }
}
