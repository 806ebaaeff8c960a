package org.dualmip.homeagent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dualmip.mobileip.message.RegistrationReply;
import org.dualmip.mobileip.net.Octets;
import org.dualmip.mobileip.security.Algorithm;
import org.dualmip.mobileip.security.ReplayProtection;
import org.dualmip.mobileip.security.SecurityAssociation;
import org.dualmip.service.admin.AdminClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Agents as processes in namespaces, for one test: their files in a folder with a key {@code
 * mn.key}, and whatever else the test opens. Skips the test where there is no right to it.
 */
final class Agents implements BeforeEachCallback, AfterEachCallback {
  static final String KEY = "00112233445566778899aabbccddeeff";

  private final OpenParts opened = new OpenParts();
  private @Nullable Path folder;

  @Override
  public void beforeEach(ExtensionContext context) throws IOException {
    Namespaces.needsRoot();
    folder = Files.createTempDirectory("dualmip-agents");
    key("mn.key", KEY);
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException {
    opened.close();
    if (folder != null) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    assertThat(opened.failures()).isEmpty();
  }

  /** The namespaces of the test. */
  Namespaces namespaces() {
    return add(new Namespaces());
  }

  /** Closes a part after the test. */
  <T extends AutoCloseable> T add(T part) {
    return opened.add(part);
  }

  Path folder() {
    if (folder == null) {
      throw new IllegalStateException("only during a test");
    }
    return folder;
  }

  /** Writes a key that only its owner can read. */
  void key(String name, String hex) throws IOException {
    Path key = Files.writeString(folder().resolve(name), hex + "\n");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
  }

  /** Writes the file of an agent; its state, socket and events bear the agent's name. */
  Path write(String name, String... yaml) throws IOException {
    return Files.writeString(
        folder().resolve(name + ".yaml"),
        String.join("", yaml)
            + "state: %1$s-state\ncontrol: %1$s-control\nevents: %1$s.jsonl\n".formatted(name));
  }

  /** Writes its file, starts it and waits until it serves. */
  AgentProcess start(String namespace, String name, String... yaml) throws IOException {
    return start(namespace, write(name, yaml));
  }

  /** Starts it by a file written before. */
  AgentProcess start(String namespace, Path file, String... options) throws IOException {
    return add(AgentProcess.start(namespace, file, control(nameOf(file)), options));
  }

  /** Starts it without waiting. */
  AgentProcess launch(String namespace, Path file) throws IOException {
    return add(AgentProcess.launch(namespace, file, control(nameOf(file))));
  }

  /** The administration socket of an agent. */
  Path control(String name) {
    return folder().resolve(name + "-control");
  }

  /** What an agent has said so far. */
  String events(String name) throws IOException {
    return Files.readString(folder().resolve(name + ".jsonl"));
  }

  /** Gives an agent an order. */
  AdminClient.Answer order(String name, String order, Map<String, String> parameters) {
    return new AdminClient(control(name)).post("/" + order, parameters);
  }

  /** The association with the key in {@code mn.key}. */
  static SecurityAssociation secret(int spi) {
    return new SecurityAssociation(
        spi,
        Algorithm.HMAC_SHA_256,
        Octets.ofHex(KEY),
        ReplayProtection.TIMESTAMPS,
        SecurityAssociation.DEFAULT_TOLERANCE);
  }

  static void assertAccepted(RegistrationReply reply) {
    assertThat(reply.code().accepted()).as("%s", reply).isTrue();
  }

  static List<?> visitors(AgentProcess agent) {
    return (List<?>) agent.page("/show/visitors");
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName()).replace(".yaml", "");
  }
}
