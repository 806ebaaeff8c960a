/**
 * The home agent as an engine (RFC 5944 §3.8, RFC 3024, RFC 3519 §4.6, RFC 5265 §4.3).
 *
 * <p>{@link org.dualmip.mobileip.agent.HomeAgent} takes datagrams and the passing of time and gives
 * replies, changed bindings and notices as values. It holds no thread, reads no clock and does no
 * input or output; one thread at a time may use it.
 */
@NullMarked
package org.dualmip.mobileip.agent;

import org.jspecify.annotations.NullMarked;
