package org.dualmip.ipsec;

import java.util.List;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Now;

/** What a {@link VpnSession} is told, each with its time. Answers repeat their request's ticket. */
public sealed interface VpnInput {
  /** When it happened. */
  Now now();

  /**
   * The user wants the VPN, bound to that outer home address, or to none with {@code 0.0.0.0}. In
   * the state lost: try at once.
   */
  record Connect(Now now, Ip4 local) implements VpnInput {}

  /** The user wants it no longer. */
  record Disconnect(Now now) implements VpnInput {}

  /** strongSwan answers and its events are heard; whatever was loaded before is not in it. */
  record DaemonAvailable(Now now, String version) implements VpnInput {}

  /** strongSwan is not there, with what to do about it. */
  record DaemonUnavailable(Now now, String remedy) implements VpnInput {}

  /** The answer to {@link VpnOutput.Look}: all associations of this session's connection. */
  record Looked(Now now, int ticket, List<Association> associations) implements VpnInput {
    public Looked {
      associations = List.copyOf(associations);
    }
  }

  /** The answer to {@link VpnOutput.LoadConnection}. */
  record Loaded(Now now, int ticket) implements VpnInput {}

  /** The configuration was not taken. */
  record LoadFailed(Now now, int ticket, String reason) implements VpnInput {}

  /** The answer to {@link VpnOutput.Initiate}. */
  record Initiated(Now now, int ticket) implements VpnInput {}

  /** The attempt failed, or strongSwan says so because the child was there already. */
  record InitiateFailed(Now now, int ticket, String reason) implements VpnInput {}

  /** Event: a child is installed. */
  record ChildUp(Now now, Association association) implements VpnInput {}

  /** Event: a child, or with it the whole association, is gone. */
  record ChildDown(Now now, Association association, String reason) implements VpnInput {}

  /** Event: keys of this association have been replaced. */
  record Rekeyed(Now now, String connection) implements VpnInput {}

  /** Event: the association's addresses have changed (RFC 4555 §3.5). */
  record Moved(Now now, String connection) implements VpnInput {}

  /** Time has passed. Early and surplus ones are harmless. */
  record Tick(Now now) implements VpnInput {}
}
