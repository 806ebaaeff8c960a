package org.dualmip.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A handle on a network namespace: its own links, addresses, routes, rules and sockets.
 *
 * <p>Names are those of {@code ip netns}, so that either program sees what the other made. The
 * namespace lives as long as it has a name, a handle, a process or a socket. Handles may be used by
 * any thread.
 */
public final class NetworkNamespace implements AutoCloseable {
  private static final Path DIRECTORY = Path.of("/run/netns");
  private static final Path ETC = Path.of("/etc/netns");
  private static final String OWN = "/proc/thread-self/ns/net";
  private static final int O_RDONLY_CLOEXEC = 0x80000;
  private static final int CLONE_NEWNET = 0x40000000;
  private static final int CLONE_NEWNS = 0x20000;
  private static final long MS_BIND = 0x1000;
  private static final long MS_REC = 0x4000;
  private static final long MS_SLAVE = 0x80000;
  private static final long MS_SHARED = 0x100000;
  private static final int MNT_DETACH = 2;

  private final String name;
  private final int fd;
  private boolean closed;

  private NetworkNamespace(String name, String path) {
    this.name = name;
    this.fd = Libc.open(path, O_RDONLY_CLOEXEC, 0);
    if (fd < 0) {
      throw new HostException(
          "open the network namespace " + name,
          -fd,
          -fd == Errno.ENOENT ? "'ip netns list' shows those that exist" : "run as root");
    }
  }

  /** The namespace of the calling thread, which must not be a virtual one. */
  public static NetworkNamespace current() {
    return new NetworkNamespace("of " + Thread.currentThread().getName(), OWN);
  }

  /**
   * A namespace with a name.
   *
   * @throws HostException if there is none of that name
   */
  public static NetworkNamespace named(String name) {
    return new NetworkNamespace(name, path(name).toString());
  }

  /**
   * Makes a namespace with a name, as {@code ip netns add} does: nothing in it but a loopback that
   * is down.
   *
   * @throws HostException if the name is taken or the right is missing
   */
  public static NetworkNamespace create(String name) {
    Path path = path(name);
    makeDirectory();
    try {
      Files.createFile(path);
    } catch (IOException refused) {
      throw new HostException(
          "make the network namespace " + name,
          0,
          Files.exists(path)
              ? "the name is taken ('ip netns delete " + name + "' frees it)"
              : "run as root (" + refused.getMessage() + ")");
    }
    try {
      inThread(
          "netns " + name,
          () -> {
            check("make a network namespace", Libc.unshare(CLONE_NEWNET));
            check("bind " + path, Libc.mount(OWN, path.toString(), "none", MS_BIND));
            return path;
          });
      return named(name);
    } catch (HostException refused) {
      Libc.umount2(path.toString(), MNT_DETACH);
      unlink(path);
      throw refused;
    }
  }

  /**
   * Removes the name, as {@code ip netns delete} does. What still uses the namespace keeps it
   * alive.
   *
   * @throws HostException if there is none of that name
   */
  public static void delete(String name) {
    Path path = path(name);
    if (!Files.exists(path)) {
      throw new HostException("delete the network namespace " + name, Errno.ENOENT);
    }
    // A file whose mount is gone already is what a crash leaves; it is removed all the same.
    int result = Libc.umount2(path.toString(), MNT_DETACH);
    if (result < 0 && result != -Errno.EINVAL) {
      throw new HostException("unmount " + path, -result);
    }
    unlink(path);
  }

  /** The names there are, in no order. */
  public static List<String> list() {
    try (var entries = Files.list(DIRECTORY)) {
      return entries.map(entry -> String.valueOf(entry.getFileName())).toList();
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** Something to do inside a namespace. */
  @FunctionalInterface
  public interface Task<T extends @Nullable Object, X extends Exception> {
    /** Does it. */
    T run() throws X;
  }

  /** Something to do inside a namespace that has no result. */
  @FunctionalInterface
  public interface Action<X extends Exception> {
    /** Does it. */
    void run() throws X;
  }

  /**
   * Does the task on a thread of its own inside this namespace and waits for it. Sockets opened,
   * programs started and threads made by the task stay in the namespace. Tasks may nest.
   *
   * @throws X what the task throws
   */
  public <T extends @Nullable Object, X extends Exception> T call(Task<T, X> task) throws X {
    return inThread(
        "netns " + name,
        () -> {
          check("enter the network namespace " + name, Libc.setns(fd(), CLONE_NEWNET));
          return task.run();
        });
  }

  /**
   * As {@link #call}, without a result.
   *
   * @throws X what the action throws
   */
  public <X extends Exception> void run(Action<X> action) throws X {
    this.<@Nullable Void, X>call(() -> {
      action.run();
      return null;
    });
  }

  /**
   * As {@link #call}, in a mount namespace of its own too, where the files of {@code
   * /etc/netns/NAME} lie over those of the same names in {@code /etc}: resolvers and the like that
   * belong to this network, as {@code ip netns exec} has it. Programs that the task starts see them
   * as well.
   *
   * @throws X what the task throws
   */
  public <T extends @Nullable Object, X extends Exception> T callWithOwnFiles(Task<T, X> task)
      throws X {
    return call(() -> {
      check("make a mount namespace", Libc.unshare(CLONE_NEWNS));
      check("keep mounts to oneself", Libc.mount("", "/", "none", MS_SLAVE | MS_REC));
      for (String file : ownFiles()) {
        if (Files.exists(Path.of("/etc", file))) {
          check(
              "bind " + ETC.resolve(name).resolve(file),
              Libc.mount(
                  ETC.resolve(name).resolve(file).toString(), "/etc/" + file, "none", MS_BIND));
        }
      }
      return task.run();
    });
  }

  private List<String> ownFiles() {
    try (var files = Files.list(ETC.resolve(name))) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  /** The name; of {@link #current} a description. */
  public String name() {
    return name;
  }

  /** The descriptor of the handle, valid until {@link #close}. */
  synchronized int fd() {
    if (closed) {
      throw new IllegalStateException("the handle on network namespace " + name + " is closed");
    }
    return fd;
  }

  /** Gives the handle back; the namespace stays if it has a name. A second call does nothing. */
  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Libc.close(fd);
    }
  }

  @Override
  public String toString() {
    return name;
  }

  private static Path path(String name) {
    if (name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("not the name of a network namespace: '" + name + "'");
    }
    return DIRECTORY.resolve(name);
  }

  /** Prepares the directory as ip-netns(8) does: a shared mount, so that names show everywhere. */
  private static void makeDirectory() {
    try {
      Files.createDirectories(DIRECTORY);
    } catch (IOException refused) {
      throw new HostException("make " + DIRECTORY, 0, "run as root (" + refused + ")");
    }
    String directory = DIRECTORY.toString();
    int result = Libc.mount("", directory, "none", MS_SHARED | MS_REC);
    if (result == -Errno.EINVAL) { // not a mount point yet
      check("bind " + directory, Libc.mount(directory, directory, "none", MS_BIND | MS_REC));
      result = Libc.mount("", directory, "none", MS_SHARED | MS_REC);
    }
    check("share " + directory, result);
  }

  private static void unlink(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException refused) {
      throw new UncheckedIOException(refused);
    }
  }

  private static void check(String operation, int result) {
    if (result < 0) {
      throw new HostException(operation, -result);
    }
  }

  /** Runs it on a new platform thread: entering a namespace must not outlive the task. */
  private static <T extends @Nullable Object, X extends Exception> T inThread(
      String threadName, Task<T, X> task) throws X {
    var errand = new Errand<>(task);
    Thread thread = Thread.ofPlatform().name(threadName).daemon().start(errand);
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException wish) {
        interrupted = true;
        thread.interrupt();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return errand.result();
  }

  private static final class Errand<T extends @Nullable Object, X extends Exception>
      implements Runnable {
    private final Task<T, X> task;
    private @Nullable T value;
    private @Nullable Throwable thrown;

    Errand(Task<T, X> task) {
      this.task = task;
    }

    @Override
    public void run() {
      try {
        value = task.run();
      } catch (Throwable any) { // given to the thread that waits
        thrown = any;
      }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // a task throws X or unchecked; T may be null
    T result() throws X {
      if (thrown instanceof Error bug) {
        throw bug;
      }
      if (thrown != null) {
        throw (X) thrown; // erased: unchecked ones pass as well
      }
      return value;
    }
  }
}
