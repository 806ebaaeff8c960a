/**
 * The program as a user meets it: {@code ./dualmip} started as a process, on hosts that lack what
 * it needs.
 *
 * <p>What a host lacks is hidden in a mount namespace of the process under test, so the host itself
 * stays as it is. Services run in network namespaces of their own, and {@link
 * org.dualmip.cli.program.Place} compares what is installed there before and after.
 */
@NullMarked
package org.dualmip.cli.program;

import org.jspecify.annotations.NullMarked;
