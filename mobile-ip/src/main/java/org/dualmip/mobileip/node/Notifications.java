package org.dualmip.mobileip.node;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.message.GenericNotification;
import org.dualmip.mobileip.message.GenericNotificationAcknowledgment;
import org.dualmip.mobileip.message.MessageDirection;
import org.dualmip.mobileip.message.NotificationCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Now;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.NtpTimestamp;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/** Takes generic notifications from home and foreign agents (RFC 6098 §4.5). */
final class Notifications {
  private final Disguise disguise;
  private final OtherSecrets others;
  private final Identification identification;
  private final RandomGenerator random;
  private final Journal journal;

  /** The last accepted Identification of each sender, or the nonce it has to use next. */
  private final Map<MessageDirection, Long> last = new EnumMap<>(MessageDirection.class);

  Notifications(
      Disguise disguise,
      OtherSecrets others,
      Identification identification,
      RandomGenerator random,
      Journal journal) {
    this.disguise = disguise;
    this.others = others;
    this.identification = identification;
    this.random = random;
    this.journal = journal;
  }

  void take(GenericNotification message, CareOf via, Endpoint from, Ip4 home, Now now) {
    List<SecurityAssociation> known = associations(message.direction(), via);
    if (known.isEmpty() || message.mustBeDiscarded() || !message.home().equals(home)) {
      journal.count("notifications-discarded");
      return;
    }
    SecurityAssociation shared = message.verifiedBy(message.direction().authentication(), known);
    if (shared == null) {
      // §4.5.1: the answer with code 195 or 196 is a MAY; whoever forges gets none.
      journal.count("notifications-not-authentic");
      return;
    }
    boolean fresh = isFresh(message, shared, now);
    long answer = answerIdentification(message, shared, fresh, now);
    if (fresh) {
      journal.say(new MobileNode.Output.Notified(via, message));
    } else {
      journal.count("notifications-replayed");
    }
    if (message.acknowledge() || !fresh) {
      NotificationCode code =
          fresh
              ? NotificationCode.ACCEPTED
              : NotificationCode.refused(
                  NotificationCode.By.MOBILE_NODE, NotificationCode.Why.IDENTIFICATION_MISMATCH);
      var reply =
          new GenericNotificationAcknowledgment(
              message.direction().reversed(),
              code,
              message.home(),
              message.homeAgent(),
              message.careOf(),
              answer,
              List.of());
      Ip4 source = via.isCoLocated() ? via.address() : home;
      journal.say(new MobileNode.Output.Send(via, source, from, signed(reply, shared, via)));
    }
  }

  /** §4.5.2: to the home agent, and behind that to the foreign agent that relays it. */
  private Octets signed(
      GenericNotificationAcknowledgment reply, SecurityAssociation shared, CareOf via) {
    ByteWriter out = new ByteWriter();
    out.bytes(reply.signed(shared));
    SecurityAssociation relaying = foreignAgent(via);
    if (relaying != null && reply.direction() == MessageDirection.NODE_TO_HOME_AGENT) {
      relaying.sign(Authentication.Kind.MOBILE_FOREIGN, out);
    }
    return Octets.of(out.toBytes());
  }

  private List<SecurityAssociation> associations(MessageDirection direction, CareOf via) {
    return switch (direction) {
      case HOME_AGENT_TO_NODE -> disguise.associations();
      case FOREIGN_AGENT_TO_NODE -> {
        SecurityAssociation shared = foreignAgent(via);
        yield shared == null ? List.of() : List.of(shared);
      }
      default -> List.of();
    };
  }

  private @Nullable SecurityAssociation foreignAgent(CareOf via) {
    return via instanceof CareOf.ThroughAgent agent
        ? others.foreignAgents().get(agent.agent())
        : null;
  }

  /** §7.1: close to the time of day and later than the last; or with the nonce we gave. */
  private boolean isFresh(GenericNotification message, SecurityAssociation shared, Now now) {
    Long before = last.get(message.direction());
    if (shared.replay() == ReplayProtection.NONCES) {
      return before != null && before.intValue() == (int) (message.identification() >>> 32);
    }
    var clock =
        message.direction() == MessageDirection.HOME_AGENT_TO_NODE
            ? identification.clock(now.wall())
            : now.wall();
    Duration off =
        Duration.between(clock, NtpTimestamp.toInstant(message.identification(), clock)).abs();
    return off.compareTo(shared.tolerance()) <= 0
        && (before == null || message.identification() - before > 0);
  }

  /** §7.1: copied; or the low half, with our time of day or a new nonce. */
  private long answerIdentification(
      GenericNotification message, SecurityAssociation shared, boolean fresh, Now now) {
    long low = message.identification() & 0xffff_ffffL;
    if (shared.replay() == ReplayProtection.NONCES) {
      int nonce = random.nextInt();
      last.put(message.direction(), (long) nonce);
      return (long) nonce << 32 | low;
    }
    if (fresh) {
      last.put(message.direction(), message.identification());
      return message.identification();
    }
    return (NtpTimestamp.of(now.wall()) & 0xffff_ffff_0000_0000L) | low;
  }
}
