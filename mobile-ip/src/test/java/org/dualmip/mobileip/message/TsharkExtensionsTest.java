package org.dualmip.mobileip.message;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.extension.CriticalVendor;
import org.dualmip.mobileip.extension.DynamicHomeAgent;
import org.dualmip.mobileip.extension.EncapsulatingDelivery;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.ForeignAgentError;
import org.dualmip.mobileip.extension.GeneralizedAuthentication;
import org.dualmip.mobileip.extension.GreKey;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.HostConfiguration;
import org.dualmip.mobileip.extension.InvalidMobileNetwork;
import org.dualmip.mobileip.extension.MessageString;
import org.dualmip.mobileip.extension.MobileNetwork;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.NaiCarrying;
import org.dualmip.mobileip.extension.NormalVendor;
import org.dualmip.mobileip.extension.Padding;
import org.dualmip.mobileip.extension.RevocationSupport;
import org.dualmip.mobileip.extension.ServiceSelection;
import org.dualmip.mobileip.extension.TrustedNetworksConfigured;
import org.dualmip.mobileip.extension.UdpTunnelReply;
import org.dualmip.mobileip.extension.UdpTunnelRequest;
import org.dualmip.mobileip.extension.Unrecognized;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Endpoint;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An independent decoder reads every extension that we write. */
class TsharkExtensionsTest {
  private static final int DYNAMIC_HOME_AGENT = 139;
  private static final int MOBILE_NETWORK = 148;
  private static final Endpoint NODE = new Endpoint(Samples.CARE_OF, 40434);
  private static final Endpoint AGENT = new Endpoint(Samples.AGENT, 434);

  /**
   * What tshark 4.0 knows by number and length only, because it has no dissector for it: for these
   * it shows that the length is right and that the octets are where they belong.
   */
  private static final Set<Class<? extends Extension>> OCTETS_ONLY =
      Set.of(
          Challenge.class,
          EncapsulatingDelivery.class,
          ForeignAgentError.class,
          NaiCarrying.class,
          ServiceSelection.class,
          TrustedNetworksConfigured.class);

  /**
   * What tshark 4.0 reads in another way than the RFC has it: it takes the octet behind a padding
   * for a length (RFC 5944 §1.8 says there is none), and expects a dynamic home agent in the short
   * layout (RFC 4433 §3.4 draws the long one). VectorsTest alone speaks for these.
   */
  private static final Set<Class<? extends Extension>> READ_OTHERWISE =
      Set.of(Padding.class, DynamicHomeAgent.class);

  private static final List<MobileNetwork.Subtype> SUBTYPES =
      List.of(
          MobileNetwork.Subtype.REQUEST,
          MobileNetwork.Subtype.EXPLICIT_ACK,
          MobileNetwork.Subtype.IMPLICIT_ACK);

  private final Tshark tshark = new Tshark();

  @Test
  void tshark_reads_every_sample_of_an_extension_as_we_mean_it(@TempDir Path directory)
      throws IOException, InterruptedException {
    Samples.extensions()
        .forEach((hex, extension) -> {
          if (READ_OTHERWISE.contains(extension.getClass())) {
            return;
          }
          List<String> fields = new ArrayList<>();
          fields.add("mip.ext.type=" + Integer.parseInt(hex.substring(0, 2), 16) + ",32");
          fields.addAll(fields(extension, hex)); // may say it better
          tshark.expect(
              Pcap.udp(NODE, AGENT, Samples.request(List.of(extension)).signed(Samples.MD5)),
              fields.toArray(String[]::new));
        });
    ByteWriter aaa = new ByteWriter().bytes(Samples.REQUEST.signed(Samples.MD5));
    Samples.SHA256.signGeneralized(GeneralizedAuthentication.MOBILE_AAA, aaa);
    tshark.expect(
        Pcap.udp(NODE, AGENT, aaa.toBytes()),
        "mip.ext.type=32,36",
        "mip.ext.len=20,36",
        "mip.ext.auth.subtype=1",
        "mip.auth.spi=0x00000101,0x00000100");
    tshark.check(directory);
  }

  /** A new extension does not compile before it has its line here. */
  private static List<String> fields(Extension extension, String hex) {
    if (OCTETS_ONLY.contains(extension.getClass())) {
      String body = hex.substring(4);
      return List.of(
          "mip.ext.len=" + body.length() / 2 + ",20", "mip.extension=" + orMissing(body));
    }
    return switch (extension) {
      case Authentication _, GeneralizedAuthentication _ -> throw new AssertionError("see above");
      case MobileNodeNai(String nai) -> List.of("mip.nai=" + ascii(nai));
      case UdpTunnelRequest e ->
          List.of(
              "mip.ext.utrq.f=" + bit(e.force()),
              "mip.ext.utrq.r=" + bit(e.throughForeignAgent()),
              "mip.ext.utrq.encaptype=" + e.encapsulation(),
              "mip.ext.utrq.reserved3=0x%04x".formatted(e.reserved3()));
      case UdpTunnelReply e ->
          List.of(
              "mip.ext.utrp.code=" + e.code(),
              "mip.ext.utrp.f=" + bit(e.forced()),
              "mip.ext.utrp.keepalive=" + e.keepaliveSeconds());
      case CriticalVendor e ->
          List.of(
              "mip.ext.len=" + (6 + e.value().size()) + ",20",
              "mip.ext.cvse.vendor_id=" + e.vendor(),
              "mip.ext.cvse.vendor_type=0x%04x".formatted(e.type()),
              "mip.ext.cvse.vendor_value=" + orMissing(e.value().toString()));
      case NormalVendor e ->
          List.of(
              "mip.ext.nvse.vendor_id=" + e.vendor(),
              "mip.ext.nvse.vendor_type=" + e.type(),
              "mip.ext.nvse.vendor_value=" + orMissing(e.value().toString()));
      case HostConfiguration _ ->
          List.of(
              "mip.ext.nvse.vendor_id=9",
              "mip.ext.nvse.vendor_type=14",
              "mip.ext.nvse.vendor_value=" + hex.substring(20));
      case HomeAgentDiscovery(HomeAgentDiscovery.Item item) ->
          List.of(
              "mip.ext.nvse.vendor_id=32473",
              "mip.ext.nvse.vendor_type=" + item.type(),
              "mip.ext.nvse.vendor_value=" + hex.substring(20));
      // Not known to tshark, which goes by the octet in the length's place: 0, and on behind it.
      case GreKey(int key) ->
          List.of(
              "mip.ext.type=48,0,32",
              "mip.ext.len=0,4,20",
              "mip.extension=<MISSING>," + Integer.toHexString(key));
      case RevocationSupport(boolean inform, int timestamp) ->
          List.of(
              "mip.ext.rev.i=" + bit(inform),
              "mip.ext.rev.tstamp=" + Integer.toUnsignedString(timestamp));
      case MessageString(var subtype, String text) ->
          List.of(
              "mip.ext.msgstr.subtype=" + (subtype == MessageString.Subtype.HOME_AGENT ? 1 : 2),
              "mip.ext.msgstr.text=" + ascii(text));
      case MobileNetwork e ->
          List.of(
              "mip.ext.mne.subtype=" + SUBTYPES.indexOf(e.subtype()),
              "mip.ext.mne.prefix_length=" + e.prefix().length(),
              "mip.ext.mne.prefix=" + e.prefix().network());
      case InvalidMobileNetwork e ->
          List.of("mip.ext.mne.prefix_length=" + e.length(), "mip.ext.mne.prefix=" + e.address());
      case Unrecognized(int type, Octets body) ->
          switch (type) {
            case MOBILE_NETWORK ->
                List.of(
                    "mip.ext.type=148",
                    "mip.ext.mne.subtype=" + body.at(0),
                    "mip.data_not_dissected=1",
                    "_ws.expert.message=Unable to decode (Unknown Sub-Type)");
            case DYNAMIC_HOME_AGENT -> List.of("mip.ext.len=3,20");
            default -> List.of("mip.ext.len=" + body.size() + ",20");
          };
      case Padding _,
          DynamicHomeAgent _,
          Challenge _,
          ForeignAgentError _,
          EncapsulatingDelivery _,
          NaiCarrying _,
          ServiceSelection _,
          TrustedNetworksConfigured _ ->
          throw new AssertionError("see above");
    };
  }

  /** What tshark makes of octets that are no ASCII. */
  private static String ascii(String text) {
    return text.replace("ü", "\ufffd\ufffd");
  }

  private static String orMissing(String octets) {
    return octets.isEmpty() ? "<MISSING>" : octets;
  }

  private static String bit(boolean set) {
    return set ? "1" : "0";
  }
}
