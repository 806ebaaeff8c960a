/**
 * Labs: a whole enterprise with a mobile node on one machine, driven by scenarios and measured.
 *
 * <p>{@link org.dualmip.lab.Lab} is the way in; each of its methods is a verb of {@code dualmip
 * lab}. A lab starts the real programs as child processes and knows of them only what they print
 * and write. Everything it makes carries the run's four digits, lives in network namespaces and in
 * one folder under {@code /run/dualmip-lab}, and is gone when the lab ends, however it ends.
 */
@NullMarked
package org.dualmip.lab;

import org.jspecify.annotations.NullMarked;
