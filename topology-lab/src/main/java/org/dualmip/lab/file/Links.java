package org.dualmip.lab.file;

import static org.dualmip.lab.file.Shapes.DURATION;
import static org.dualmip.lab.file.Shapes.SHARE;

import java.time.Duration;
import java.util.List;
import org.dualmip.lab.topology.Quality;

/** The keys that say what a cable does. */
final class Links {
  static final Key<Duration> DELAY =
      Key.of("delay", "What a packet takes on the router's uplink, each way.", DURATION);
  static final Key<Duration> JITTER =
      Key.of(
          "jitter",
          "How far a packet's delay may be from that, evenly spread; the order is kept.",
          DURATION);
  static final Key<Double> LOSS =
      Key.of("loss", "The share of packets that is lost, each way.", SHARE);
  static final Key<Long> BURST =
      Key.of(
          "burst",
          "How many packets are lost in a row on average (Gilbert and Elliott); 1 is each by itself.",
          Shapes.whole(1, 1000));
  static final Key<Double> DUPLICATE =
      Key.of("duplicate", "The share of packets that arrives twice.", SHARE);
  static final Key<Double> REORDER =
      Key.of("reorder", "The share of packets that takes no time, and so overtakes.", SHARE);
  static final Key<Long> RATE =
      Key.of("rate", "What the uplink carries in a second, each way.", Shapes.RATE);
  static final Key<Long> QUEUE =
      Key.of(
          "queue",
          "How many packets may wait where there is a rate; what comes then is lost.",
          Shapes.whole(1, 100_000));

  static final List<Key<?>> ALL =
      List.of(DELAY, JITTER, LOSS, BURST, DUPLICATE, REORDER, RATE, QUEUE);

  private Links() {}

  /** The quality with what a section changes in it; what does not go together is noted. */
  static Quality over(Quality before, Section section) {
    Duration delay = section.or(DELAY, before.delay());
    Duration jitter = section.or(JITTER, before.jitter());
    if (jitter.compareTo(delay) > 0) {
      section.wrong(
          section.has(JITTER) ? JITTER : DELAY,
          "a jitter of " + jitter.toMillis() + " ms around a delay of " + delay.toMillis() + " ms",
          "a jitter that is no more than the delay");
      jitter = delay;
    }
    double loss = section.or(LOSS, before.loss());
    if (loss == 0 && section.has(BURST)) {
      section.wrong(BURST, "bursts of no loss", "a loss beside it, such as loss: 3%");
    }
    if (section.or(RATE, before.rate()) == 0 && section.has(QUEUE)) {
      section.wrong(QUEUE, "a queue without a rate", "a rate beside it, such as rate: 20Mbit");
    }
    return new Quality(
        delay,
        jitter,
        loss,
        section.get(BURST).map(Long::doubleValue).orElse(before.burst()),
        section.or(DUPLICATE, before.duplicate()),
        section.or(REORDER, before.reorder()),
        section.or(RATE, before.rate()),
        section.get(QUEUE).map(Math::toIntExact).orElse(before.queue()),
        before.seed());
  }
}
