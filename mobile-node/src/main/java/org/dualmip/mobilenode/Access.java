package org.dualmip.mobilenode;

/**
 * An interface the node may use, and how much it likes to.
 *
 * @param name the interface
 * @param preference the higher the better
 * @param cost among equals the lower the better; among those, the interface attached last is taken,
 *     because a node moves towards the network it has just met
 */
public record Access(String name, int preference, int cost) {}
