package org.dualmip.mobileip.extension;

import java.util.ArrayList;
import java.util.List;
import org.dualmip.mobileip.net.ByteReader;
import org.dualmip.mobileip.net.MalformedException;

/** Reads the extensions of a control message: which class stands for which type. */
public final class Extensions {
  /** Authentication extensions in one message beyond which it counts as malformed. */
  static final int MOST_AUTHENTICATIONS = 8;

  private Extensions() {}

  /** Reads all extensions up to the end of the message, in wire order. */
  public static List<Extension> readAll(ByteReader in) throws MalformedException {
    List<Extension> extensions = new ArrayList<>();
    int authentications = 0;
    while (in.remaining() > 0) {
      Extension extension = read(in);
      // Each keeps a copy of all before it: without a bound, one datagram could fill the memory.
      if (keepsWhatItCovers(extension) && ++authentications > MOST_AUTHENTICATIONS) {
        throw in.malformed("Authentication extensions", "are too many");
      }
      extensions.add(extension);
    }
    return List.copyOf(extensions);
  }

  private static boolean keepsWhatItCovers(Extension extension) {
    return extension instanceof Authentication || extension instanceof GeneralizedAuthentication;
  }

  private static Extension read(ByteReader in) throws MalformedException {
    int type = in.u8("Extension type");
    return switch (type) {
      case Padding.TYPE -> new Padding();
      case 32 -> Authentication.read(Authentication.Kind.MOBILE_HOME, in);
      case 33 -> Authentication.read(Authentication.Kind.MOBILE_FOREIGN, in);
      case 34 -> Authentication.read(Authentication.Kind.FOREIGN_HOME, in);
      case GeneralizedAuthentication.TYPE -> GeneralizedAuthentication.read(in);
      case CriticalVendor.TYPE, CriticalVendor.FORMER_TYPE -> CriticalVendor.read(in);
      case UdpTunnelReply.TYPE -> UdpTunnelReply.read(body(in));
      case ForeignAgentError.TYPE -> ForeignAgentError.read(body(in));
      case GreKey.TYPE -> GreKey.read(in);
      case EncapsulatingDelivery.TYPE -> EncapsulatingDelivery.read(body(in));
      case MobileNodeNai.TYPE -> MobileNodeNai.read(body(in));
      case Challenge.TYPE -> Challenge.read(body(in));
      case NormalVendor.TYPE, NormalVendor.FORMER_TYPE -> NormalVendor.read(body(in));
      case NaiCarrying.TYPE -> NaiCarrying.read(body(in));
      case RevocationSupport.TYPE -> RevocationSupport.read(body(in));
      case DynamicHomeAgent.TYPE -> DynamicHomeAgent.read(in);
      case UdpTunnelRequest.TYPE -> UdpTunnelRequest.read(body(in));
      case MessageString.TYPE -> MessageString.read(body(in));
      case MobileNetwork.TYPE -> MobileNetwork.read(body(in));
      case TrustedNetworksConfigured.TYPE -> TrustedNetworksConfigured.read(body(in));
      case ServiceSelection.TYPE -> ServiceSelection.read(body(in));
      default -> Unrecognized.read(type, type < 128 ? in : body(in));
    };
  }

  /** What the length octet announces, and nothing else. */
  private static ByteReader body(ByteReader in) throws MalformedException {
    return in.slice(in.u8("Extension length"), "Extension");
  }
}
