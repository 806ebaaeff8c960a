/**
 * Everything that touches the Linux host, and the only place in the project that makes system
 * calls.
 *
 * <p>Calls go to libc and libnftables by {@link java.lang.foreign}; there is no native code of our
 * own. A call acts in the network namespace of the thread that makes it, and a socket stays in the
 * namespace it was made in: {@link org.dualmip.linux.NetworkNamespace} offers threads for that.
 * What the host refuses is a {@link org.dualmip.linux.HostException}, which names the operation,
 * the object and the remedy; what the network does to single packets is counted and never thrown.
 * Blocking reads belong on platform threads, because a virtual thread inside a native call holds
 * its carrier; every one of them ends when its object is closed by another thread.
 */
@NullMarked
package org.dualmip.linux;

import org.jspecify.annotations.NullMarked;
