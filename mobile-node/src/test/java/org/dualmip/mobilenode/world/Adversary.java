package org.dualmip.mobilenode.world;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.dualmip.detector.Clue;
import org.dualmip.detector.Domain;
import org.dualmip.detector.NetworkFeature;
import org.dualmip.detector.Prefix6;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobilenode.world.Packet.Signal;
import org.jspecify.annotations.Nullable;

/**
 * Whoever owns the networks outside, and has listened everywhere, inside too. Knows addresses,
 * names, hardware addresses and everything that was ever said; knows no key.
 */
final class Adversary {
  private static final int OVERHEARD = 24;

  /** Where identification and lifetime are in request and reply (RFC 5944 §3.3, §3.4). */
  private static final int ASKED_AT = 16;

  private static final int ANSWERED_AT = 12;
  private static final int IDENTIFICATION = 8;

  /** An advertisement of an agent inside, as it was heard there. */
  record Advertised(MacAddress mac, Ip4 source, Octets icmp) {}

  private final SplittableRandom random;
  private final ArrayDeque<Signal> overheard = new ArrayDeque<>();
  private @Nullable Advertised advertised;
  private double mischief;

  Adversary(SplittableRandom random) {
    this.random = random;
  }

  /** From now on answers so many of all requests. */
  void mischief(double probability) {
    mischief = probability;
  }

  void overhears(Signal signal) {
    if (overheard.size() == OVERHEARD) {
      overheard.removeFirst();
    }
    overheard.add(signal);
  }

  void overhears(Advertised advertisement) {
    advertised = advertisement;
  }

  /** What an agent inside says of itself; null if nobody has heard one yet. */
  @Nullable Advertised advertisement() {
    return advertised;
  }

  /** An answer to a request in the agent's name; null if this one is left alone. */
  @Nullable Octets answer(Signal asked) {
    boolean registration = asked.payload().size() >= ASKED_AT + IDENTIFICATION;
    if (mischief == 0 || random.nextDouble() >= mischief || !registration) {
      return null;
    }
    return switch (random.nextInt(8)) {
      case 0 -> accepting(asked);
      case 1 -> denying(asked, ReplyCode.FAILED_AUTHENTICATION.value());
      case 2 -> denying(asked, random.nextInt(256));
      default -> overheard.isEmpty() ? denying(asked, 131) : repeated(asked);
    };
  }

  /** Something heard before, whole or damaged. */
  private Octets repeated(Signal asked) {
    List<Signal> all = new ArrayList<>(overheard);
    byte[] bytes = all.get(random.nextInt(all.size())).payload().toBytes();
    switch (random.nextInt(4)) {
      case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) 0x10;
      case 1 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      case 2 -> { // the right question, the wrong signature
        if (bytes.length >= ANSWERED_AT + IDENTIFICATION) {
          System.arraycopy(asked.payload().toBytes(), ASKED_AT, bytes, ANSWERED_AT, IDENTIFICATION);
        }
      }
      default -> {}
    }
    return Octets.of(bytes);
  }

  /** All that the node wishes for, the word on trusted networks included, signed by chance. */
  private Octets accepting(Signal asked) {
    byte[] request = asked.payload().toBytes();
    byte[] trusted = {(byte) 149, 2, 0, 0};
    return reply(request, 0, random.nextBoolean() ? trusted : new byte[0], true);
  }

  private Octets denying(Signal asked, int code) {
    byte[] request = asked.payload().toBytes();
    if (random.nextInt(4) == 0) {
      random.nextBytes(request); // answers another question
    }
    return reply(request, code, new byte[0], random.nextBoolean());
  }

  private Octets reply(byte[] request, int code, byte[] extension, boolean signed) {
    ByteBuffer out = ByteBuffer.allocate(64);
    out.put((byte) RegistrationReply.TYPE).put((byte) code);
    out.put(request, 2, 2); // lifetime
    out.put(request, 4, 8); // home address, home agent
    out.put(request, ASKED_AT, IDENTIFICATION);
    out.put(extension);
    if (signed) {
      byte[] authenticator = new byte[16];
      random.nextBytes(authenticator);
      out.put((byte) Authentication.Kind.MOBILE_HOME.type()).put((byte) 20);
      out.putInt(256).put(authenticator);
    }
    return Octets.of(Arrays.copyOf(out.array(), out.position()));
  }

  /** A clue of any kind that speaks for inside, or only makes it doubtful. */
  Clue clue() {
    Ip4 inside = Place.OFFICE_B.host(random.nextInt(1, 250));
    Place copied = random.nextBoolean() ? Place.OFFICE_A : Place.OFFICE_B;
    Duration soon = Duration.ofMillis(random.nextInt(50));
    MacAddress mac =
        random.nextBoolean()
            ? copied.gatewayMac()
            : new MacAddress(0x0600_0000_0000L | random.nextInt(1 << 24));
    NetworkFeature[] features = NetworkFeature.values();
    NetworkFeature feature = features[random.nextInt(features.length)];
    return switch (random.nextInt(15)) {
      case 0 -> new Clue.OwnAddress(inside);
      case 1 -> new Clue.Neighbour(inside);
      case 2 -> new Clue.Icmp(inside, random.nextInt(20));
      case 3 -> new Clue.AgentAdvertised(inside, mac, List.of(inside));
      case 4 ->
          new Clue.RouterAdvertised(
              copied.gatewayMac(), List.of(Prefix6.of("2001:db8::/32")), List.of(Place.DOMAIN));
      case 5 -> new Clue.Lease(inside, List.of(Place.DOMAIN), List.of(inside));
      case 6 -> new Clue.Gateway(copied.router(), mac);
      case 7 -> new Clue.AccessPoint("corp", mac, "wpa2-eap");
      case 8 -> new Clue.SmokedOut(soon);
      case 9 -> new Clue.Found(random.nextBoolean(), soon);
      case 10 -> new Clue.Impostor(soon);
      case 11 -> new Clue.Portal(random.nextBoolean());
      case 12 ->
          new Clue.Remembered(
              feature, random.nextBoolean() ? Domain.INSIDE : Domain.OUTSIDE, Duration.ofDays(1));
      case 13 -> new Clue.GatewaySilent(copied.router());
      default -> new Clue.Contradiction(feature, features[random.nextInt(features.length)]);
    };
  }
}
