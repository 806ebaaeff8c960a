package org.dualmip.mobilenode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dualmip.detector.DetectorConfig;
import org.dualmip.detector.Prefix6;
import org.dualmip.ipsec.Credentials;
import org.dualmip.ipsec.VpnConfig;
import org.dualmip.mobileip.extension.DynamicHomeAgent;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.foreign.Delivery;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.Concealment;
import org.dualmip.mobileip.node.MobilitySystem;
import org.dualmip.mobileip.node.Wishes;
import org.dualmip.mobileip.packet.Tunnel;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.dualmip.mobilenode.NodeSettings.Inner;
import org.dualmip.mobilenode.NodeSettings.NetworkMode;
import org.dualmip.mobilenode.NodeSettings.Outer;
import org.dualmip.service.config.Secret;
import org.jspecify.annotations.Nullable;

/** What the file of a node means to its engine. */
final class EngineSettings {
  /** RFC 3519 §4.9. */
  private static final Duration KEEPALIVE = Duration.ofSeconds(110);

  private EngineSettings() {}

  static DualNodeConfig of(NodeSettings file) {
    Outer outer = file.outer();
    MobileNetworks.Config networks =
        new MobileNetworks.Config(
            file.mobileNetworks(), file.mobileNetworkMode() == NetworkMode.EXPLICIT);
    return new DualNodeConfig(
        file.interfaces().stream().map(EngineSettings::access).toList(),
        inner(file.inner(), outer == null ? KEEPALIVE : outer.keepalive()),
        outer == null ? null : outer(outer),
        file.vpn().mobike(),
        new DetectorConfig(
            file.inner().asked(),
            outer == null ? null : outer.homeAgent(),
            file.inner().networks(),
            file.inner().prefixes().stream().map(Prefix6::of).toList(),
            file.inner().domains(),
            file.inner().monitor(),
            file.detection().probe(),
            file.detection().outerDelay(),
            file.detection().ignored()),
        networks,
        file.drain(),
        wishes(file.inner(), networks).withRevocation(file.revocation()),
        outer == null ? Wishes.USUAL : wishes(outer).withRevocation(file.revocation()),
        outer != null && outer.simultaneousBindings(),
        new InterfacePolicy(file.policy(), file.settle()),
        new NetworkRules(file.networks().stream().map(NetworkSettings::entry).toList()),
        outer == null ? Concealment.NONE : concealment(outer));
  }

  /**
   * What it means to the VPN.
   *
   * @throws IllegalArgumentException if a certificate or key cannot be used, naming the file
   */
  static VpnConfig vpn(NodeSettings file) {
    NodeSettings.Vpn settled = file.vpn();
    VpnConfig config =
        VpnConfig.of(
                settled.gateway(),
                settled.identity(),
                settled.gatewayIdentity(),
                Credentials.read(
                    settled.certificate(), settled.key(), settled.ca(), settled.identity()),
                file.inner().networks())
            .withDeadPeerDelay(settled.deadPeerDelay());
    return settled.mobike() ? config.withMobike() : config;
  }

  private static Access access(NodeSettings.Interface one) {
    return new Access(one.name(), one.preference(), one.cost(), one.foreignAgents(), one.metered());
  }

  private static MobilitySystem inner(Inner inner, Duration keepalive) {
    return new MobilitySystem(
        "inner",
        inner.asked(),
        inner.homeAddress(),
        null,
        association(inner.spi(), inner.algorithm(), inner.key(), inner.keyFile(), inner.replay()),
        inner.lifetime(),
        keepalive);
  }

  private static MobilitySystem outer(Outer outer) {
    Ip4 home = outer.homeAddress();
    return new MobilitySystem(
        "outer",
        outer.otherHomeAgents().isEmpty() ? outer.homeAgent() : Ip4.ANY,
        home == null ? Ip4.ANY : home,
        outer.nai(),
        association(outer.spi(), outer.algorithm(), outer.key(), outer.keyFile(), outer.replay()),
        outer.lifetime(),
        outer.keepalive());
  }

  private static Concealment concealment(Outer outer) {
    String key = outer.homeAgentKey();
    return new Concealment(
        outer.conceal(), key == null ? null : new HomeAgentDiscovery.Offer(Octets.ofHex(key)));
  }

  private static Wishes wishes(Inner inner, MobileNetworks.Config networks) {
    return wishes(
        inner.delivery(), Wishes.USUAL.encapsulation(), inner.multicast(), networks.requests());
  }

  private static Wishes wishes(Outer outer) {
    List<Extension> extensions = new ArrayList<>();
    if (!outer.otherHomeAgents().isEmpty()) {
      extensions.add(new DynamicHomeAgent(DynamicHomeAgent.Subtype.REQUESTED, outer.homeAgent()));
    }
    return wishes(outer.delivery(), outer.encapsulation(), false, extensions);
  }

  private static Wishes wishes(
      Delivery delivery, Tunnel.Kind encapsulation, boolean broadcasts, List<Extension> others) {
    Wishes usual = Wishes.USUAL;
    return new Wishes(
        usual.reverseTunnel(),
        delivery == Delivery.ENCAPSULATING,
        encapsulation,
        usual.greKey(),
        broadcasts,
        usual.udpTunnel(),
        others);
  }

  private static SecurityAssociation association(
      int spi,
      Algorithm algorithm,
      @Nullable Secret key,
      @Nullable Secret keyFile,
      ReplayProtection replay) {
    return new SecurityAssociation(
        spi,
        algorithm,
        Octets.of(Secret.exactlyOne(key, keyFile).octets()),
        replay,
        SecurityAssociation.DEFAULT_TOLERANCE);
  }
}
