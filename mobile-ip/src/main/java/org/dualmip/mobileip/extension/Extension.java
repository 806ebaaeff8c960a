package org.dualmip.mobileip.extension;

import org.dualmip.mobileip.net.ByteWriter;

/** An extension of a Mobile IPv4 control message (RFC 5944 §1.8 to §1.11). */
public sealed interface Extension
    permits Padding,
        Authentication,
        UdpTunnelReply,
        CriticalVendor,
        GeneralizedAuthentication,
        ForeignAgentError,
        GreKey,
        EncapsulatingDelivery,
        MobileNodeNai,
        Challenge,
        NormalVendor,
        HostConfiguration,
        HomeAgentDiscovery,
        NaiCarrying,
        RevocationSupport,
        DynamicHomeAgent,
        UdpTunnelRequest,
        MessageString,
        MobileNetwork,
        InvalidMobileNetwork,
        TrustedNetworksConfigured,
        ServiceSelection,
        Unrecognized {
  /** Writes the extension. An authentication extension is written by its security association. */
  void write(ByteWriter out);
}
