package org.dualmip.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Random;
import org.dualmip.mobileip.net.Ip4;
import org.junit.jupiter.api.Test;

class Ip4MapTest {
  @Test
  void itHoldsWhatAPlainMapHolds() {
    var random = new Random(7);
    var plain = new HashMap<Ip4, String>();
    Ip4Map<String> map = Ip4Map.empty();
    for (int step = 0; step < 20_000; step++) {
      var address = new Ip4(random.nextInt(300) - 150);
      if (random.nextInt(3) == 0) {
        plain.remove(address);
        map = map.without(address);
      } else {
        plain.put(address, "v" + step);
        map = map.with(address, "v" + step);
      }
      assertThat(map.size()).isEqualTo(plain.size());
      var asked = new Ip4(random.nextInt(300) - 150);
      assertThat(map.get(asked.bits())).isEqualTo(plain.get(asked));
    }
  }

  @Test
  void aChangeLeavesTheOldMapAsItWas() {
    Ip4Map<String> before = Ip4Map.<String>empty().with(Ip4.of("10.0.0.1"), "one");
    Ip4Map<String> after = before.with(Ip4.of("10.0.0.1"), "two").with(Ip4.of("10.0.0.2"), "three");
    assertThat(before.get(0x0a000001)).isEqualTo("one");
    assertThat(before.get(0x0a000002)).isNull();
    assertThat(after.get(0x0a000001)).isEqualTo("two");
  }
}
