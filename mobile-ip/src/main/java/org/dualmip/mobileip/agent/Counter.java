package org.dualmip.mobileip.agent;

import java.util.Locale;

/** What a home agent counts; each discarded or refused request counts once among the reasons. */
enum Counter {
  /** Datagrams that are no Registration Request: not ours to answer. */
  DATAGRAMS_OTHER,
  /** All that claim to be a Registration Request. */
  REQUESTS,
  /** Accepted, with code 0 or 1. */
  REQUESTS_ACCEPTED,
  /** From outside the trusted networks (RFC 5265 §4.3). Discarded. */
  REQUESTS_UNTRUSTED,
  /** From an address that no host can have. Discarded. */
  REQUESTS_MARTIAN,
  /** Not what the figures show, or cut short. Discarded. */
  REQUESTS_MALFORMED,
  /** With an unknown extension numbered 0 to 127 (RFC 5944 §1.8). Discarded. */
  REQUESTS_UNKNOWN_EXTENSION,
  /** Without a Mobile-Home Authentication Extension (RFC 5944 §3.8.2.1 a). Discarded. */
  REQUESTS_WITHOUT_AUTHENTICATION,
  /** From a node that is not served (RFC 5944 §3.8.2.1 a). Discarded. */
  REQUESTS_UNKNOWN_NODE,
  /** Probes made with this agent's key: code 131, with proof (docs/home-agent-discovery.md). */
  PROBES_ANSWERED,
  /** Probes made with another key or with none. Discarded. */
  PROBES_FAILED,
  /** Probes that nobody looked into because there were too many. Discarded. */
  PROBES_UNEXAMINED,
  /** Requests that were concealed with this agent's key (docs/concealed-registration.md). */
  COVERS_OPENED,
  /** Requests that were concealed with another key, or not as they should be. Discarded. */
  COVERS_FAILED,
  /** Concealed requests that nobody looked into because there were too many. Discarded. */
  COVERS_UNEXAMINED,
  /** With a wrong authenticator or an SPI nobody agreed on: code 131. */
  REQUESTS_FAILED_AUTHENTICATION,
  /** With a wrong Mobile-AAA Authentication extension (RFC 4721 §3.4): code 144. */
  REQUESTS_FAILED_AAA,
  /** Not newer than what was accepted: code 133. */
  REQUESTS_REPLAYED,
  /** Newer, but too far from this clock: code 133. */
  REQUESTS_CLOCK_DIFFERS,
  /** With a Foreign-Home extension nobody agreed on (RFC 5944 §3.8.2.1 d). Discarded. */
  REQUESTS_UNKNOWN_FOREIGN_AGENT,
  /** Without a right Foreign-Home extension of a foreign agent that shares a secret: code 132. */
  REQUESTS_FAILED_FOREIGN_AGENT,
  /** The very request that was answered just now: the reply is sent again. */
  REQUESTS_REPEATED,
  /** Authentic and fresh, but not to be granted: any other code. */
  REQUESTS_REFUSED,
  /** Tunnel ends learnt from a keepalive (RFC 3519 §4.6, R flag). */
  KEEPALIVES_LEARNT,
  /** Revocations sent, each retransmission included (RFC 3543). */
  REVOCATIONS_SENT,
  /** Revocations that were acknowledged. */
  REVOCATIONS_ACKNOWLEDGED,
  /** Revocations that nobody acknowledged until the registration's end. */
  REVOCATIONS_UNACKNOWLEDGED,
  /** Revocations left untold because too many wait for an acknowledgement. */
  REVOCATIONS_DROPPED,
  /** Revocations by foreign agents, acknowledged. */
  REVOCATIONS_RECEIVED,
  /** Revocations and acknowledgements that no secret protects. Discarded. */
  REVOCATIONS_UNAUTHENTICATED,
  /** Revocations that are old or this agent's own, reflected. Discarded. */
  REVOCATIONS_REPLAYED,
  /** Notifications sent, each retransmission included (RFC 6098). */
  NOTIFICATIONS_SENT,
  /** Notifications that their mobile node answered. */
  NOTIFICATIONS_ACKNOWLEDGED,
  /** Notifications to nodes that are not registered or never answered. */
  NOTIFICATIONS_UNDELIVERED,
  /** Notifications by mobile nodes and foreign agents, accepted. */
  NOTIFICATIONS_RECEIVED,
  /** Notifications with an old or far Identification: code 133. */
  NOTIFICATIONS_REPLAYED,
  /** Notifications that no secret protects. Discarded. */
  NOTIFICATIONS_UNAUTHENTICATED,
  /** Notifications and acknowledgements that match nothing or hold what they must not. */
  NOTIFICATIONS_DISCARDED,
  /** Other messages that are not what the figures show. Discarded. */
  MESSAGES_MALFORMED,
  /** Bindings whose lifetime ran out. */
  BINDINGS_EXPIRED,
  /** There was no room for one more binding. */
  BINDINGS_EXHAUSTED,
  /** No home address was left to assign. */
  ADDRESSES_EXHAUSTED,
  /** Replies left out because whoever asked has proved nothing and there were too many. */
  REPLIES_SUPPRESSED,
  /** Notices left out because there were too many of their kind. */
  NOTICES_SUPPRESSED;

  /** As people see it, such as {@code requests-replayed}. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
