package org.dualmip.mobileip.node;

import org.dualmip.mobileip.net.Octets;
import org.jspecify.annotations.Nullable;

/**
 * What a registration is asked for with, as far as refusals have changed it.
 *
 * @param longestLifetime that the foreign agent takes, by its own refusal; 65535 if it said nothing
 * @param besideOthers whether the bindings there are shall stay: the S bit
 * @param spent a challenge that must not be used again (RFC 4721 §3.5); null if there is none
 * @param repairs changes after refusals so far
 */
record Terms(
    Wishes wishes, int longestLifetime, boolean besideOthers, @Nullable Octets spent, int repairs) {
  /** Changes in a row after which a refusal is only waited out: no two agents play ball with us. */
  private static final int MOST_REPAIRS = 6;

  static Terms of(Wishes wishes, boolean besideOthers) {
    return new Terms(wishes, 0xffff, besideOthers, null, 0);
  }

  boolean isWorn() {
    return repairs >= MOST_REPAIRS;
  }

  Terms repaired() {
    return new Terms(wishes, longestLifetime, besideOthers, spent, repairs + 1);
  }

  Terms besideOthers(boolean beside) {
    return new Terms(wishes, longestLifetime, beside, spent, repairs);
  }

  Terms with(Wishes other) {
    return new Terms(other, longestLifetime, besideOthers, spent, repairs);
  }

  Terms withLifetime(int longest) {
    return new Terms(wishes, longest, besideOthers, spent, repairs);
  }

  Terms withSpent(@Nullable Octets challenge) {
    return new Terms(wishes, longestLifetime, besideOthers, challenge, repairs);
  }
}
