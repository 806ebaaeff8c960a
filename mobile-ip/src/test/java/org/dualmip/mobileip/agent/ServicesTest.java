package org.dualmip.mobileip.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.dualmip.mobileip.agent.HomeAgent.Output.BindingChanged;
import org.dualmip.mobileip.extension.CriticalVendor;
import org.dualmip.mobileip.extension.DynamicHomeAgent;
import org.dualmip.mobileip.extension.DynamicHomeAgent.Subtype;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.HostConfiguration;
import org.dualmip.mobileip.extension.MessageString;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.extension.NormalVendor;
import org.dualmip.mobileip.extension.ServiceSelection;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.message.ReplyCode;
import org.dualmip.mobileip.net.Ip4;
import org.dualmip.mobileip.net.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4433, RFC 5446, RFC 3115, RFC 4332 and RFC 4917 at the home agent. */
class ServicesTest {
  private static final Ip4 OTHER_AGENT = Ip4.of("203.0.113.3");

  private final Desk desk = new Desk(Desk.EVERYTHING);

  private static Desk permitting(Permissions permissions) {
    return new Desk(
        Desk.EVERYTHING.with(
            List.of(
                new HomeNetwork(
                    "home",
                    Desk.HOME_NETWORK,
                    "eth0",
                    AddressRange.of(Desk.HOME_NETWORK),
                    null,
                    new HostParameters(
                        Ip4.of("203.0.113.129"),
                        List.of(Ip4.of("203.0.113.130")),
                        "lab.example",
                        Ip4.of("203.0.113.131"),
                        "https://lab.example/"))),
            List.of(new Subscriber(Desk.HOME, null, List.of(Desk.TIMESTAMPS)).with(permissions))));
  }

  // ---- RFC 4433

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "255.255.255.255"})
  void who_names_no_home_agent_is_served_and_told_the_address(String none) {
    desk.send(desk.ask().homeAgent(Ip4.of(none)));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(desk.reply().homeAgent()).isEqualTo(Desk.AGENT);
  }

  @Test
  void who_requests_this_home_agent_is_served() {
    desk.send(
        desk.ask()
            .homeAgent(Ip4.BROADCAST)
            .with(new DynamicHomeAgent(Subtype.REQUESTED, Desk.AGENT)));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  @Test
  void who_requests_another_home_agent_gets_code_136() {
    desk.send(
        desk.ask()
            .homeAgent(Ip4.BROADCAST)
            .with(new DynamicHomeAgent(Subtype.REQUESTED, OTHER_AGENT)));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.UNKNOWN_HOME_AGENT);
  }

  @Test
  void who_names_another_home_agent_gets_code_136() {
    desk.send(desk.ask().homeAgent(OTHER_AGENT));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.UNKNOWN_HOME_AGENT);
  }

  @Test
  void who_belongs_to_another_home_agent_gets_code_143_and_its_address() {
    Desk away = permitting(new Permissions(List.of(), 0, Set.of(), OTHER_AGENT));
    away.send(away.ask().homeAgent(Ip4.ANY));
    assertThat(away.reply().code()).isEqualTo(ReplyCode.REDIRECTED);
    assertThat(away.reply().homeAgent()).isEqualTo(Desk.AGENT);
    assertThat(away.reply().extension(DynamicHomeAgent.class))
        .contains(new DynamicHomeAgent(Subtype.REDIRECTED, OTHER_AGENT));
    assertThat(away.agent().bindings()).isEmpty();
    away.send(away.ask().with(new DynamicHomeAgent(Subtype.REQUESTED, Desk.AGENT)));
    assertThat(away.reply().code()).as("RFC 4433 §4.1 step 2").isEqualTo(ReplyCode.REDIRECTED);
    away.send(away.ask());
    assertThat(away.reply().code()).as("it names this one").isEqualTo(ReplyCode.ACCEPTED);
  }

  // ---- RFC 5446

  @Test
  void a_service_that_the_node_may_use_is_given_back_unchanged() {
    Desk ims = permitting(new Permissions(List.of(), 0, Set.of("ims"), null));
    ims.send(ims.ask().with(new ServiceSelection("ims")));
    assertThat(ims.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
    assertThat(ims.reply().extensions().getFirst()).isEqualTo(new ServiceSelection("ims"));
    ims.sendThroughAgent(ims.ask().behind(new ServiceSelection("ims")));
    assertThat(ims.replyThroughAgent().extensions().get(1))
        .as("the foreign agent's stands behind the Mobile-Home extension")
        .isEqualTo(new ServiceSelection("ims"));
  }

  @Test
  void another_service_gets_code_151_and_ends_the_bindings() {
    Desk ims = permitting(new Permissions(List.of(), 0, Set.of("ims"), null));
    ims.send(ims.ask());
    ims.send(ims.ask().with(new ServiceSelection("voip")));
    assertThat(ims.reply().code()).isEqualTo(ReplyCode.SERVICE_AUTHORIZATION_FAILED);
    assertThat(ims.outputs(BindingChanged.class))
        .singleElement()
        .extracting(BindingChanged::after)
        .isNull();
    assertThat(ims.agent().bindings()).isEmpty();
  }

  // ---- RFC 3115

  @Test
  void a_critical_vendor_extension_of_the_node_gets_code_140() {
    desk.send(desk.ask().with(new CriticalVendor(9, 1, Octets.EMPTY)));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.UNKNOWN_VENDOR_FROM_NODE);
  }

  @Test
  void a_critical_vendor_extension_of_the_foreign_agent_gets_code_141() {
    desk.sendThroughAgent(desk.ask().behind(new CriticalVendor(9, 1, Octets.EMPTY)));
    assertThat(desk.replyThroughAgent().code())
        .isEqualTo(ReplyCode.UNKNOWN_VENDOR_FROM_FOREIGN_AGENT);
  }

  @Test
  void a_normal_vendor_extension_is_skipped() {
    desk.send(desk.ask().with(new NormalVendor(9, 1, Octets.EMPTY)));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.ACCEPTED);
  }

  // ---- RFC 4332

  @Test
  void who_asks_is_told_about_its_home_network() {
    Desk told = permitting(Permissions.NONE);
    told.send(told.ask().with(new HostConfiguration(HostConfiguration.Request.ALL)));
    assertThat(told.reply().extensions().stream().filter(HostConfiguration.class::isInstance))
        .containsExactly(
            new HostConfiguration(new HostConfiguration.PrefixLength(26)),
            new HostConfiguration(new HostConfiguration.DefaultGateway(Ip4.of("203.0.113.129"))),
            new HostConfiguration(
                new HostConfiguration.DnsServers(Ip4.of("203.0.113.130"), Ip4.ANY)),
            new HostConfiguration(new HostConfiguration.DnsSuffix("lab.example")),
            new HostConfiguration(new HostConfiguration.DhcpServer(Ip4.of("203.0.113.131"))),
            new HostConfiguration(new HostConfiguration.ConfigurationUrl("https://lab.example/")));
  }

  @Test
  void who_does_not_ask_or_where_nothing_is_configured_is_told_nothing() {
    Desk told = permitting(Permissions.NONE);
    told.send(told.ask());
    assertThat(told.reply().extension(HostConfiguration.class)).isEmpty();
    desk.send(desk.ask().with(new HostConfiguration(HostConfiguration.Request.ALL)));
    assertThat(desk.reply().extension(HostConfiguration.class)).isEmpty();
  }

  // ---- RFC 4917

  @Test
  void a_denial_says_in_words_why_before_the_authentication_extension() {
    desk.send(desk.ask().homeAgent(OTHER_AGENT));
    Extension words = desk.reply().extensions().getFirst();
    assertThat(words).isInstanceOf(MessageString.class);
    assertThat(((MessageString) words).text()).contains("it is meant for home agent 203.0.113.3");
    Desk silent = new Desk();
    silent.send(silent.ask().homeAgent(OTHER_AGENT));
    assertThat(silent.reply().extension(MessageString.class)).isEmpty();
  }

  @Test
  void the_longest_reason_still_fits() {
    String name = "s".repeat(255);
    desk.send(desk.ask().with(new ServiceSelection(name)));
    assertThat(desk.reply().code()).isEqualTo(ReplyCode.SERVICE_AUTHORIZATION_FAILED);
    assertThat(desk.reply().extension(MessageString.class)).isPresent();
    for (String wide : List.of("\uD83D\uDE00".repeat(63), "\u20AC".repeat(85))) {
      desk.send(desk.ask().with(new ServiceSelection(wide)));
      assertThat(desk.reply().extension(MessageString.class)).isPresent();
    }
  }

  @Test
  void everything_asked_for_at_once_still_fits_a_packet() {
    Desk told = permitting(new Permissions(List.of(), 0, Set.of("ims"), null));
    Ask ask =
        told.ask()
            .flag(RegistrationRequest.BROADCASTS)
            .with(new MobileNodeNai("n".repeat(255)))
            .with(new ServiceSelection("ims"))
            .with(new HostConfiguration(HostConfiguration.Request.ALL));
    told.send(ask);
    assertThat(told.sent().payload().size()).isLessThan(1200);
  }
}
