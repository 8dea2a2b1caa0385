package io.sluice.gateway.internal.configuration;

import io.sluice.gateway.configuration.ConfigurationChange;
import io.sluice.gateway.configuration.ConfigurationFile;
import io.sluice.gateway.configuration.ConfigurationText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.Configuration;

/** A change of the folder's files, with what they held before. */
final class FileChange implements ConfigurationChange {
  private static final long POLL_MILLIS = 50;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final ConfigurationFolder folder;
  private final Map<ConfigurationFile, Optional<Before>> before = new LinkedHashMap<>();
  private final Map<ConfigurationFile, Optional<ConfigurationText>> wanted = new LinkedHashMap<>();

  /** What a file was. */
  private record Before(String content, boolean secret) {}

  FileChange(ConfigurationFolder folder) {
    this.folder = folder;
  }

  @Override
  public void write(ConfigurationFile file, ConfigurationText text) throws IOException {
    doOrRollBack(file, () -> file.write(text));
    wanted.put(file, Optional.of(text));
  }

  @Override
  public void writeSecret(ConfigurationFile file, String content) throws IOException {
    doOrRollBack(file, () -> file.writeSecret(content));
  }

  @Override
  public void delete(ConfigurationFile file) throws IOException {
    doOrRollBack(file, file::delete);
    wanted.put(file, Optional.empty());
  }

  private interface Step {
    void run() throws IOException;
  }

  private void doOrRollBack(ConfigurationFile file, Step step) throws IOException {
    Optional<Before> was;
    try {
      was = before.containsKey(file) ? before.get(file) : contentOf(file);
      step.run();
    } catch (IOException e) {
      throw new IOException("%s: %s; %s".formatted(file, e.getMessage(), undone()), e);
    }
    before.put(file, was);
  }

  /**
   * Takes back what was done before, and says how that went. A step that fails has done nothing.
   */
  private String undone() {
    try {
      rollBack();
      return "nothing was changed";
    } catch (IOException e) {
      return "and %s can't be put back: %s".formatted(before.keySet(), e.getMessage());
    }
  }

  private static Optional<Before> contentOf(ConfigurationFile file) throws IOException {
    try {
      boolean secret = Files.getPosixFilePermissions(file.path()).equals(OWNER_ONLY);
      return file.content().map(content -> new Before(content, secret));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  @Override
  public void awaitRead(Duration bound) throws IOException {
    long deadline = System.nanoTime() + bound.toNanos();
    for (List<ConfigurationFile> unread = unread(); !unread.isEmpty(); unread = unread()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(
            unread + " was not read within " + bound.toSeconds() + " s; the log tells why");
      }
      try {
        TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
    }
  }

  private List<ConfigurationFile> unread() throws IOException {
    List<ConfigurationFile> unread = new ArrayList<>();
    for (var entry : wanted.entrySet()) {
      Optional<Configuration> configuration = folder.configuration(entry.getKey());
      boolean read =
          entry.getValue().isPresent()
              ? configuration.filter(held -> holds(held, entry.getValue().get())).isPresent()
              : configuration.isEmpty();
      if (!read) {
        unread.add(entry.getKey());
      }
    }
    return unread;
  }

  private static boolean holds(Configuration configuration, ConfigurationText text) {
    return text.isReadAs(FrameworkUtil.asMap(configuration.getProperties()));
  }

  /** Also where Ctrl-C was what ended the change: a channel refuses an interrupted thread. */
  @Override
  public void rollBack() throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      putBack();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void putBack() throws IOException {
    for (var entry : before.entrySet()) {
      ConfigurationFile file = entry.getKey();
      Optional<Before> content = entry.getValue();
      if (content.isEmpty()) {
        file.delete();
      } else if (content.get().secret()) {
        file.writeSecret(content.get().content());
      } else {
        file.write(content.get().content());
      }
    }
    wanted.replaceAll(
        (file, text) ->
            before.get(file).map(content -> ConfigurationText.parse(content.content())));
  }
}
