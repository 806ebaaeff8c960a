package org.dualmip.lab.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What must have been seen at the end of a scenario, besides that every flow lives and nothing
 * leaked.
 *
 * @param modes where the node was and in which access mode (RFC 5265 §2), stay by stay, such as
 *     {@code cafe fvc}; empty if anything is right
 * @param modeIn in which access mode the node must be in each stay in a network, for the networks
 *     that are named
 * @param frames what captures must hold, or must not
 * @param vpnFollows whether the VPN itself takes part in moves outside, as MOBIKE does; else its
 *     silence is required
 * @param softLoss the most datagrams that a soft move may lose
 * @param longestGap the longest silence that a move may cause, if there is such a bound
 */
public record Expectations(
    List<String> modes,
    Map<String, String> modeIn,
    List<Frames> frames,
    boolean vpnFollows,
    int softLoss,
    Optional<Duration> longestGap) {
  /** Copies the collections. */
  public Expectations {
    modes = List.copyOf(modes);
    modeIn = Map.copyOf(modeIn);
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
    return new Expectations(List.of(), Map.of(), List.of(), false, 0, Optional.empty());
  }

  /** The same with these modes, in order. */
  public Expectations modes(String... inOrder) {
    return new Expectations(List.of(inOrder), modeIn, frames, vpnFollows, softLoss, longestGap);
  }

  /** The same with these modes in these networks. */
  public Expectations modesIn(Map<String, String> networks) {
    return new Expectations(modes, networks, frames, vpnFollows, softLoss, longestGap);
  }

  /** The same where no move may cause a longer silence. */
  public Expectations silentAtMost(Duration longest) {
    return new Expectations(modes, modeIn, frames, vpnFollows, softLoss, Optional.of(longest));
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
    return new Expectations(modes, modeIn, frames, true, softLoss, longestGap);
  }

  /** The same where a soft move may lose so many datagrams. */
  public Expectations losing(int most) {
    return new Expectations(modes, modeIn, frames, vpnFollows, most, longestGap);
  }

  /** Whether the node may be seen there in that mode: {@code cafe cvc}. */
  public boolean permits(String networkAndMode) {
    int space = networkAndMode.indexOf(' ');
    String wanted = modeIn.get(networkAndMode.substring(0, space));
    return wanted == null || wanted.equals(networkAndMode.substring(space + 1));
  }

  private Expectations with(Frames more) {
    var all = new ArrayList<>(frames);
    all.add(more);
    return new Expectations(modes, modeIn, all, vpnFollows, softLoss, longestGap);
  }
}
