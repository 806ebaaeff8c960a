package org.dualmip.homeagent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.dualmip.mobileip.agent.Binding;
import org.dualmip.mobileip.agent.HomeAgent.Memory;
import org.dualmip.mobileip.net.Now;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * What survives a restart: bindings, the state of replay protection, assigned addresses, and the
 * settings of the host before they were changed.
 *
 * <p>One MVStore file; entries are JSON text, so that they can be read by people and by later
 * versions. Each change is written before the next output of the engine is carried out, which
 * survives the end of the process by any means; the disk is told to keep it soon after, so a power
 * failure may lose the last moments. Writing belongs to the owner thread.
 */
final class BindingStore implements AutoCloseable {
  private static final String FILE = "bindings.mv";

  // Space of old entries is used again after this time; they have reached the disk long before.
  private static final int RETENTION_MS = 5000;

  private final MVStore store;
  private final MVMap<String, String> bindings;
  private final MVMap<String, String> memories;
  private final MVMap<String, String> settings;
  private final Consumer<String> complaint;
  private final AtomicBoolean syncing = new AtomicBoolean();
  private final AtomicBoolean failing = new AtomicBoolean();
  private volatile boolean closed;

  private BindingStore(MVStore store, Consumer<String> complaint) {
    this.store = store;
    this.bindings = store.openMap("bindings");
    this.memories = store.openMap("memories");
    this.settings = store.openMap("settings");
    bindings.forEach((_, _) -> {}); // a damaged page shows only when it is read
    memories.forEach((_, _) -> {});
    settings.forEach((_, _) -> {});
    this.complaint = complaint;
  }

  /**
   * Opens or creates the store. A damaged file is set aside under another name.
   *
   * @param complaint told what is wrong and what was done about it
   * @throws CannotServe if another process uses it
   * @throws UncheckedIOException if the directory cannot be used
   */
  static BindingStore open(Path directory, Consumer<String> complaint) {
    Path file = directory.resolve(FILE);
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      try {
        return new BindingStore(openFile(file), complaint);
      } catch (MVStoreException unusable) {
        if (unusable.getErrorCode() == DataUtils.ERROR_FILE_LOCKED) {
          throw new CannotServe(
              "the binding store "
                  + file
                  + " is in use by another agent: stop that, or choose another 'state'",
              unusable);
        }
        Path aside = aside(file);
        Files.move(file, aside);
        complaint.accept(
            "the binding store "
                + file
                + " is damaged ("
                + firstLine(unusable)
                + "); set aside as "
                + aside
                + ", starting with an empty one: mobile nodes come back with their next"
                + " registration");
        return new BindingStore(openFile(file), complaint);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(
          "cannot use the state directory " + directory + ": " + failed.getMessage(), failed);
    }
  }

  /** What was remembered of each mobile node. */
  List<Memory> memories() {
    List<Memory> restored = new ArrayList<>();
    memories.forEach((name, text) -> restore(restored, name, () -> StoredText.memory(text)));
    return restored;
  }

  /** The bindings whose lifetime, by the wall clock, has not ended while the process was down. */
  List<Binding> bindings(Now now) {
    List<Binding> restored = new ArrayList<>();
    bindings.forEach((home, text) -> restore(restored, home, () -> StoredText.binding(text, now)));
    restored.removeIf(
        binding -> binding.expires() != null && !now.monotonic().isBefore(binding.expires()));
    return restored;
  }

  /** Stores a binding, with its end as a wall-clock time. */
  void put(Binding binding, Now now) {
    change(() -> bindings.put(StoredText.key(binding), StoredText.of(binding, now)));
  }

  /** Forgets a binding. */
  void remove(Binding binding) {
    change(() -> bindings.remove(StoredText.key(binding)));
  }

  /** Stores what a restart must know about a mobile node. */
  void remember(Memory memory) {
    change(() -> memories.put(memory.subscriber(), StoredText.of(memory)));
  }

  /** The value that a setting of the host had before an agent changed it, if one did. */
  @Nullable String original(String setting) {
    return settings.get(setting);
  }

  /** Notes that value before it is changed, so that even a crashed agent's change is undone. */
  void keepOriginal(String setting, String value) {
    change(() -> settings.put(setting, value));
  }

  /** The setting is as it was. */
  void forgetOriginal(String setting) {
    change(() -> settings.remove(setting));
  }

  @Override
  public void close() {
    closed = true;
    store.close();
  }

  /** Writes a change. A full disk is no reason to stop serving, so it is told, once. */
  private void change(Runnable change) {
    try {
      change.run();
      store.commit();
    } catch (MVStoreException failed) {
      complain(failed);
      return;
    }
    if (syncing.compareAndSet(false, true)) {
      Thread.ofVirtual().name("binding-store-sync").start(this::sync);
    }
  }

  private void sync() {
    syncing.set(false);
    try {
      store.sync();
    } catch (MVStoreException failed) {
      if (!closed) {
        complain(failed);
      }
    }
  }

  private void complain(MVStoreException failed) {
    if (failing.compareAndSet(false, true)) {
      complaint.accept(
          "the binding store cannot be written ("
              + firstLine(failed)
              + "): a restart would lose what changes from now on; make room and restart the agent");
    }
  }

  private <T> void restore(List<T> into, String key, Supplier<T> entry) {
    try {
      into.add(entry.get());
    } catch (RuntimeException unreadable) {
      complaint.accept("the stored entry of " + key + " is unreadable and was left out");
    }
  }

  private static MVStore openFile(Path file) {
    MVStore store = new MVStore.Builder().fileName(file.toString()).open();
    store.setRetentionTime(RETENTION_MS);
    return store;
  }

  private static Path aside(Path file) {
    return file.resolveSibling(
        FILE + ".damaged-" + Instant.now().toString().replaceAll("[^0-9TZ]", ""));
  }

  private static String firstLine(Exception failure) {
    return String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
  }
}
