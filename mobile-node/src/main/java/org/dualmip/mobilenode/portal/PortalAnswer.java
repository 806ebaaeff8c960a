package org.dualmip.mobilenode.portal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of a question about captivity. */
public sealed interface PortalAnswer {
  /**
   * The portal's own word (RFC 8908 §5), from a server whose certificate is good.
   *
   * @param captive whether the node is held
   * @param portal the page to log in at, over TLS; null if there is none
   * @param remaining how long the node is let out; null if for good, or not said
   */
  record Told(boolean captive, @Nullable String portal, @Nullable Duration remaining)
      implements PortalAnswer {}

  /** The probe was led elsewhere: somebody intercepts. */
  record Redirected(String location) implements PortalAnswer {}

  /** The probe got just the empty answer that it should (204): nobody intercepts. */
  record Empty() implements PortalAnswer {}

  /**
   * The probe got something else.
   *
   * @param status of HTTP; 511 is a portal's (RFC 6585 §6), and so is a page where none should be
   */
  record Other(int status) implements PortalAnswer {}

  /** No answer, or none that can be trusted. */
  record Nothing(String why) implements PortalAnswer {}
}
