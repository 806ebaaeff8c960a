package org.dualmip.mobilenode;

import java.time.Duration;
import java.util.List;
import org.dualmip.mobileip.net.MacAddress;
import org.dualmip.mobileip.net.MonotonicTime;

/**
 * When to ask for the gateway's station, and whom: at once after attachment (RFC 4436 §2.1), a few
 * times more while nobody answers, and then now and then the station that has answered (RFC 1122
 * §2.3.2.1), because another one may have taken its place.
 *
 * <p>The first question goes to everybody on the link. RFC 4436 §2.1.1 would send it to the station
 * remembered, which shows a stranger the hardware address of a network visited before; and the
 * memory holds no such address, only its hash.
 */
final class GatewayQuestions {
  static final Duration ANSWERED = Duration.ofSeconds(10);
  static final Duration UNANSWERED = Duration.ofSeconds(30);
  private static final List<Duration> AGAIN =
      List.of(Duration.ofMillis(200), Duration.ofMillis(800), Duration.ofSeconds(2));

  private MacAddress station = MacAddress.BROADCAST;
  private int asked;
  private MonotonicTime due;

  /** The interface was attached now. */
  GatewayQuestions(MonotonicTime now) {
    due = now;
  }

  /** When to ask next. */
  MonotonicTime due() {
    return due;
  }

  /** A question goes out now: to whom. */
  MacAddress ask(MonotonicTime now) {
    MacAddress to = asked == 0 ? station : MacAddress.BROADCAST;
    due = now.plus(asked < AGAIN.size() ? AGAIN.get(asked) : UNANSWERED);
    asked++;
    return to;
  }

  /** Whether the last questions got no answer: all of those that are asked at once. */
  boolean isSilent() {
    return asked > AGAIN.size();
  }

  /** That station answered. */
  void answered(MacAddress mac, MonotonicTime now) {
    station = mac;
    asked = 0;
    due = now.plus(ANSWERED);
  }
}
