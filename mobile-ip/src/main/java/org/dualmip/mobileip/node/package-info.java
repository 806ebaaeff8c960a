/**
 * The mobile node's side of registration as an engine (RFC 5944 §3.6, RFC 3024, RFC 3519 §4.4).
 *
 * <p>{@link org.dualmip.mobileip.node.MobileNode} keeps one registration with one home agent alive.
 * It holds no thread, reads no clock and does no input or output; one thread at a time may use it.
 */
@NullMarked
package org.dualmip.mobileip.node;

import org.jspecify.annotations.NullMarked;
