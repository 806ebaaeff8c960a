/**
 * A world in memory: the real engines of the mobile node and of both home agents, joined by models
 * of everything between them, under virtual time and one seed.
 *
 * <p>{@link org.dualmip.mobilenode.world.Device} is the host around the node's engine and obeys its
 * projections to the letter; {@link org.dualmip.mobilenode.world.Fabric} joins access networks,
 * agents, gateway and correspondent. {@link org.dualmip.mobilenode.world.Story} makes random moves
 * and faults, {@link org.dualmip.mobilenode.world.Watch} holds what must be true after every step.
 * Nothing here sleeps, reads a clock or starts a thread, so hours pass in milliseconds and every
 * failure can be repeated from its seed.
 */
@NullMarked
package org.dualmip.mobilenode.world;

import org.jspecify.annotations.NullMarked;
