/**
 * The mobile node's side of registration as an engine (RFC 5944 §3.6, RFC 3024, RFC 3519 §4.4, RFC
 * 3543 §4.2.2.3).
 *
 * <p>{@link org.dualmip.mobileip.node.MobileNode} keeps a node registered with one home agent, from
 * wherever a {@link org.dualmip.mobileip.node.CareOf} says: a co-located address, a foreign agent,
 * home. It holds no thread, reads no clock and does no input or output; one thread at a time may
 * use it.
 *
 * <p>Where to look: {@code Requests} has the fields of a request (§3.6.1.2), {@code Courier} its
 * addresses (§3.6.1.1), {@code Seal} the order of its authentication extensions (§3.6.1.3). {@code
 * ReplyCheck} says which replies are discarded (§3.6.2.1), {@code Replies} and {@code Repair} what
 * follows from each code of a refusal (§3.6.2.3), {@code Acceptance} what follows from an
 * acceptance (§3.6.2.2). {@code Pending} sends again (§3.6.3), {@code Identification} protects
 * against replay (§5.7), {@code HomeAgentChoice} knows whom to ask (codes 136 and 143). {@code
 * Revocations} and {@code Notifications} take what agents say without being asked (RFC 3543, RFC
 * 6098).
 */
@NullMarked
package org.dualmip.mobileip.node;

import org.jspecify.annotations.NullMarked;
