package org.dualmip.lab.scenario;

import java.util.ArrayList;
import java.util.List;

/**
 * What must have been seen at the end of a scenario, besides that every flow lives and nothing
 * leaked.
 *
 * @param modes where the node was and in which access mode (RFC 5265 §2), stay by stay, such as
 *     {@code cafe fvc}; empty if anything is right
 * @param frames what captures must hold, or must not
 * @param vpnFollows whether the VPN itself takes part in moves outside, as MOBIKE does; else its
 *     silence is required
 * @param softLoss the most datagrams that a soft move may lose
 */
public record Expectations(
    List<String> modes, List<Frames> frames, boolean vpnFollows, int softLoss) {
  /** Copies the lists. */
  public Expectations {
    modes = List.copyOf(modes);
    frames = List.copyOf(frames);
  }

  /**
   * Frames in a capture.
   *
   * @param meaning what they are, for people
   * @param segment whose capture
   * @param filter in tshark's display language
   * @param least how many there must be
   * @param most how many there may be
   */
  public record Frames(String meaning, String segment, String filter, int least, int most) {}

  /** Nothing more. */
  public static Expectations none() {
    return new Expectations(List.of(), List.of(), false, 0);
  }

  /** The same with these modes, in order. */
  public Expectations modes(String... inOrder) {
    return new Expectations(List.of(inOrder), frames, vpnFollows, softLoss);
  }

  /** The same with so many such frames at least. */
  public Expectations sees(String meaning, String segment, String filter, int least) {
    return with(new Frames(meaning, segment, filter, least, Integer.MAX_VALUE));
  }

  /** The same with no such frame. */
  public Expectations neverSees(String meaning, String segment, String filter) {
    return with(new Frames(meaning, segment, filter, 0, 0));
  }

  /** The same where the VPN takes part in moves outside. */
  public Expectations vpnFollowing() {
    return new Expectations(modes, frames, true, softLoss);
  }

  /** The same where a soft move may lose so many datagrams. */
  public Expectations losing(int most) {
    return new Expectations(modes, frames, vpnFollows, most);
  }

  private Expectations with(Frames more) {
    var all = new ArrayList<>(frames);
    all.add(more);
    return new Expectations(modes, all, vpnFollows, softLoss);
  }
}
