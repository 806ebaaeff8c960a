/**
 * A small internet in memory: home agents, foreign agents on their links, mobile nodes that wander
 * between them, an intruder, losses and clocks that are set; real engines, virtual time, and one
 * seed from which every hour can be repeated. {@link org.dualmip.mobileip.world.Witness} says what
 * must hold after every step.
 */
@NullMarked
package org.dualmip.mobileip.world;

import org.jspecify.annotations.NullMarked;
