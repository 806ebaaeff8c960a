/** Tests of what services say, as text. */
@NullMarked
package org.dualmip.cli.show;

import org.jspecify.annotations.NullMarked;
