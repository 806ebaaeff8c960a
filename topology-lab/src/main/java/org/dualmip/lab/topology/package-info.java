/**
 * Topologies as values: segments, nodes, interfaces, addresses, routes and delays.
 *
 * <p>Nothing here touches the host; a runner turns a {@link org.dualmip.lab.topology.Topology} into
 * something that carries packets. A topology that contradicts itself (an address outside its
 * segment, a gateway nobody has) cannot be constructed. All types are immutable. The one topology
 * that comes with the lab is {@link org.dualmip.lab.topology.ThreeTier}.
 */
@NullMarked
package org.dualmip.lab.topology;

import org.jspecify.annotations.NullMarked;
