package org.dualmip.linux;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test that changes the host's network: runs as root, and says loudly when it cannot. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnHost.Condition.class)
@interface OnHost {
  /** Root and a virtual adapter device. */
  final class Condition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      String missing =
          !"root".equals(System.getProperty("user.name"))
              ? "not root (run the build as root, or in a container with CAP_NET_ADMIN)"
              : Files.exists(Path.of("/dev/net/tun")) ? "" : "no /dev/net/tun (modprobe tun)";
      if (missing.isEmpty()) {
        return ConditionEvaluationResult.enabled("root with /dev/net/tun");
      }
      System.err.println("NOT RUN: " + context.getDisplayName() + ": " + missing);
      return ConditionEvaluationResult.disabled(missing);
    }
  }
}
