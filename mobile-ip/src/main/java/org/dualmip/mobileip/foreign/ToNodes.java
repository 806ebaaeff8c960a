package org.dualmip.mobileip.foreign;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dualmip.mobileip.discovery.Challenges;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.extension.ForeignAgentError;
import org.dualmip.mobileip.extension.MessageString;
import org.dualmip.mobileip.foreign.Asked.Station;
import org.dualmip.mobileip.foreign.ForeignAgent.Output.ToNode;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.jspecify.annotations.Nullable;

/**
 * Puts replies together for mobile nodes: this agent's own refusals (RFC 5944 §3.7.2.3) and those
 * of home agents (§3.7.3.2).
 */
final class ToNodes {
  /** Between two refusals to one station (RFC 5944 §3.7.2). */
  static final Duration SPACING = Duration.ofSeconds(1);

  /** Stations remembered for {@link #SPACING}. */
  static final int MOST_STATIONS = 1024;

  private static final Ip4 MOBILE_AGENTS = Ip4.of("224.0.0.11");

  private final ForeignAgentConfig config;
  private final Map<String, Challenges> challenges;
  private final LinkedHashMap<Station, MonotonicTime> refused = new LinkedHashMap<>();

  ToNodes(ForeignAgentConfig config, Map<String, Challenges> challenges) {
    this.config = config;
    this.challenges = challenges;
  }

  /** A refusal; null if the station had one within the last second. */
  @Nullable ToNode refuse(Asked asked, ReplyCode code, int lifetime, MonotonicTime now) {
    MonotonicTime last = refused.get(asked.station());
    if (last != null && now.isBefore(last.plus(SPACING))) {
      return null;
    }
    refused.remove(asked.station()); // so that the order is that of the last refusal
    if (refused.size() >= MOST_STATIONS) {
      refused.pollFirstEntry();
    }
    refused.put(asked.station(), now);
    ByteWriter out = new ByteWriter();
    new RegistrationReply(
            code,
            lifetime,
            asked.home(),
            asked.message().homeAgent(),
            asked.message().identification(),
            List.of())
        .write(out);
    return send(asked, asked.home(), out, null, true);
  }

  /**
   * A home agent's reply.
   *
   * @param part the octets of it that are relayed as they are
   * @param error what this agent has to say against it (RFC 4636); null if nothing
   */
  ToNode relay(Asked asked, RegistrationReply reply, Octets part, @Nullable ReplyCode error) {
    ByteWriter out = new ByteWriter();
    out.bytes(part.toBytes());
    return send(asked, reply.home(), out, error, error != null);
  }

  private ToNode send(
      Asked asked, Ip4 home, ByteWriter out, @Nullable ReplyCode error, boolean explain) {
    if (error != null) {
      new ForeignAgentError(error.value()).write(out);
    }
    String message = config.service().message();
    if (explain && message != null) {
      new MessageString(MessageString.Subtype.FOREIGN_AGENT, message).write(out);
    }
    Challenges ofLink = challenges.get(asked.datagram().link());
    if (ofLink != null && config.trust().challenges()) {
      new Challenge(ofLink.offer(asked.name())).write(out); // RFC 4721 §3.3
    }
    List<SecurityAssociation> shared = config.trust().of(asked.home(), asked.nai());
    if (!shared.isEmpty()) {
      signer(asked, shared).sign(Authentication.Kind.MOBILE_FOREIGN, out);
    }
    return new ToNode(
        asked.datagram().link(),
        asked.datagram().mac(),
        new Endpoint(source(asked), Relay.PORT),
        new Endpoint(home.isAny() ? Ip4.BROADCAST : home, asked.datagram().from().port()),
        Octets.of(out.toBytes()));
  }

  /** The secret that the node used, or else the first. */
  private static SecurityAssociation signer(Asked asked, List<SecurityAssociation> shared) {
    return RequestCheck.mobileForeign(asked).stream()
        .flatMap(used -> shared.stream().filter(one -> one.spi() == used.spi()))
        .findFirst()
        .orElseGet(shared::getFirst);
  }

  /** Where the request went to, unless that was everybody (RFC 5944 §3.7.2.3). */
  private Ip4 source(Asked asked) {
    Ip4 to = asked.datagram().to().address();
    Ip4 own = config.links().get(asked.datagram().link());
    return own != null && (to.equals(MOBILE_AGENTS) || !config.ownAddresses().contains(to))
        ? own
        : to;
  }
}
