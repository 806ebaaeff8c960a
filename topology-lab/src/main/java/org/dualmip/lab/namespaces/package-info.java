/**
 * The runner that builds a topology out of network namespaces.
 *
 * <p>Every node is a namespace named {@code dm-<run>-<node>}; one more, {@code dm-<run>-sw}, holds
 * a bridge per segment. Everything is made inside these namespaces: the host's own network has no
 * link, address, rule or setting more than before. Links with delay are two taps that a thread of
 * this process joins. Removing the namespaces removes everything, which is what {@link
 * org.dualmip.lab.namespaces.Leftovers} does for a lab that died.
 */
@NullMarked
package org.dualmip.lab.namespaces;

import org.jspecify.annotations.NullMarked;
