package org.dualmip.fuzzing;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.security.SecurityAssociation;

/**
 * The fuzzer's octets as decisions: each takes the next ones, and 0 when there are none. So that
 * much of what it writes gets past the first checks, addresses are mostly those of the story, and
 * messages can be signed with the right key.
 */
final class Feed {
  private static final List<Duration> STEPS =
      List.of(
          Duration.ZERO,
          Duration.ofMillis(1),
          Duration.ofMillis(499),
          Duration.ofSeconds(1),
          Duration.ofSeconds(7),
          Duration.ofMinutes(1),
          Duration.ofMinutes(11),
          Duration.ofHours(20));

  private final byte[] octets;
  private int position;
  private Now now =
      new Now(new MonotonicTime(1_000_000_000L), Instant.parse("2026-03-01T10:00:00Z"));

  Feed(byte[] octets) {
    this.octets = octets;
  }

  boolean more() {
    return position < octets.length;
  }

  int octet() {
    return more() ? Byte.toUnsignedInt(octets[position++]) : 0;
  }

  boolean yes() {
    return (octet() & 1) != 0;
  }

  int u16() {
    return octet() << 8 | octet();
  }

  long i64() {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | octet();
    }
    return value;
  }

  <T> T choice(List<T> from) {
    return from.get(octet() % from.size());
  }

  /** As many as the next octet says, or all that are left. */
  byte[] some() {
    int length = Math.min(octet(), octets.length - position);
    position += length;
    return Arrays.copyOfRange(octets, position - length, position);
  }

  /** One of those, or any. */
  Ip4 address(Ip4... usual) {
    int which = octet();
    return which < 248 ? usual[which % usual.length] : new Ip4((int) i64());
  }

  Now now() {
    return now;
  }

  /** Time passes; the time of day may also be set. */
  Now later() {
    int how = octet();
    now = now.plus(STEPS.get(how % STEPS.size()));
    if (how >= 250) {
      now = new Now(now.monotonic(), now.wall().plusSeconds((short) u16()));
    }
    return now;
  }

  /** To that time, or leaves it if it has passed. */
  Now to(MonotonicTime time) {
    if (now.monotonic().isBefore(time)) {
      now = now.plus(time.since(now.monotonic()));
    }
    return now;
  }

  /** Extensions of the fuzzer's own, and authentication extensions that are mostly right. */
  byte[] closed(ByteWriter message, List<SecurityAssociation> associations) {
    message.bytes(some());
    for (int count = octet() % 4; count > 0; count--) {
      Authentication.Kind kind = choice(List.of(Authentication.Kind.values()));
      choice(associations).sign(kind, message);
      message.bytes(some());
    }
    return message.toBytes();
  }
}
