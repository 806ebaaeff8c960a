package org.dualmip.lab;

import java.io.IOException;
import java.io.PrintStream;
import org.dualmip.lab.namespaces.LabException;
import org.dualmip.linux.HostException;
import org.dualmip.service.admin.AdminException;

/**
 * Carries out verbs, which may fail in the ways that a host can make them fail.
 *
 * @param err where that is said
 */
record Guard(PrintStream err) {
  static final int FINE = 0;
  static final int FAILED = 1;
  static final int MISUSED = 2;

  /** A verb; gives the exit code. */
  interface Verb {
    int run() throws IOException, InterruptedException;
  }

  int run(Verb verb) {
    try {
      return verb.run();
    } catch (LabException | HostException | AdminException refused) {
      err.println("dualmip lab: " + refused.getMessage());
      return FAILED;
    } catch (IOException refused) {
      err.println("dualmip lab: " + refused);
      return FAILED;
    } catch (InterruptedException wish) {
      Thread.currentThread().interrupt();
      return FAILED;
    }
  }
}
