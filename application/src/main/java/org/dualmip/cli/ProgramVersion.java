package org.dualmip.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: our version, and that of the Java below us. */
final class ProgramVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "dualmip %s (Java %s, %s)"
          .formatted(number(), Runtime.version(), System.getProperty("java.vendor"))
    };
  }

  /** Our version alone, as the build wrote it. */
  static String number() {
    var properties = new Properties();
    try (InputStream in = ProgramVersion.class.getResourceAsStream("version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the program's own jar is damaged: build again", unreadable);
    }
    return properties.getProperty("version", "of unknown version");
  }
}
