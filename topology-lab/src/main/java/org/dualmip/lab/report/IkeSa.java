package org.dualmip.lab.report;

/**
 * A security association that strongSwan had during the run.
 *
 * @param initiatorSpi in hexadecimal
 * @param responderSpi in hexadecimal
 * @param childSpis of the ESP associations seen under it, inbound and outbound at the mobile node
 * @param establishedMs when it was established, in milliseconds since the run began
 * @param lastSeenMs when it was last seen, in milliseconds since the run began
 * @param lifetimeMs how long it was known to live
 */
public record IkeSa(
    String initiatorSpi,
    String responderSpi,
    java.util.List<String> childSpis,
    double establishedMs,
    double lastSeenMs,
    double lifetimeMs) {}
