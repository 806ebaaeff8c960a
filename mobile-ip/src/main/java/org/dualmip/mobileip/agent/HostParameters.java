package org.dualmip.mobileip.agent;

import java.util.List;
import org.dualmip.mobileip.net.Ip4;
import org.jspecify.annotations.Nullable;

/**
 * What a mobile node that asks is told of its home network, beside the prefix length (RFC 4332 §2).
 *
 * @param gateway the default gateway; null if there is none to tell
 * @param dns at most two DNS servers, the primary one first
 * @param domain the DNS suffix, 1 to 246 octets; null if there is none to tell
 * @param dhcpServer the DHCP server; null if there is none to tell
 * @param url where to get more; null for nowhere
 */
public record HostParameters(
    @Nullable Ip4 gateway,
    List<Ip4> dns,
    @Nullable String domain,
    @Nullable Ip4 dhcpServer,
    @Nullable String url) {
  /**
   * @throws IllegalArgumentException if there are more than two DNS servers
   */
  public HostParameters {
    dns = List.copyOf(dns);
    if (dns.size() > 2) {
      throw new IllegalArgumentException("two DNS servers can be told (RFC 4332 §3.3), not " + dns);
    }
  }
}
