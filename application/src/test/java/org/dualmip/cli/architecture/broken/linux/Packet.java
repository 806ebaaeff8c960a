package org.dualmip.cli.architecture.broken.linux;

import org.dualmip.cli.architecture.broken.mobileip.message.Text;
import picocli.CommandLine.Option;

/** Wrong: knows messages of Mobile IP, and a library of the program. */
public final class Packet {
  @Option(names = "--text")
  Text text = new Text();
}
