package org.dualmip.cli.doctor;

/**
 * The answer of a probe.
 *
 * @param subject what was looked at
 * @param status whether it is as it should be
 * @param found what was found, for people
 * @param remedy what to do about it; empty if there is nothing to do
 * @param neededBy who needs it
 */
public record Finding(
    String subject, Status status, String found, String remedy, NeededBy neededBy) {

  /** Whether it is as it should be. */
  public enum Status {
    /** It is there and works. */
    OK,
    /** It is not there, or does not work. */
    MISSING,
    /** It could not be looked at. */
    UNKNOWN,
    /** It may be there or not; nothing depends on it. */
    INFO
  }

  /** Who needs it. */
  public enum NeededBy {
    /** Services and the lab. */
    EVERYTHING,
    /** The lab alone. */
    LAB,
    /** Nobody; good to know. */
    NOBODY
  }

  /** Whether a lab cannot run, or cannot be known to run, because of it. */
  public boolean stopsLab() {
    return neededBy != NeededBy.NOBODY && (status == Status.MISSING || status == Status.UNKNOWN);
  }
}
