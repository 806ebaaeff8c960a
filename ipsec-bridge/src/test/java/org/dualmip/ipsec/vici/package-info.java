/** Tests of VICI against octets written by hand and against a server that misbehaves as told. */
@NullMarked
package org.dualmip.ipsec.vici;

import org.jspecify.annotations.NullMarked;
