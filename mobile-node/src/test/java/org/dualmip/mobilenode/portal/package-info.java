/** Tests of captive portals. */
@NullMarked
package org.dualmip.mobilenode.portal;

import org.jspecify.annotations.NullMarked;
