/**
 * What every module shares: addresses, endpoints, time and the one reader and writer of bytes.
 *
 * <p>Nothing here knows a protocol. All types are immutable except {@link
 * org.dualmip.mobileip.net.ByteReader} and {@link org.dualmip.mobileip.net.ByteWriter}, which
 * belong to one thread.
 */
@NullMarked
package org.dualmip.mobileip.net;

import org.jspecify.annotations.NullMarked;
