package org.dualmip.detector;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which home agents to try on an interface, and when.
 *
 * @param innerAfter when to try the inner one, from now; null to leave it alone
 * @param outerAfter when to try the outer one, from now; null to leave it alone
 * @param why the reason
 */
public record Plan(@Nullable Duration innerAfter, @Nullable Duration outerAfter, String why) {}
