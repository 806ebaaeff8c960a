/**
 * What a mobile node and its home agent share: keys by SPI, authenticators, replay protection.
 *
 * <p>A {@link org.dualmip.mobileip.security.SecurityAssociation} is agreed beforehand (RFC 5944
 * §1.6) and never travels. Its SPI selects the algorithm and the key of an authentication
 * extension; its style of replay protection gives the Identification field its meaning (RFC 5944
 * §5.7).
 */
@NullMarked
package org.dualmip.mobileip.security;

import org.jspecify.annotations.NullMarked;
