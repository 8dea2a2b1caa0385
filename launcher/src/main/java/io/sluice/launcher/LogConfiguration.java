package io.sluice.launcher;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.NopStatusListener;
import ch.qos.logback.core.status.Status;
import io.sluice.backend.BoundedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * What {@code etc/logback.xml} says of logging, or what the distribution's own says where the file
 * is missing or can't be used: a gateway without a log could not tell why a disk fails.
 */
final class LogConfiguration {
  /** The distribution's own {@code etc/logback.xml}, within the program. */
  private static final String BUILT_IN = "io/sluice/launcher/logback.xml";

  private static final int LONGEST = 1 << 20;

  private final Path file;

  LogConfiguration(Path file) {
    this.file = file;
  }

  /**
   * Must come before the first logger.
   *
   * @return what a person should know of the file, if anything
   */
  Optional<String> apply() {
    // Else Logback prints what it thinks of a file in a jar, which it can't watch.
    System.setProperty("logback.statusListenerClass", NopStatusListener.class.getName());
    System.setProperty("logback.configurationFile", BUILT_IN);
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)
        || !Files.exists(file)) {
      return Optional.empty();
    }
    Optional<String> problem = read(context);
    if (problem.isPresent()) {
      reset(context);
      try {
        configurator(context)
            .doConfigure(LogConfiguration.class.getClassLoader().getResource(BUILT_IN));
      } catch (JoranException e) {
        throw new IllegalStateException("every build has a " + BUILT_IN + " that can be read", e);
      }
    }
    return problem.map(
        reason ->
            file
                + " can't be used ("
                + reason
                + "), so the log is as without changes: mend the file, or delete it to get a new"
                + " one, and start the gateway again");
  }

  private Optional<String> read(LoggerContext context) {
    reset(context);
    try {
      // Logback, which opens whatever is there, is to watch the file, and so is given its name.
      BoundedFile.of(file, LONGEST).read();
      configurator(context).doConfigure(file.toFile());
    } catch (IOException e) {
      return Optional.of(oneLine(e));
    } catch (JoranException e) {
      return Optional.of(oneLine(e.getCause() == null ? e : e.getCause()));
    }
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getEffectiveLevel() >= Status.ERROR)
        .map(Status::getMessage)
        .findFirst();
  }

  private static void reset(LoggerContext context) {
    context.reset();
    context.getStatusManager().clear();
  }

  private static JoranConfigurator configurator(LoggerContext context) {
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    return configurator;
  }

  private static String oneLine(Throwable reason) {
    return String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
  }
}
