package org.dualmip.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Settings of the kernel, by the names of sysctl(8).
 *
 * <p>Those that begin with {@code net.} belong to the network namespace of the calling thread,
 * which must not be a virtual one. A dot inside a link's name is written as a slash.
 */
public final class Sysctl {
  private static final Path ROOT = Path.of("/proc/sys");

  private Sysctl() {}

  /**
   * The setting's present value.
   *
   * @param name such as "net.ipv4.ip_forward"
   * @throws HostException if this kernel has no such setting
   */
  public static String get(String name) {
    // These files have size 0, say all in one read and nothing in the next: Files.readString asks
    // for one octet first and gets no more.
    try (InputStream file = Files.newInputStream(path(name))) {
      return new String(file.readNBytes(4096), StandardCharsets.US_ASCII).strip();
    } catch (IOException refused) {
      throw refused(name, "read", refused);
    }
  }

  /**
   * Changes a setting and returns what it was, for putting it back. One that has the value already
   * is not written.
   *
   * @throws HostException if this kernel has no such setting, or without the right
   */
  public static String set(String name, String value) {
    String previous = get(name);
    if (!previous.equals(value)) {
      try {
        Files.writeString(path(name), value);
      } catch (IOException refused) {
        throw refused(name, "set", refused);
      }
    }
    return previous;
  }

  private static HostException refused(String name, String operation, IOException refused) {
    Path path = path(name);
    String remedy;
    if (!Files.exists(path)) {
      remedy = "this kernel or this network namespace has none of that name";
    } else if (Files.isWritable(path)) {
      remedy = "the kernel refuses the value (" + refused.getMessage() + ")";
    } else {
      remedy = "run as root; in a container give it with --sysctl";
    }
    return new HostException(operation + " the kernel's setting " + name, 0, remedy);
  }

  private static Path path(String name) {
    var file = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      file.append(c == '.' ? '/' : c == '/' ? '.' : c);
    }
    Path path = ROOT.resolve(file.toString()).normalize();
    if (!path.startsWith(ROOT)) {
      throw new IllegalArgumentException("not the name of a setting: " + name);
    }
    return path;
  }
}
