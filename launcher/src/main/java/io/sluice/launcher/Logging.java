package io.sluice.launcher;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where what is logged, and what others print, goes. */
final class Logging {
  /** How often it is looked whether the configuration of the log has changed. */
  private static final long LOOK_SECONDS = 5;

  private Logging() {}

  /**
   * Must come before the first logger. What a bundle prints to standard output or error is logged
   * too: the framework and Declarative Services tell their troubles there, and on a terminal they
   * would write into what a person types.
   */
  static void configure(Places places, boolean terminal) {
    System.setProperty("sluice.log.folder", places.logs().toString());
    System.setProperty("sluice.log.console", terminal ? "OFF" : "INFO");
    LogConfiguration configuration = new LogConfiguration(places.etc().resolve("logback.xml"));
    Optional<String> problem = configuration.apply();
    watch(configuration);
    problem.ifPresent(LoggerFactory.getLogger(LogConfiguration.class)::warn);
    if (terminal) { // elsewhere the console has the log
      problem.ifPresent(System.err::println);
    }
    Logger out = LoggerFactory.getLogger("stdout");
    Logger err = LoggerFactory.getLogger("stderr");
    System.setOut(printed(line -> log(out, line)));
    System.setErr(printed(err::warn));
  }

  /** What is in the file is in force soon after it was written. */
  private static void watch(LogConfiguration configuration) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "sluice-log-configuration");
              thread.setDaemon(true);
              return thread;
            });
    Future<?> unused =
        timer.scheduleWithFixedDelay(
            () -> lookAgain(configuration), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
  }

  private static void lookAgain(LogConfiguration configuration) {
    try {
      configuration.lookAgain().ifPresent(LoggerFactory.getLogger(LogConfiguration.class)::warn);
    } catch (RuntimeException e) { // the next look is not to fail with this one
      LoggerFactory.getLogger(LogConfiguration.class).error("it can't be looked at", e);
    }
  }

  /** The framework's own lines begin with their level. */
  private static void log(Logger logger, String line) {
    if (line.startsWith("ERROR")) {
      logger.error(line);
    } else if (line.startsWith("WARN")) {
      logger.warn(line);
    } else {
      logger.info(line);
    }
  }

  /** For a command that is no gateway: what a person should act upon, on standard error. */
  static void toStandardError() {
    System.setProperty("logback.configurationFile", "io/sluice/launcher/command-logback.xml");
  }

  private static PrintStream printed(LoggedLines.Sink sink) {
    return new PrintStream(new LoggedLines(sink), true, StandardCharsets.UTF_8);
  }
}
