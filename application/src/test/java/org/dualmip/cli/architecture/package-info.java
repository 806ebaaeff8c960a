/**
 * What may use what, held by tests.
 *
 * <p>{@link org.dualmip.cli.architecture.Rules} says it as rules over compiled classes. {@link
 * org.dualmip.cli.architecture.ArchitectureTest} holds the program to them. {@link
 * org.dualmip.cli.architecture.RulesTest} shows of each rule that it can fail, on the wrong classes
 * in the packages below {@code broken}.
 */
@NullMarked
package org.dualmip.cli.architecture;

import org.jspecify.annotations.NullMarked;
