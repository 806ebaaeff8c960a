/**
 * The control messages of Mobile IPv4 on UDP port 434 (RFC 5944 §3, RFC 3543 §3, RFC 6098 §4).
 *
 * <p>One record per figure; fields stand in wire order. Reading never trusts: it ends in a record
 * or in one {@link org.dualmip.mobileip.net.MalformedException}. What is not recognised survives as
 * {@link org.dualmip.mobileip.extension.Unrecognized}, so that discarding or skipping it (RFC 5944
 * §1.8) is a decision of the protocol engines. Authentication extensions keep the octets they cover
 * as received.
 */
@NullMarked
package org.dualmip.mobileip.message;

import org.jspecify.annotations.NullMarked;
