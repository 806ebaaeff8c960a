/** The foreign agent as an engine (RFC 5944 §3.7, RFC 3024, RFC 3519 §4.5, RFC 3543, RFC 4721). */
@NullMarked
package org.dualmip.mobileip.foreign;

import org.jspecify.annotations.NullMarked;
