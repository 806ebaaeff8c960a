package org.dualmip.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnerThreadTest {
  /** Repeats its inputs, and can be told to wake up. */
  private static final class Echo implements Engine<Object, Object> {
    private final ArrayDeque<Object> outputs = new ArrayDeque<>();
    private volatile @Nullable MonotonicTime wake;

    @Override
    public void handle(Object input) {
      if (input.equals("bug")) {
        throw new IllegalArgumentException("a bug");
      }
      if (input instanceof Now) {
        wake = null;
      }
      outputs.add(input);
      outputs.add("after " + input.getClass().getSimpleName());
    }

    @Override
    public @Nullable Object poll() {
      return outputs.poll();
    }

    @Override
    public @Nullable MonotonicTime wakeAt() {
      return wake;
    }
  }

  private final Echo echo = new Echo();
  private final List<Object> seen = Collections.synchronizedList(new ArrayList<>());
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private final CountDownLatch failed = new CountDownLatch(1);
  private final OwnerThread<Object, Object> owner =
      new OwnerThread<>(
          "owner",
          echo,
          now -> now,
          seen::add,
          Clock.system(),
          4,
          bug -> {
            failure.set(bug);
            failed.countDown();
          });

  @AfterEach
  void stop() {
    owner.close();
  }

  @Test
  void inputsAreHandledInOrderAndDrainedOneByOne() {
    owner.start();
    for (int each = 0; each < 3; each++) {
      int number = each;
      assertThat(owner.post(_ -> number)).isTrue();
    }
    assertThat(owner.ask(() -> List.copyOf(seen)))
        .containsExactly(0, "after Integer", 1, "after Integer", 2, "after Integer");
  }

  @Test
  void aFullMailboxRefusesAndCounts() {
    for (int each = 0; each < 4; each++) {
      assertThat(owner.post(_ -> "x")).isTrue();
    }
    assertThat(owner.post(_ -> "one too many")).isFalse();
    assertThat(owner.counters()).isEqualTo(new OwnerThread.Counters(0, 1, 4));
    owner.start();
    assertThat(owner.ask(seen::size)).isEqualTo(8);
    assertThat(seen).doesNotContain("one too many");
  }

  @Test
  void timeNeverRunsBackwardsAcrossPosters() throws InterruptedException {
    owner.start();
    List<Thread> posters = new ArrayList<>();
    for (int poster = 0; poster < 4; poster++) {
      posters.add(
          Thread.startVirtualThread(() -> {
            for (int each = 0; each < 500; each++) {
              while (!owner.post(now -> now.monotonic())) {
                LockSupport.parkNanos(50_000);
              }
            }
          }));
    }
    for (Thread poster : posters) {
      poster.join();
    }
    while (owner.counters().waiting() > 0) {
      LockSupport.parkNanos(50_000);
    }
    List<MonotonicTime> times =
        owner.ask(() -> List.copyOf(seen)).stream()
            .filter(MonotonicTime.class::isInstance)
            .map(MonotonicTime.class::cast)
            .toList();
    assertThat(times).hasSize(2000).isSorted();
  }

  @Test
  void theEngineIsWokenWhenItAskedToBe() {
    MonotonicTime due = new MonotonicTime(System.nanoTime()).plus(Duration.ofMillis(30));
    var woken = new CompletableFuture<Now>();
    try (var thread =
        new OwnerThread<Object, Object>(
            "woken",
            echo,
            now -> now,
            output -> {
              if (output instanceof Now now) {
                woken.complete(now);
              }
            },
            Clock.system(),
            4,
            failure::set)) {
      echo.wake = due;
      thread.start();
      Now at = woken.orTimeout(5, TimeUnit.SECONDS).join();
      assertThat(at.monotonic().since(due)).isBetween(Duration.ZERO, Duration.ofSeconds(1));
    }
  }

  @Test
  void laterTasksRunOnTheOwnerInTheOrderOfTheirTimes() {
    owner.start();
    var order = new CompletableFuture<List<Integer>>();
    List<Integer> ran = new ArrayList<>();
    owner.execute(() -> {
      owner.after(
          Duration.ofMillis(20),
          () -> {
            ran.add(2);
            order.complete(ran);
          });
      owner.after(Duration.ofMillis(5), () -> ran.add(owner.isCurrent() ? 1 : -1));
    });
    assertThat(order.orTimeout(5, TimeUnit.SECONDS).join()).containsExactly(1, 2);
  }

  @Test
  void aBugEndsTheThreadAndIsReported() throws InterruptedException {
    owner.start();
    owner.post(_ -> "bug");
    assertThat(failed.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(failure.get()).hasMessage("a bug");
    assertThat(owner.post(_ -> "x")).isFalse();
    assertThatThrownBy(() -> owner.ask(() -> 1)).hasMessage("owner is stopped or overloaded");
  }

  @Test
  void aQuestionThatFailsFailsItsAskerNotTheOwner() {
    owner.start();
    assertThatThrownBy(() ->
            owner.ask(() -> {
              throw new IllegalArgumentException("no");
            }))
        .hasRootCauseMessage("no");
    assertThat(owner.ask(() -> 7)).isEqualTo(7);
  }
}
