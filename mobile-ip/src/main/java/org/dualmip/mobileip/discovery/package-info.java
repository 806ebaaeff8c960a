/**
 * Agent discovery (RFC 5944 §2, on top of RFC 1256): how a mobile node learns on which link it is
 * and who serves it there.
 *
 * <p>An agent has one {@link org.dualmip.mobileip.discovery.Advertiser} for each link; it says what
 * to send and when. A mobile node has one {@link org.dualmip.mobileip.discovery.AgentList} for all
 * its interfaces; it remembers who was heard, notices moves and asks on links where nobody is
 * heard. Both are engines: they take inputs with the time inside and give values back. The messages
 * are {@link org.dualmip.mobileip.discovery.AgentAdvertisement} and {@link
 * org.dualmip.mobileip.discovery.RouterSolicitation}.
 *
 * <p>Nothing here is authenticated. An advertisement is a hint where to register; only the
 * authentic reply to a registration proves anything. {@link
 * org.dualmip.mobileip.discovery.Challenges} makes that registration provably fresh for the foreign
 * agent too (RFC 4721).
 */
@NullMarked
package org.dualmip.mobileip.discovery;

import org.jspecify.annotations.NullMarked;
