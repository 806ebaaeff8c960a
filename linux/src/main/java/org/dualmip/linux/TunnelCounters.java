package org.dualmip.linux;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What went through a tunnel adapter since it was opened. Octets are those of inner packets.
 *
 * @param sentPackets from the adapter into tunnels
 * @param sentOctets of these
 * @param receivedPackets out of tunnels into the adapter
 * @param receivedOctets of these
 * @param copies of the sent packets, those that further tunnels of the same destination got
 * @param clampedConnections TCP packets whose segment size was lowered to what a tunnel takes
 * @param answers ICMP errors sent to the senders of packets, own ones and relayed ones
 * @param withheldAnswers those not sent because there were too many
 * @param unusedMarks packets out of tunnels with a congestion mark that no encapsulator makes
 *     together with that of the outer header: somebody on the way changes them (RFC 6040 §4.2)
 * @param dropped packets lost, for each reason
 */
public record TunnelCounters(
    long sentPackets,
    long sentOctets,
    long receivedPackets,
    long receivedOctets,
    long copies,
    long clampedConnections,
    long answers,
    long withheldAnswers,
    long unusedMarks,
    Map<Drop, Long> dropped) {
  /** Copies the map, in the order of the reasons. */
  public TunnelCounters {
    var ordered = new EnumMap<Drop, Long>(Drop.class);
    ordered.putAll(dropped);
    dropped = Collections.unmodifiableMap(ordered);
  }

  /** Packets lost for one reason. */
  public long dropped(Drop reason) {
    return dropped.getOrDefault(reason, 0L);
  }

  /** Why a packet was lost. */
  public enum Drop {
    /** Outgoing: the host sent something that is not IPv4 to the adapter. */
    NOT_IPV4,
    /** Outgoing: no tunnel leads to the destination. */
    NO_TUNNEL,
    /** Either way: it would come back (RFC 2003 §3.2, RFC 2784 §3.1). */
    LOOP,
    /** Outgoing: longer than the path takes, and not to be fragmented. */
    TOO_BIG,
    /** Outgoing: the socket's or the link's queue is full. */
    QUEUE_FULL,
    /** Outgoing: no route, the address is gone, the link is down, or the filter refused. */
    UNREACHABLE,
    /** Incoming: the host is too busy to receive in time. */
    OVERRUN,
    /** Incoming: not a whole IPv4 packet inside, or a header that must be refused. */
    MALFORMED,
    /** Incoming: tunnel data of a kind that is not known (RFC 3519 §3.3). */
    UNKNOWN_KIND,
    /** Incoming: not from where it may come. */
    NOT_ACCEPTED,
    /** Incoming: a later packet of its GRE flow was here before it (RFC 2890 §2.2). */
    OUT_OF_SEQUENCE,
    /** Incoming: it met congestion and its sender understands no mark (RFC 6040 §4.2). */
    CONGESTION,
    /** Incoming: its time to live ends here. */
    EXPIRED,
    /** Incoming: the adapter or link it is for is down or closed. */
    ADAPTER_DOWN
  }
}
