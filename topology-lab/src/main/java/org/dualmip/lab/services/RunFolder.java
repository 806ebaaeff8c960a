package org.dualmip.lab.services;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The two folders of a run: a private one for sockets, keys and configuration, which goes away with
 * the lab, and the one for results.
 *
 * @param secret under /run; its path is short, because a Unix socket's may have 107 characters
 * @param out what the user keeps
 */
public record RunFolder(Path secret, Path out) {
  /** Makes what is missing below them. */
  public void create() {
    try {
      for (String folder : new String[] {"log", "pcap", "events"}) {
        Files.createDirectories(out.resolve(folder));
      }
      Files.createDirectories(secret);
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException refused) {
      throw new UncheckedIOException("cannot make the folders of the run", refused);
    }
  }

  /** The configuration file of a service. */
  public Path config(String service) {
    return secret.resolve(service + ".yaml");
  }

  /** The administration socket of a service. */
  public Path control(String service) {
    return secret.resolve(service + ".control");
  }

  /** What a service keeps over a restart. */
  public Path state(String service) {
    return secret.resolve(service + ".state");
  }

  /** The VICI socket of a node's strongSwan. */
  public Path vici(String node) {
    return secret.resolve(node + ".vici");
  }

  /** A log file. */
  public Path log(String name) {
    return out.resolve("log").resolve(name + ".log");
  }

  /** The events of a service, as JSON lines. */
  public Path events(String service) {
    return out.resolve("events").resolve(service + ".jsonl");
  }

  /** The capture of a segment. */
  public Path capture(String segment) {
    return out.resolve("pcap").resolve(segment + ".pcapng");
  }

  /** Writes a file into the secret folder, readable by its owner alone. */
  public Path write(String name, String content) {
    Path file = secret.resolve(name);
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    } catch (IOException refused) {
      throw new UncheckedIOException("cannot write " + file, refused);
    }
    return file;
  }
}
