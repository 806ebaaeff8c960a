/**
 * Coverage-guided fuzzing with Jazzer: octets that nobody would think of, for every decoder and
 * every engine. Each class has one target and runs in a virtual machine of its own; {@code
 * scripts/fuzz} runs one for as long as wanted. What a decoder may answer is a record or {@link
 * org.dualmip.mobileip.net.MalformedException}; an engine takes every sequence of inputs, gives a
 * bounded number of outputs for each, and never asks to be woken again and again at the same time.
 */
@NullMarked
package org.dualmip.fuzzing;

import org.jspecify.annotations.NullMarked;
