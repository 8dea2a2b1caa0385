package io.sluice.launcher;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where what is logged, and what others print, goes. */
final class Logging {
  private Logging() {}

  /**
   * Must come before the first logger. What a bundle prints to standard output or error is logged
   * too: the framework and Declarative Services tell their troubles there, and on a terminal they
   * would write into what a person types.
   */
  static void configure(Places places, boolean terminal) {
    System.setProperty("sluice.log.folder", places.logs().toString());
    System.setProperty("sluice.log.console", terminal ? "OFF" : "INFO");
    Optional<String> problem = new LogConfiguration(places.etc().resolve("logback.xml")).apply();
    problem.ifPresent(LoggerFactory.getLogger(LogConfiguration.class)::warn);
    if (terminal) { // elsewhere the console has the log
      problem.ifPresent(System.err::println);
    }
    Logger out = LoggerFactory.getLogger("stdout");
    Logger err = LoggerFactory.getLogger("stderr");
    System.setOut(printed(line -> log(out, line)));
    System.setErr(printed(err::warn));
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
