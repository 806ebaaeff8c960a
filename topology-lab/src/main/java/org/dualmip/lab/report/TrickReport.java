package org.dualmip.lab.report;

import org.jspecify.annotations.Nullable;

/**
 * A move into a hostile network, compared with the same move into the honest one.
 *
 * @param trick what it does there
 * @param handover the index of the move
 * @param kind the kind of the move
 * @param gapMs its silence
 * @param cleanGapMs the silence of the latest move of that kind and mode into the network while it
 *     was honest; null if there was none
 * @param timeLostMs what the trick cost: the difference; below 0 where chance was kind
 * @param forged packets that the adversary made up for that trick, in the whole run
 * @param vpnMade IKE associations begun in that stay; one when leaving, none otherwise, or
 *     something forged was believed
 */
public record TrickReport(
    String trick,
    int handover,
    String kind,
    double gapMs,
    @Nullable Double cleanGapMs,
    @Nullable Double timeLostMs,
    long forged,
    int vpnMade) {}
