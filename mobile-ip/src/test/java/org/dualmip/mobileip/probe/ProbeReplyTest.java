package org.dualmip.mobileip.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.dualmip.mobileip.extension.Extension;
import org.dualmip.mobileip.extension.HomeAgentDiscovery;
import org.dualmip.mobileip.extension.HomeAgentDiscovery.Probe;
import org.dualmip.mobileip.extension.MobileNodeNai;
import org.dualmip.mobileip.message.RegistrationRequest;
import org.dualmip.mobileip.net.ByteWriter;
import org.dualmip.mobileip.net.MalformedException;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.DiscoverySecret;
import org.junit.jupiter.api.Test;

/** Which probes a home agent answers. */
class ProbeReplyTest {
  private static final Octets REQUEST = Octets.ofHex(Figures.REQUEST);

  private static Optional<ProbeReply> to(RegistrationRequest request) {
    return ProbeReply.to(request, Figures.AGENT_SECRET, Figures.AGENT, Figures.CARE_OF, true);
  }

  private static Optional<ProbeReply> to(byte[] octets) {
    try {
      return to(RegistrationRequest.read(octets));
    } catch (MalformedException malformed) {
      return Optional.empty();
    }
  }

  @Test
  void a_probe_with_any_octet_changed_is_not_answered() {
    assertThat(to(REQUEST.toBytes())).isPresent();
    for (int i = 0; i < REQUEST.size(); i++) {
      for (int mask : new int[] {0x04, 0x80}) {
        byte[] changed = REQUEST.toBytes();
        changed[i] ^= (byte) mask;
        assertThat(to(changed)).as("octet %d ^ %02x", i, mask).isEmpty();
      }
    }
  }

  @Test
  void a_probe_without_the_key_of_this_home_agent_is_not_answered() {
    assertThat(to(Octets.ofHex(Figures.SMOKE_OUT).toBytes())).isEmpty();
    DiscoverySecret other = DiscoverySecret.draw(new SplittableRandom(9));
    assertThat(ProbeReply.to(Figures.request(REQUEST), other, Figures.AGENT, Figures.CARE_OF, true))
        .isEmpty();
  }

  @Test
  void an_answer_does_not_serve_as_a_probe_nor_a_probe_as_an_answer() {
    RegistrationRequest request = Figures.request(REQUEST);
    ProbeReply reply = to(request).orElseThrow();
    byte[] reflected =
        with(request, request.extensions().subList(0, 1)).signed(reply.association());
    assertThat(to(reflected)).isEmpty();
  }

  @Test
  void the_same_probe_has_the_same_answer_however_often_it_comes() {
    assertThat(to(REQUEST.toBytes())).isEqualTo(to(REQUEST.toBytes()));
  }

  @Test
  void what_has_not_the_figure_of_a_probe_is_none() {
    RegistrationRequest request = Figures.request(REQUEST);
    Extension probe = request.extensions().getFirst();
    Extension signature = request.extensions().getLast();
    Extension nai = new MobileNodeNai("x@y");
    for (List<Extension> none :
        List.of(
            List.<Extension>of(),
            List.of(probe),
            List.of(signature),
            List.of(signature, probe),
            List.of(probe, signature, signature),
            List.of(nai, signature))) {
      assertThat(ProbeReply.isProbe(with(request, none))).as("%s", none).isFalse();
      assertThat(to(with(request, none))).isEmpty();
    }
    assertThat(ProbeReply.isProbe(with(request, List.of(nai, probe, signature)))).isTrue();
  }

  @Test
  void a_probe_under_a_reserved_spi_is_none() {
    byte[] reserved = REQUEST.toBytes();
    reserved[68] = 0;
    reserved[69] = 0;
    reserved[70] = 0;
    assertThat(ProbeReply.isProbe(Figures.request(Octets.of(reserved)))).isFalse();
  }

  @Test
  void a_probe_with_a_key_that_nobody_should_have_is_not_answered() {
    RegistrationRequest request = Figures.request(REQUEST);
    Extension zero = new HomeAgentDiscovery(new Probe(Octets.of(new byte[32])));
    assertThat(to(with(request, List.of(zero, request.extensions().getLast())))).isEmpty();
  }

  @Test
  void an_answer_is_shorter_than_what_it_answers() {
    ProbeReply reply = to(REQUEST.toBytes()).orElseThrow();
    assertThat(reply.denial().signed(reply.association())).hasSizeLessThan(REQUEST.size());
  }

  private static RegistrationRequest with(RegistrationRequest request, List<Extension> extensions) {
    ByteWriter out = new ByteWriter();
    new RegistrationRequest(
            request.flags(),
            request.lifetime(),
            request.home(),
            request.homeAgent(),
            request.careOf(),
            request.identification(),
            extensions)
        .write(out);
    return Figures.request(Octets.of(out.toBytes()));
  }
}
