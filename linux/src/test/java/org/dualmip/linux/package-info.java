/**
 * The module against the real kernel, in namespaces each test makes and removes.
 *
 * <p>The programs {@code ip}, {@code nft} and {@code tcpdump} are the independent witnesses.
 */
@NullMarked
package org.dualmip.linux;

import org.jspecify.annotations.NullMarked;
