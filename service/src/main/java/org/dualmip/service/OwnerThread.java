package org.dualmip.service;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dualmip.mobileip.net.MonotonicTime;
import org.dualmip.mobileip.net.Now;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that touches an engine, with a bounded mailbox in front of it.
 *
 * <p>Edges {@link #post} from any thread and are never blocked: a full mailbox refuses and counts.
 * An input is stamped with the time when its turn comes, so the engine never sees time run
 * backwards. After each input all outputs go to the interpreter, on this thread. An exception from
 * engine or interpreter is a bug: the thread ends and the failure handler is told.
 *
 * @param <I> the engine's inputs
 * @param <O> the engine's outputs
 */
public final class OwnerThread<I, O> implements AutoCloseable {
  private static final Duration ASK_LIMIT = Duration.ofSeconds(3);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  /** Waiting stands still while the host is asleep, the clock does not: it is looked at again. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** Makes an input when its turn comes. */
  @FunctionalInterface
  public interface Stamped<I> {
    /** The input, with its time inside. */
    I at(Now now);
  }

  /**
   * What the mailbox has seen.
   *
   * @param handled inputs and tasks done
   * @param refused those that found the mailbox full or closed
   * @param waiting those in the mailbox now
   */
  public record Counters(long handled, long refused, int waiting) {}

  private record Timer(MonotonicTime due, long order, Runnable task) {}

  private final Engine<I, O> engine;
  private final Stamped<I> tick;
  private final Consumer<O> interpreter;
  private final Clock clock;
  private final Consumer<Throwable> failure;
  private final ArrayBlockingQueue<Consumer<Now>> mailbox;
  private final PriorityQueue<Timer> timers =
      new PriorityQueue<>(Comparator.comparing(Timer::due).thenComparingLong(Timer::order));
  private final AtomicLong handled = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Thread thread;
  private volatile boolean running = true;
  private long timersMade;

  /**
   * A thread that is not started yet.
   *
   * @param name of the thread
   * @param tick makes the input that tells the engine that its time has come
   * @param interpreter carries the outputs out
   * @param capacity of the mailbox
   * @param failure told, on the dying thread, about a bug
   */
  public OwnerThread(
      String name,
      Engine<I, O> engine,
      Stamped<I> tick,
      Consumer<O> interpreter,
      Clock clock,
      int capacity,
      Consumer<Throwable> failure) {
    this.engine = engine;
    this.tick = tick;
    this.interpreter = interpreter;
    this.clock = clock;
    this.failure = failure;
    this.mailbox = new ArrayBlockingQueue<>(capacity);
    this.thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  /** Starts the thread; call once. */
  public void start() {
    thread.start();
  }

  /** Puts an input into the mailbox. False, and counted, if there is no room. Any thread. */
  public boolean post(Stamped<I> input) {
    return offer(now -> step(input.at(now)));
  }

  /**
   * Runs a task on the owner thread, between inputs; then drains. False, and counted, if there is
   * no room.
   */
  public boolean execute(Runnable task) {
    return offer(_ -> {
      task.run();
      drain();
    });
  }

  /**
   * Does something on the owner thread, drains, and waits for the result, also for room in the
   * mailbox.
   *
   * @throws IllegalStateException if the owner has stopped or does not answer within 3 s
   */
  public <T> T ask(Supplier<T> question) {
    if (isCurrent()) {
      return question.get();
    }
    var answer = new CompletableFuture<T>();
    try {
      Consumer<Now> mail =
          _ -> {
            var _ = answer.completeAsync(question, Runnable::run);
            drain();
          };
      if (!running || !mailbox.offer(mail, ASK_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(thread.getName() + " is stopped or overloaded");
      }
      return answer.get(ASK_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      throw new IllegalStateException(thread.getName() + " does not answer", late);
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  /** Runs a task that much later. Owner thread only. */
  public void after(Duration delay, Runnable task) {
    timers.add(new Timer(clock.now().monotonic().plus(delay), timersMade++, task));
  }

  /** Whether the caller runs on this thread. */
  public boolean isCurrent() {
    return Thread.currentThread().equals(thread);
  }

  /** What the mailbox has seen so far. Any thread. */
  public Counters counters() {
    return new Counters(handled.get(), refused.get(), mailbox.size());
  }

  /** Ends the thread after the input in hand; what waits in the mailbox is dropped. Any thread. */
  @Override
  public void close() {
    running = false;
    boolean _ = mailbox.offer(_ -> {});
    if (!isCurrent() && thread.isAlive()) {
      try {
        boolean _ = thread.join(STOP_LIMIT);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private boolean offer(Consumer<Now> mail) {
    if (running && mailbox.offer(mail)) {
      return true;
    }
    refused.incrementAndGet();
    return false;
  }

  private void run() {
    try {
      while (running) {
        Consumer<Now> mail = next();
        Now now = clock.now();
        if (mail != null && running) {
          mail.accept(now);
          handled.incrementAndGet();
        }
        ring(now);
        MonotonicTime wanted = engine.wakeAt();
        if (wanted != null && !now.monotonic().isBefore(wanted)) {
          step(tick.at(now));
        }
      }
    } catch (InterruptedException _) {
      running = false;
    } catch (RuntimeException | Error bug) {
      running = false;
      failure.accept(bug);
    }
  }

  private @Nullable Consumer<Now> next() throws InterruptedException {
    MonotonicTime wanted = engine.wakeAt();
    Timer timer = timers.peek();
    if (timer != null) {
      wanted = wanted == null ? timer.due() : MonotonicTime.min(wanted, timer.due());
    }
    if (wanted == null) {
      return mailbox.take();
    }
    Duration wait = wanted.since(clock.now().monotonic());
    return mailbox.poll(Math.min(wait.toNanos(), LONGEST_WAIT.toNanos()), TimeUnit.NANOSECONDS);
  }

  private void ring(Now now) {
    for (Timer timer = timers.peek();
        timer != null && !now.monotonic().isBefore(timer.due());
        timer = timers.peek()) {
      timers.remove();
      timer.task().run();
      drain();
    }
  }

  private void step(I input) {
    engine.handle(input);
    drain();
  }

  private void drain() {
    for (O output = engine.poll(); output != null; output = engine.poll()) {
      interpreter.accept(output);
    }
  }
}
