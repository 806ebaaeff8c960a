/**
 * The program as a user runs it, in real labs, judged by what it leaves and by independent
 * witnesses: tshark reads the captures, {@code ip} lists what is left. These tests need root and a
 * few minutes.
 */
@NullMarked
package org.dualmip.acceptance;

import org.jspecify.annotations.NullMarked;
