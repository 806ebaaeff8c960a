package org.dualmip.mobileip.foreign;

import java.util.Locale;

/** What a foreign agent counts; each request and each reply counts once among its outcomes. */
enum Counter {
  /** Datagrams that are no control message of Mobile IPv4 for a foreign agent. */
  DATAGRAMS_OTHER,
  /** All that claim to be a Registration Request from the link. */
  REQUESTS,
  /** Sent on to a home agent. */
  REQUESTS_RELAYED,
  /** Meant for the home agent beside this foreign agent. */
  REQUESTS_HANDED_OVER,
  /** Refused with a code. */
  REQUESTS_DENIED,
  /** To be refused, but one refusal a second is all that a station gets. */
  REQUESTS_DENIED_SILENTLY,
  /** From an address that no host on the link can have. Discarded. */
  REQUESTS_MARTIAN,
  /** Not what the figures show, or cut short. Discarded. */
  REQUESTS_MALFORMED,
  /** With an unknown extension numbered 0 to 127. Discarded. */
  REQUESTS_UNKNOWN_EXTENSION,
  /** With what a mobile node must not send. Discarded. */
  REQUESTS_FORBIDDEN_EXTENSION,
  /** With a challenge and nothing that proves the answer. Discarded. */
  REQUESTS_UNPROVED_CHALLENGE,
  /** Seen before from another station. Discarded. */
  REQUESTS_REPLAYED,
  /** Requests that no home agent answered in time. */
  REQUESTS_TIMED_OUT,
  /** All that claim to be a Registration Reply from the network. */
  REPLIES,
  /** Sent on to the node: accepted by the home agent. */
  REPLIES_ACCEPTED,
  /** Sent on to the node: denied by the home agent. */
  REPLIES_DENIED,
  /** Not sent on as they are, because of what they lack; the node was told. */
  REPLIES_REJECTED,
  /** Not what the figures show, or cut short. Discarded. */
  REPLIES_MALFORMED,
  /** With an unknown extension numbered 0 to 127. Discarded. */
  REPLIES_UNKNOWN_EXTENSION,
  /** To no pending request. Discarded. */
  REPLIES_UNMATCHED,
  /** Without the right authenticator of the home agent. Discarded; the node was told. */
  REPLIES_NOT_AUTHENTIC,
  /** Visitors whose lifetime ran out. */
  VISITORS_EXPIRED,
  /** Revocations that were sent, repeated ones included. */
  REVOCATIONS_SENT,
  /** Revocations that the home agent confirmed. */
  REVOCATIONS_CONFIRMED,
  /** Revocations that were given up without an answer. */
  REVOCATIONS_UNANSWERED,
  /** Revocations by a home agent that ended a registration. */
  REVOCATIONS_RECEIVED,
  /** Revocations and acknowledgments that were discarded: forged, replayed or to nothing. */
  REVOCATIONS_DISCARDED,
  /** Notifications and acknowledgements sent on, to a visitor or its home agent (RFC 6098). */
  NOTIFICATIONS_RELAYED,
  /** Notifications for this agent itself, refused with code 65. */
  NOTIFICATIONS_REFUSED,
  /** Notifications and acknowledgements that were discarded: forged, or of no visitor. */
  NOTIFICATIONS_DISCARDED,
  /** ICMP errors that ended pending requests. */
  UNREACHABLE,
  /** Notices left out because there were too many of their kind. */
  NOTICES_SUPPRESSED;

  /** As people see it, such as {@code requests-relayed}. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
