/**
 * Home-agent discovery without a registration (docs/home-agent-discovery.md).
 *
 * <p>A probe is a Registration Request (RFC 5944 §3.3) in which nothing stays the same from one to
 * the next: home address, Identification, SPI and lifetime are drawn anew each time, and with them
 * a key. If the home agent has offered its own public key before, the two keys make an association
 * for this one exchange, which signs the probe and the denial that answers it: {@link
 * org.dualmip.mobileip.probe.Agreement}. Without such an offer the authenticator is noise, and what
 * answers is not proved to be anybody: then it is the deliberately improper registration that
 * smokes out a home agent. Nobody on the way can tell the two apart.
 *
 * <p>{@link org.dualmip.mobileip.probe.HomeAgentProbe} is the mobile node's engine, {@link
 * org.dualmip.mobileip.probe.ProbeRequest} one probe of it, {@link
 * org.dualmip.mobileip.probe.ProbeReply} what the home agent makes of it. None of them reads a
 * clock, does input or output, or has chance of its own.
 */
@NullMarked
package org.dualmip.mobileip.probe;

import org.jspecify.annotations.NullMarked;
