package org.dualmip.homeagent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.DiscoverySecret;

/**
 * The file of the key by which mobile nodes find this home agent without registering
 * (docs/home-agent-discovery.md): 64 hexadecimal digits in the state directory, for the owner
 * alone. Made when there is none; the nodes learn a new one with their next registration.
 */
final class DiscoveryKey {
  private static final String FILE = "discovery.key";
  private static final Set<PosixFilePermission> OWNER_ALONE =
      PosixFilePermissions.fromString("rw-------");

  private DiscoveryKey() {}

  /**
   * Reads the key, or makes it.
   *
   * @param directory the state directory, which must be there
   * @throws CannotServe if the file is damaged or others can read it
   * @throws UncheckedIOException if it cannot be read or written
   */
  static DiscoverySecret open(Path directory) {
    Path file = directory.resolve(FILE);
    try {
      return Files.exists(file) ? read(file) : make(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(
          "cannot use the discovery key " + file + ": " + failed.getMessage(), failed);
    }
  }

  private static DiscoverySecret read(Path file) throws IOException {
    Set<PosixFilePermission> others = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    others.removeAll(
        EnumSet.range(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_EXECUTE));
    if (!others.isEmpty()) {
      throw new CannotServe(
          "others than its owner can use the discovery key "
              + file
              + ": if nobody has, 'chmod 600 "
              + file
              + "'; otherwise remove it, and a new one is made");
    }
    try {
      return DiscoverySecret.of(Octets.ofHex(Files.readString(file).strip()));
    } catch (IllegalArgumentException damaged) {
      // Without the cause, which might print what there is of a key.
      throw new CannotServe(
          "the discovery key "
              + file
              + " is not 64 hexadecimal digits: restore it from a backup, or remove it, and a new"
              + " one is made");
    }
  }

  /** In one step: a file that is there is whole. */
  private static DiscoverySecret make(Path file) throws IOException {
    DiscoverySecret made = DiscoverySecret.draw(new SecureRandom());
    Path draft = file.resolveSibling(FILE + ".new");
    Files.deleteIfExists(draft);
    Files.createFile(draft, PosixFilePermissions.asFileAttribute(OWNER_ALONE));
    Files.writeString(draft, made.toStored() + "\n");
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    return made;
  }
}
