/**
 * Captive portals (RFC 8908, RFC 8910, RFC 8952): networks that let nobody out before a log-in page
 * was visited.
 *
 * <p>{@link org.dualmip.mobilenode.portal.CaptivePortal} decides, from what the network says of
 * itself and what questions get for an answer, whether an interface is captive. The questions, and
 * the user's browser, run in {@link org.dualmip.mobilenode.portal.PortalPlace}, a network namespace
 * from which one access network can be reached and nothing else; the host itself stays behind its
 * gate meanwhile. What a portal says is never believed in anything else: it opens nothing.
 */
@NullMarked
package org.dualmip.mobilenode.portal;

import org.jspecify.annotations.NullMarked;
