/**
 * What the home agent costs: time for each registration beside the bare cost of its authenticators
 * and a UDP echo, and memory for each binding. {@code scripts/benchmark} runs it; the numbers are
 * in {@code docs/performance.md}.
 */
@NullMarked
package org.dualmip.benchmark;

import org.jspecify.annotations.NullMarked;
