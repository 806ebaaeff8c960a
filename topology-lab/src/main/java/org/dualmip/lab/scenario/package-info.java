/**
 * Scenarios as values: what happens, in which order, and how long the world waits in between.
 *
 * <p>A {@link org.dualmip.lab.scenario.Scenario} is a list of steps that can be read aloud; it
 * holds no code. {@link org.dualmip.lab.scenario.Scenarios} is the catalogue. The quick form of a
 * scenario has the same steps with shorter stays. What carries a scenario out lives elsewhere.
 */
@NullMarked
package org.dualmip.lab.scenario;

import org.jspecify.annotations.NullMarked;
