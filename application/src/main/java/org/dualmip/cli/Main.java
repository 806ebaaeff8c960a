package org.dualmip.cli;

/** Where the program begins. */
public final class Main {
  private Main() {}

  /** Runs the verb that the arguments name and ends with its exit code. */
  public static void main(String[] arguments) {
    System.exit(Dualmip.commandLine().execute(arguments));
  }
}
