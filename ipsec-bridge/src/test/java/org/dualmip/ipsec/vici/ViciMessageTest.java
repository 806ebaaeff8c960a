package org.dualmip.ipsec.vici;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.dualmip.mobileip.net.MalformedException;
import org.junit.jupiter.api.Test;

class ViciMessageTest {
  /** Type EVENT, name "log", then a = "b", section s { l = [ "x", "" ] }. */
  private static final String EVENT =
      """
      07 03 6c6f67
      03 01 61 0001 62
      01 01 73
        04 01 6c
          05 0001 78
          05 0000
        06
      02
      """;

  private static final ViciMessage MESSAGE =
      ViciMessage.with()
          .value("a", "b")
          .section("s", ViciMessage.with().items("l", List.of("x", "")).build())
          .build();

  @Test
  void theOctetsOfAnEventBecomeTheMessageAndBack() throws Exception {
    var packet = ViciPacket.read(hex(EVENT));

    assertThat(packet).isEqualTo(new ViciPacket.Event("log", MESSAGE));
    assertThat(packet.toBytes()).isEqualTo(hex(EVENT));
  }

  @Test
  void everyTypeOfPacketComesBackAsItWas() throws Exception {
    for (ViciPacket packet :
        List.of(
            new ViciPacket.Request("version", ViciMessage.EMPTY),
            new ViciPacket.Response(MESSAGE),
            new ViciPacket.UnknownCommand(),
            new ViciPacket.Register("log"),
            new ViciPacket.Unregister("log"),
            new ViciPacket.Confirmed(),
            new ViciPacket.UnknownEvent(),
            new ViciPacket.Event("log", MESSAGE))) {
      assertThat(ViciPacket.read(packet.toBytes())).isEqualTo(packet);
    }
  }

  @Test
  void everyPrefixIsRefusedOrIsAMessageOfItsOwn() {
    byte[] whole = hex(EVENT);
    // After the name and after the first value a message may end; anywhere else it may not.
    var mayEnd = List.of(5, 11);
    for (int length = 0; length < whole.length; length++) {
      byte[] prefix = Arrays.copyOf(whole, length);
      if (!mayEnd.contains(length)) {
        assertThatThrownBy(() -> ViciPacket.read(prefix))
            .as("%s octets", length)
            .isInstanceOf(MalformedException.class);
      }
    }
  }

  @Test
  void randomOctetsEndInTheOneExceptionOrInAMessageThatComesBack() {
    var random = new Random(20261121);
    int read = 0;
    for (int run = 0; run < 200_000; run++) {
      byte[] octets = new byte[random.nextInt(40)];
      for (int at = 0; at < octets.length; at++) {
        // Small numbers are types and lengths, so that more of them get past the first octet.
        octets[at] = (byte) (random.nextInt(4) > 0 ? random.nextInt(8) : random.nextInt(256));
      }
      try {
        ViciPacket packet = ViciPacket.read(octets);
        assertThat(ViciPacket.read(packet.toBytes())).isEqualTo(packet);
        read++;
      } catch (MalformedException expected) {
        assertThat(expected.field()).isNotEmpty();
      }
    }
    assertThat(read).as("messages that happened to be well-formed").isGreaterThan(100);
  }

  @Test
  void randomMessagesComeBack() throws Exception {
    var random = new Random(7);
    for (int run = 0; run < 2_000; run++) {
      var packet = new ViciPacket.Response(any(random, 4));
      assertThat(ViciPacket.read(packet.toBytes())).isEqualTo(packet);
    }
  }

  @Test
  void sectionsMayNestOnlySoDeep() {
    ViciMessage deep = ViciMessage.EMPTY;
    for (int level = 0; level <= ViciMessage.DEPTH_MAX; level++) {
      deep = ViciMessage.with().section("s", deep).build();
    }
    byte[] octets = new ViciPacket.Response(deep).toBytes();

    assertThatThrownBy(() -> ViciPacket.read(octets))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("deeper than");
  }

  @Test
  void aMessageHasOnlySoManyElements() {
    byte[] octets = new byte[1 + 3 + 3 * (ViciMessage.ELEMENTS_MAX + 1)];
    octets[0] = 1;
    octets[1] = 4;
    octets[2] = 1;
    octets[3] = 'l';
    for (int at = 4; at < octets.length; at += 3) {
      octets[at] = 5;
    }

    assertThatThrownBy(() -> ViciPacket.read(octets))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("too many");
  }

  @Test
  void aPacketIsHalfAMebibyteAtMost() {
    assertThatThrownBy(() -> ViciPacket.read(new byte[ViciPacket.LENGTH_MAX + 1]))
        .isInstanceOf(MalformedException.class)
        .hasMessageContaining("524288");
    var large = ViciMessage.with();
    for (int value = 0; value < 9; value++) {
      large.value("k" + value, "x".repeat(60_000));
    }
    var packet = new ViciPacket.Response(large.build());
    assertThatThrownBy(packet::toBytes).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatDoesNotFitCannotBeBuilt() {
    assertThatThrownBy(() -> ViciMessage.with().value("k".repeat(256), ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ViciMessage.with().value("k", "ä".repeat(32_768)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyThatComesTwiceKeepsItsLast() throws Exception {
    byte[] twice = hex("01 03 01 61 0001 31 03 01 61 0001 32");

    assertThat(ViciPacket.read(twice))
        .isEqualTo(new ViciPacket.Response(ViciMessage.with().value("a", "2").build()));
  }

  @Test
  void whatIsAbsentOrOfAnotherKindReadsAsEmpty() {
    assertThat(MESSAGE.text("s")).isEmpty();
    assertThat(MESSAGE.value("nothing")).isEmpty();
    assertThat(MESSAGE.items("a")).isEmpty();
    assertThat(MESSAGE.section("a")).isEqualTo(ViciMessage.EMPTY);
    assertThat(MESSAGE.sections()).isEqualTo(Map.of("s", MESSAGE.section("s")));
    assertThat(ViciMessage.with().value("x", "yes").build().isYes("x")).isTrue();
  }

  private static ViciMessage any(RandomGenerator random, int depth) {
    var message = ViciMessage.with();
    int count = random.nextInt(5);
    for (int element = 0; element < count; element++) {
      String key = "k" + random.nextInt(8);
      switch (random.nextInt(depth == 0 ? 2 : 3)) {
        case 0 -> message.value(key, "é".repeat(random.nextInt(300)));
        case 1 -> message.items(key, List.of("one", "", "x".repeat(random.nextInt(70))));
        default -> message.section(key, any(random, depth - 1));
      }
    }
    return message.build();
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }
}
