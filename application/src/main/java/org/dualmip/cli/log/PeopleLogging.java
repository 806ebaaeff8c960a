package org.dualmip.cli.log;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Sets Logback up: one line for each entry on standard error. Stateless. */
public final class PeopleLogging extends ContextAwareBase implements Configurator {
  private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{0}: %msg%n";

  /** Our own loggers; libraries speak up only when something is wrong. */
  private static final List<String> OURS = List.of("dualmip", "org.dualmip");

  /** Warns where a network namespace has no hardware address, which is common and does no harm. */
  private static final String NETTY_MACHINE_ID = "io.netty.util.internal.MacAddressUtil";

  /** How much of it is shown. */
  public enum Level {
    /** What stops a service. */
    ERROR,
    /** And what an operator should look at. */
    WARN,
    /** And every change of state. */
    INFO,
    /** And each step. */
    DEBUG
  }

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern(PATTERN);
    encoder.start();
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setContext(context);
    console.setName("stderr");
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(console);
    root.setLevel(ch.qos.logback.classic.Level.WARN);
    context.getLogger(NETTY_MACHINE_ID).setLevel(ch.qos.logback.classic.Level.OFF);
    show(context, Level.INFO);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** Shows our own entries from that level up. Any thread. */
  public static void level(Level level) {
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
      show(context, level);
    }
  }

  private static void show(LoggerContext context, Level level) {
    OURS.forEach(name -> context.getLogger(name).setLevel(toLogback(level)));
  }

  private static ch.qos.logback.classic.Level toLogback(Level level) {
    return ch.qos.logback.classic.Level.toLevel(level.name());
  }
}
