/** Tests of the VPN: the session without strongSwan, and all of it with two real ones. */
@NullMarked
package org.dualmip.ipsec;

import org.jspecify.annotations.NullMarked;
