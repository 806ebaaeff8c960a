/**
 * Domain detection (RFC 5265 §3): is an interface inside the enterprise's network or outside?
 *
 * <p>{@link org.dualmip.detector.DomainDetector} turns {@link org.dualmip.detector.Observation}s
 * into a {@link org.dualmip.detector.Verdict} for each interface and a {@link
 * org.dualmip.detector.Plan} of what to try. Only an authenticated registration opens the inside;
 * every {@link org.dualmip.detector.Clue}, weighed by {@link org.dualmip.detector.Rule}, orders the
 * probes or says outside at once. A forged clue costs time, never secrecy. {@link
 * org.dualmip.detector.Detection} adds the memory of earlier stays. The detector reads no clock and
 * does no input or output; one thread at a time may use it.
 */
@NullMarked
package org.dualmip.detector;

import org.jspecify.annotations.NullMarked;
