package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteWriter;

/** An extension of a Mobile IPv4 control message (RFC 5944 §1.8 to §1.11). */
public sealed interface Extension
    permits Padding,
        Authentication,
        MobileNodeNai,
        UdpTunnelRequest,
        UdpTunnelReply,
        TrustedNetworksConfigured,
        Unrecognized {
  /** Writes the extension. An authentication extension is written by its security association. */
  void write(ByteWriter out);
}
