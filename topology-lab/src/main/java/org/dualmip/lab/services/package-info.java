/**
 * What the lab gives to the real programs: certificates, keys and configuration files.
 *
 * <p>Everything is rendered from the topology and made anew for every run; no secret outlives the
 * folder of the run. The programs themselves are not known here beyond what their configuration
 * files look like. strongSwan gets only a {@code strongswan.conf} with its socket and its log; its
 * connections come from DualMIP over that socket.
 */
@NullMarked
package org.dualmip.lab.services;

import org.jspecify.annotations.NullMarked;
