/** Tests of the program; those that end in {@code IT} start it as a user does. */
@NullMarked
package org.dualmip.cli;

import org.jspecify.annotations.NullMarked;
