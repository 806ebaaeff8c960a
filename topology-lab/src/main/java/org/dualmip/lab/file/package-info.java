/**
 * Scenario files: YAML that people write, read into a {@link org.dualmip.lab.scenario.Scenario}.
 *
 * <p>One table says which keys and steps there are, what they mean and what a value looks like:
 * {@link org.dualmip.lab.file.Grammar} and {@link org.dualmip.lab.file.Verbs}. The reader follows
 * it and the JSON Schema that editors use is made of it. What no table can say (a move to where the
 * node already is, prefixes that overlap) {@link org.dualmip.lab.file.Story} and {@link
 * org.dualmip.lab.file.Networks} check. All problems are reported with their places.
 */
@NullMarked
package org.dualmip.lab.file;

import org.jspecify.annotations.NullMarked;
