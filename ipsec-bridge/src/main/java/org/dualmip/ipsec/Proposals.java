package org.dualmip.ipsec;

import java.util.regex.Pattern;

/**
 * The algorithms offered, in strongSwan's notation; both ends must agree.
 *
 * @param ike for the IKE association: encryption, PRF and key exchange
 * @param esp for its children; a key exchange here is used when a child is rekeyed
 */
public record Proposals(String ike, String esp) {
  // Before DEFAULT, whose constructor needs it.
  private static final Pattern FORM = Pattern.compile("[a-z0-9]+(-[a-z0-9_]+)+");

  /** AES-256 in GCM, SHA-256, X25519: authenticated encryption and no choice to get wrong. */
  public static final Proposals DEFAULT =
      new Proposals("aes256gcm16-prfsha256-x25519", "aes256gcm16-x25519");

  public Proposals {
    for (String proposal : new String[] {ike, esp}) {
      if (!FORM.matcher(proposal).matches()) {
        throw new IllegalArgumentException(
            "not a proposal in strongSwan's notation, such as "
                + "aes256gcm16-prfsha256-x25519: "
                + proposal);
      }
    }
  }
}
