package org.dualmip.mobileip.message;

import java.util.List;
import java.util.Optional;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.Unrecognized;

/** What requests and replies have in common: a list of extensions (RFC 5944 §1.8). */
public sealed interface Registration permits RegistrationRequest, RegistrationReply {
  /** In wire order. */
  List<Extension> extensions();

  /** The first extension of a kind. */
  default <E extends Extension> Optional<E> extension(Class<E> kind) {
    return extensions().stream().filter(kind::isInstance).map(kind::cast).findFirst();
  }

  /** All authentication extensions of a kind: one is expected, more are an error (§3.6.2.1). */
  default List<Authentication> authentications(Authentication.Kind kind) {
    return extensions().stream()
        .filter(Authentication.class::isInstance)
        .map(Authentication.class::cast)
        .filter(authentication -> authentication.kind() == kind)
        .toList();
  }

  /** Whether an extension numbered 0 to 127 is not recognised (RFC 5944 §1.8). */
  default boolean mustBeDiscarded() {
    return extensions().stream()
        .anyMatch(e -> e instanceof Unrecognized unknown && unknown.mustDiscardMessage());
  }

  /**
   * The extensions that stand before the given one: only these are protected by an authentication
   * extension (RFC 5944 §3.5.1), so only these may be believed.
   */
  default List<Extension> before(Extension end) {
    return extensions().stream().takeWhile(extension -> !extension.equals(end)).toList();
  }
}
