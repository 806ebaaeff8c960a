package org.dualmip.service;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dualmip.mobileip.net.MonotonicTime;
import org.jspecify.annotations.Nullable;

/**
 * Protocol logic without input or output: handle one input, then drain what came of it.
 *
 * @param <I> inputs; each carries its time
 * @param <O> outputs: effects as values
 */
public interface Engine<I, O> {
  /** Takes one input in. */
  void handle(I input);

  /** The next output, or null when there is none left. */
  @Nullable O poll();

  /** When a tick is wanted next; null for never. Ticks that come early do no harm. */
  @Nullable MonotonicTime wakeAt();

  /** An engine that has these methods without declaring the interface. */
  static <I, O> Engine<I, O> of(
      Consumer<I> handle, Supplier<@Nullable O> poll, Supplier<@Nullable MonotonicTime> wakeAt) {
    return new Engine<>() {
      @Override
      public void handle(I input) {
        handle.accept(input);
      }

      @Override
      public @Nullable O poll() {
        return poll.get();
      }

      @Override
      public @Nullable MonotonicTime wakeAt() {
        return wakeAt.get();
      }
    };
  }
}
