package org.dualmip.cli.doctor;

/** One question to the host. Probes run on threads of their own, side by side. */
@FunctionalInterface
interface Probe {
  /** Asks it. Never throws for what the host lacks: that is a finding. */
  Finding ask();
}
