package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dualmip.homeagent.Agents.assertAccepted;
import static org.dualmip.homeagent.Agents.visitors;
import static org.dualmip.homeagent.VisitedNet.HOME_AGENT;
import static org.dualmip.mobileip.message.RegistrationRequest.REVERSE_TUNNEL;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.dualmip.mobileip.discovery.AgentAdvertisement;
import org.dualmip.mobileip.discovery.Challenges;
import org.dualmip.mobileip.extension.Authentication;
import org.dualmip.mobileip.extension.Challenge;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.node.MobileNode.Output;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.MobileAaaKey;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Challenges of a foreign agent and Mobile-AAA Authentication by a file (RFC 4721). */
class ChallengeServicesTest {
  private static final Ip4 CARE_OF = Ip4.of(VisitedNet.FOREIGN_AGENT);
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String AAA = "a1a2a3a4a5a6a7a8a9aaabacadaeaf00";
  private static final MobileAaaKey RIGHT = key(300, AAA);
  private static final MobileAaaKey CHAP = key(MobileAaaKey.CHAP_SPI, AAA);
  private static final MobileAaaKey WRONG = key(300, "ff" + AAA.substring(2));

  @RegisterExtension private final Agents agents = new Agents();
  private VisitedNet net;
  private AgentProcess agent;

  @BeforeEach
  void build() throws Exception {
    net = VisitedNet.direct(agents.namespaces());
    agents.key("aaa.key", AAA);
    Files.writeString(
        agents.folder().resolve("aaa.yaml"),
        """
        mobile-nodes:
          - nai: x@a
            keys: [{spi: 300, key-file: aaa.key}, {spi: 2, key-file: aaa.key}]
        """);
    agents.start(net.ha, "ha", VisitedNet.TENANTS);
    agent =
        agents.start(
            net.fa,
            "fa",
            VisitedNet.FOREIGN,
            """
              challenge: true
              aaa-file: aaa.yaml
              mobile-nodes:
                - {nai: x@b, associations: [{spi: 400, key-file: mn.key}]}
            """);
  }

  private static MobileAaaKey key(int spi, String hex) {
    return new MobileAaaKey(spi, Algorithm.HMAC_SHA_256, Octets.ofHex(hex));
  }

  private VisitingNode node(MobileAaaKey key) throws Exception {
    return agents.add(
        new VisitingNode(net.mn1, Ip4.of(HOME_AGENT), "x@a", Agents.secret(256), key));
  }

  private StandInVisitor visitor(String namespace, String nai) throws Exception {
    return agents.add(
        new StandInVisitor(namespace, nai, Agents.secret(nai.equals("x@a") ? 256 : 257)));
  }

  private static Octets challenge(AgentAdvertisement heard) {
    return Objects.requireNonNull(heard.challenge(), "a challenge is advertised");
  }

  /** A challenge with what proves it (RFC 4721 §3.1). */
  private static Consumer<ByteWriter> answer(Octets challenge, MobileAaaKey key) {
    return out -> {
      new Challenge(challenge).write(out);
      int length = key.spi() == MobileAaaKey.CHAP_SPI ? 16 : key.algorithm().length();
      out.u8(36).u8(1).u16(4 + length).i32(key.spi());
      out.bytes(key.authenticate(Octets.of(out.toBytes()), challenge).toBytes());
    };
  }

  private static Octets request(StandInVisitor node, Consumer<ByteWriter> forTheAgent) {
    return node.request(HOME_AGENT, REVERSE_TUNNEL, 60, CARE_OF, forTheAgent);
  }

  private static RegistrationReply ask(StandInVisitor node, Consumer<ByteWriter> forTheAgent)
      throws Exception {
    return node.ask(request(node, forTheAgent));
  }

  /** A station gets one refusal a second (RFC 5944 §3.7.2). */
  private static AgentAdvertisement later(StandInVisitor node) throws Exception {
    node.solicit();
    node.advertisement();
    return node.advertisement();
  }

  @Test
  void ourMobileNodeGetsInByItsKeyAndAgainByTheChallengeOfTheReply() throws Exception {
    VisitingNode node = node(RIGHT);
    Output first = node.register();
    assertThat(first).isInstanceOf(Output.Registered.class);
    assertThat(visitors(agent)).hasSize(1);
    assertThat(Namespaces.pings(net.cna, VisitedNet.HOME)).isTrue();
    assertThat(node.again(((Output.Registered) first).careOf()))
        .isInstanceOf(Output.Registered.class);
  }

  @Test
  void ourMobileNodeGetsInByChap() throws Exception {
    assertThat(node(CHAP).register()).isInstanceOf(Output.Registered.class);
  }

  @Test
  void ourMobileNodeIsRefusedWithAnotherKey() throws Exception {
    Output outcome = node(WRONG).register();
    assertThat(outcome).isInstanceOf(Output.Denied.class);
    assertThat(((Output.Denied) outcome).code()).isEqualTo(ReplyCode.FA_BAD_AAA_AUTHENTICATION);
    assertThat(visitors(agent)).isEmpty();
    assertThat(agent.page("/why").toString()).contains("the Mobile-AAA authenticator is wrong");
  }

  @Test
  void withoutAFreshChallengeNobodyGetsInAndEachRefusalGivesOne() throws Exception {
    StandInVisitor node = visitor(net.mn1, "x@a");
    node.solicit();
    RegistrationReply missing = ask(node, _ -> {});
    assertThat(missing.code()).isEqualTo(ReplyCode.FA_MISSING_CHALLENGE);
    Challenge offered = missing.extension(Challenge.class).orElseThrow();

    later(node);
    RegistrationReply unknown = ask(node, answer(Octets.ofHex("0102030405060708"), RIGHT));
    assertThat(unknown.code()).isEqualTo(ReplyCode.FA_UNKNOWN_CHALLENGE);

    AgentAdvertisement heard = later(node);
    RegistrationReply forged = ask(node, answer(challenge(heard), WRONG));
    assertThat(forged.code()).isEqualTo(ReplyCode.FA_BAD_AAA_AUTHENTICATION);

    // Silence for a challenge that nothing proves (RFC 4721 §3.2); then the same one is good.
    heard = later(node);
    Octets fresh = challenge(heard);
    node.send(request(node, new Challenge(fresh)::write));
    Await.until("it is counted", SOON, () -> agent.relaying("requests-unproved-challenge") == 1);
    assertThat(visitors(agent)).isEmpty();
    assertAccepted(ask(node, answer(fresh, RIGHT)));

    RegistrationReply stale = ask(node, answer(fresh, RIGHT));
    assertThat(stale.code()).isEqualTo(ReplyCode.FA_STALE_CHALLENGE);
    Challenge next = stale.extension(Challenge.class).orElseThrow();
    assertAccepted(ask(node, answer(next.value(), RIGHT)));

    // By now the first one is out of the window.
    for (int each = 0; each <= Challenges.WINDOW; each++) {
      node.advertisement();
    }
    RegistrationReply old = ask(node, answer(offered.value(), RIGHT));
    assertThat(old.code()).isEqualTo(ReplyCode.FA_UNKNOWN_CHALLENGE);
    assertThat(visitors(agent)).hasSize(1);
  }

  @Test
  void whatAnotherStationRepeatsGetsItNothing() throws Exception {
    StandInVisitor node = visitor(net.mn1, "x@a");
    StandInVisitor thief = visitor(net.mn2, "x@a");
    thief.solicit();
    Octets request = request(node, answer(challenge(node.solicit()), RIGHT));
    assertAccepted(node.ask(request));
    String before = visitors(agent).toString();

    assertThat(thief.ask(request).code()).isEqualTo(ReplyCode.FA_STALE_CHALLENGE);
    assertThat(station(visitors(agent).toString())).isEqualTo(station(before));
    assertThat(Namespaces.pings(net.cna, VisitedNet.HOME)).isTrue();
  }

  private static String station(String visitors) {
    return visitors.replaceAll(".*station=([0-9a-f:]+).*", "$1");
  }

  @Test
  void aNodeThatSharesASecretNeedsNoChallengeButTheSecret() throws Exception {
    StandInVisitor node = visitor(net.mn2, "x@b");
    node.solicit();
    assertThat(ask(node, _ -> {}).code()).isEqualTo(ReplyCode.FA_NODE_FAILED_AUTHENTICATION);
    later(node);
    assertThat(ask(node, signed(400, "ff" + Agents.KEY.substring(2))).code())
        .isEqualTo(ReplyCode.FA_NODE_FAILED_AUTHENTICATION);
    RegistrationReply reply = ask(node, signed(400, Agents.KEY));
    assertAccepted(reply);
    assertThat(reply.authentications(Authentication.Kind.MOBILE_FOREIGN))
        .singleElement()
        .matches(proof -> Agents.secret(400).verifies(proof));
  }

  private static Consumer<ByteWriter> signed(int spi, String key) {
    SecurityAssociation usual = Agents.secret(spi);
    var association =
        new SecurityAssociation(
            spi, usual.algorithm(), Octets.ofHex(key), usual.replay(), usual.tolerance());
    return out -> association.sign(Authentication.Kind.MOBILE_FOREIGN, out);
  }
}
