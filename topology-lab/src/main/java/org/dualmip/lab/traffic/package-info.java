/**
 * The traffic of a lab and what it saw: a download, a session and a probe.
 *
 * <p>The download is iperf3's and the session is ssh's, as child processes in the namespaces; they
 * show that ordinary connections live. The probe is the lab's own: numbered datagrams in both
 * directions with one clock, which shows every silence, loss, duplicate and overtaking. What they
 * leave are values that can be analysed without a network.
 */
@NullMarked
package org.dualmip.lab.traffic;

import org.jspecify.annotations.NullMarked;
