package io.sluice.launcher;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.NopStatusListener;
import ch.qos.logback.core.status.Status;
import io.sluice.backend.BoundedFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;

/**
 * What {@code etc/logback.xml} says of logging, or what the distribution's own says where the file
 * is missing or can't be used: a gateway without a log could not tell why a disk fails.
 *
 * <p>Logback is given the content, and never the file: it would look at that again by itself, and
 * wait for ever in a FIFO that has taken its place.
 */
final class LogConfiguration {
  /** The distribution's own {@code etc/logback.xml}, within the program. */
  private static final String BUILT_IN = "io/sluice/launcher/logback.xml";

  private static final int LONGEST = 1 << 20;

  /** As a file says that it is to be read again when it changes. */
  private static final Pattern SCANNED =
      Pattern.compile("<configuration\\b[^>]*\\bscan\\s*=\\s*[\"']true[\"']");

  private final Path file;

  /** What the log is as; null where that is the distribution's own. */
  private byte[] inForce;

  /** What the file had in it when it was looked at last; null where it could not be read. */
  private byte[] seen;

  private String told = "";

  LogConfiguration(Path file) {
    this.file = file;
  }

  /**
   * Must come before the first logger.
   *
   * @return what a person should know of the file, if anything
   */
  synchronized Optional<String> apply() {
    // Else Logback prints what it thinks of a file in a jar, which it can't watch.
    System.setProperty("logback.statusListenerClass", NopStatusListener.class.getName());
    System.setProperty("logback.configurationFile", BUILT_IN);
    Optional<String> problem = Files.exists(file) ? look() : Optional.empty();
    told = problem.orElse("");
    return problem;
  }

  /**
   * Looks at the file once more, and takes it up where it has changed and can be used. What is in
   * force does not end with a file that is gone or wrong, or that says that it is not looked at.
   *
   * @return what a person should know of it and was not told before
   */
  synchronized Optional<String> lookAgain() {
    boolean isScanned =
        inForce == null || SCANNED.matcher(new String(inForce, StandardCharsets.UTF_8)).find();
    Optional<String> problem = isScanned && Files.exists(file) ? look() : Optional.empty();
    boolean isNews = problem.isPresent() && !problem.get().equals(told);
    told = problem.orElse(Arrays.equals(seen, inForce) ? "" : told);
    return problem.filter(text -> isNews);
  }

  private Optional<String> look() {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      return Optional.empty();
    }
    byte[] content;
    try {
      content = BoundedFile.of(file, LONGEST).read();
    } catch (IOException e) {
      seen = null;
      return problem(e.getMessage());
    }
    if (Arrays.equals(content, seen)) {
      return Optional.empty();
    }
    seen = content;
    Optional<String> reason = read(context, content);
    if (reason.isEmpty()) {
      inForce = content;
      return Optional.empty();
    }
    goBack(context);
    return problem(reason.get());
  }

  private Optional<String> problem(String reason) {
    return Optional.of(
        file
            + " can't be used ("
            + reason
            + "), so the log is as "
            + (inForce == null ? "without changes" : "it was")
            + ": mend the file, which is read again then, or delete it and start the gateway again"
            + " to get a new one");
  }

  private static Optional<String> read(LoggerContext context, byte[] content) {
    reset(context);
    try {
      configurator(context).doConfigure(new ByteArrayInputStream(content));
    } catch (JoranException e) {
      return Optional.of(oneLine(e.getCause() == null ? e : e.getCause()));
    }
    return context.getStatusManager().getCopyOfStatusList().stream()
        .filter(status -> status.getEffectiveLevel() >= Status.ERROR)
        .map(Status::getMessage)
        .findFirst();
  }

  private void goBack(LoggerContext context) {
    if (inForce != null && read(context, inForce).isEmpty()) {
      return;
    }
    reset(context);
    try {
      configurator(context)
          .doConfigure(LogConfiguration.class.getClassLoader().getResource(BUILT_IN));
    } catch (JoranException e) {
      throw new IllegalStateException("every build has a " + BUILT_IN + " that can be read", e);
    }
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
