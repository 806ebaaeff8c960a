package org.dualmip.homeagent;

import java.nio.file.Path;
import org.dualmip.service.ServiceProcess;

/** The agent as a process of its own, as the program runs it. */
final class AgentMain {
  private AgentMain() {}

  public static void main(String[] arguments) {
    int code = 1;
    try {
      code =
          new ServiceProcess()
              .serve(process -> HomeAgentService.start(Path.of(arguments[0]), process));
    } catch (Exception refused) {
      System.out.println("refused: " + refused.getMessage());
    }
    System.exit(code);
  }
}
