/** Tests of what the doctor finds and says. */
@NullMarked
package org.dualmip.cli.doctor;

import org.jspecify.annotations.NullMarked;
