package org.dualmip.ipsec;

import java.time.Duration;
import org.dualmip.mobileip.net.Ip4;

/** What a {@link VpnSession} wants done. */
public sealed interface VpnOutput {
  /** List the associations of this session's connection; answer with {@link VpnInput.Looked}. */
  record Look(int ticket) implements VpnOutput {}

  /**
   * Load certificate, key and connection, bound to the address; answer with {@link VpnInput.Loaded}
   * or {@link VpnInput.LoadFailed}.
   */
  record LoadConnection(int ticket, Ip4 local) implements VpnOutput {}

  /**
   * Bring the child up; answer with {@link VpnInput.Initiated} or {@link VpnInput.InitiateFailed}.
   */
  record Initiate(int ticket, Duration timeout) implements VpnOutput {}

  /**
   * Tear down all associations of this session's connection, half-open ones too, and wait for none.
   */
  record Terminate() implements VpnOutput {}

  /** Tell the user. */
  record Report(VpnEvent event) implements VpnOutput {}
}
