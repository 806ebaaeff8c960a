package org.dualmip.lab.deployment;

import java.util.List;
import org.dualmip.mobileip.net.Ip4;

/**
 * Traffic between two hosts, from before the first step of a scenario to after the last.
 *
 * @param host the node on the mobile side
 * @param from its address that applications use
 * @param peer the correspondent's node
 * @param to the correspondent's address
 * @param programs what runs
 */
public record Talk(String host, Ip4 from, String peer, Ip4 to, List<Program> programs) {
  /** Copies the list. */
  public Talk {
    programs = List.copyOf(programs);
  }

  /** A program that talks. */
  public enum Program {
    /** A paced download by iperf3. */
    DOWNLOAD,
    /** An ssh session that echoes a line a second. */
    SESSION,
    /** 500 numbered datagrams a second, each way. */
    PROBE
  }
}
