package org.dualmip.service;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * POSIX signals. The JDK's only way to catch SIGHUP, and to end with exit code 0 on SIGTERM, is
 * {@code sun.misc.Signal} of the module {@code jdk.unsupported}; javac warns about it in a way that
 * cannot be switched off, so it is reached by reflection.
 */
final class Signals {
  private Signals() {}

  /** Runs the action on a thread of the JDK whenever the signal arrives: {@code TERM}, ... */
  static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) -> invoked(self, method, arguments, action));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException(
          "this Java runtime has no module jdk.unsupported, which catches SIG" + name, missing);
    }
  }

  @SuppressWarnings("ReferenceEquality") // a handler equals itself alone
  private static Object invoked(Object self, Method method, Object[] arguments, Runnable action) {
    return switch (method.getName()) {
      case "equals" -> self == arguments[0];
      case "hashCode" -> System.identityHashCode(self);
      case "toString" -> "handler of a signal";
      default -> {
        action.run();
        yield self;
      }
    };
  }
}
