/**
 * The home agent as a service: {@code dualmip agent}.
 *
 * <p>{@link org.dualmip.homeagent.HomeAgentService} puts the engine of {@code
 * org.dualmip.mobileip.agent} on a thread of its own, gives it UDP port 434 and carries out what it
 * decides: tunnels, routes, answers to ARP on the home link, and a store that outlives the process.
 * Signalling is handled by the owner thread alone; tunnelled packets pass on the threads of the
 * socket and of the adapter and meet the bindings only in a table of the data path. What is
 * installed in the kernel is derived from the bindings and reconciled, never assumed.
 */
@NullMarked
package org.dualmip.homeagent;

import org.jspecify.annotations.NullMarked;
