package org.dualmip.mobileip.message;

/**
 * The Code of a Generic Notification Acknowledgement (RFC 6098 §4.2), a value of an open space. The
 * same six refusals exist for each who refuses: foreign agent, home agent and mobile node.
 *
 * @param value 0 to 255
 */
public record NotificationCode(int value) {
  /** Notification accepted. */
  public static final NotificationCode ACCEPTED = new NotificationCode(0);

  /** Who refused. */
  public enum By {
    /** Codes from 64. */
    FOREIGN_AGENT(64, "foreign agent: "),
    /** Codes from 128. */
    HOME_AGENT(128, "home agent: "),
    /** Codes from 192. */
    MOBILE_NODE(192, "mobile node: ");

    private final int first;
    private final String words;

    By(int first, String words) {
      this.first = first;
      this.words = words;
    }
  }

  /** Why: each has its place behind the first code of who refuses. */
  public enum Why {
    /** Reason unspecified. */
    UNSPECIFIED(0),
    /** Administratively prohibited. */
    PROHIBITED(1),
    /** Insufficient resources. */
    INSUFFICIENT_RESOURCES(2),
    /** The mobile node failed authentication; if that refuses, the foreign agent did. */
    FIRST_FAILED_AUTHENTICATION(3),
    /** The home agent failed authentication; if that refuses, the foreign agent did. */
    SECOND_FAILED_AUTHENTICATION(4),
    /** Notification Identification mismatch. */
    IDENTIFICATION_MISMATCH(5);

    private final int place;

    Why(int place) {
      this.place = place;
    }
  }

  /**
   * @throws IllegalArgumentException if it is not an octet
   */
  public NotificationCode {
    if (value < 0 || value > 255) {
      throw new IllegalArgumentException("a notification code is 0 to 255, not " + value);
    }
  }

  /** The code of a refusal. */
  public static NotificationCode refused(By by, Why why) {
    return new NotificationCode(by.first + why.place);
  }

  /** Whether the notification was accepted. */
  public boolean accepted() {
    return value == 0;
  }

  /** What it means. */
  public String meaning() {
    if (accepted()) {
      return "notification accepted";
    }
    for (By by : By.values()) {
      for (Why why : Why.values()) {
        if (value == by.first + why.place) {
          return by.words + words(by, why);
        }
      }
    }
    return "not known here";
  }

  private static String words(By by, Why why) {
    return switch (why) {
      case UNSPECIFIED -> "reason unspecified";
      case PROHIBITED -> "administratively prohibited";
      case INSUFFICIENT_RESOURCES -> "insufficient resources";
      case FIRST_FAILED_AUTHENTICATION ->
          (by == By.MOBILE_NODE ? "foreign agent" : "mobile node") + " failed authentication";
      case SECOND_FAILED_AUTHENTICATION ->
          (by == By.HOME_AGENT ? "foreign agent" : "home agent") + " failed authentication";
      case IDENTIFICATION_MISMATCH -> "notification Identification mismatch";
    };
  }

  @Override
  public String toString() {
    return value + " (" + meaning() + ")";
  }
}
