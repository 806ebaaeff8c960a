/**
 * What this host can do, found out by trying.
 *
 * <p>A {@link org.dualmip.cli.doctor.Probe} answers one question with a {@link
 * org.dualmip.cli.doctor.Finding}: what was found, and what to do if it is not enough. Kernel
 * features are tried in a network namespace that belongs to one short process and goes away with
 * it, so nothing is left behind and nothing of the host is touched. {@link
 * org.dualmip.cli.doctor.Doctor} knows all probes, runs them side by side and lays their findings
 * out. The lab asks the same probes before it starts.
 */
@NullMarked
package org.dualmip.cli.doctor;

import org.jspecify.annotations.NullMarked;
