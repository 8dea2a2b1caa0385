package io.sluice.gateway.internal.shell;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * A configuration and the file that it was read from, of which either may be gone already.
 *
 * @param configuration in Configuration Admin
 * @param file what File Install made it from
 */
record ConfigurationRecord(Optional<Configuration> configuration, Optional<Path> file) {
  /** Where File Install leaves the URL of the file. */
  private static final String FILE_NAME = "felix.fileinstall.filename";

  static ConfigurationRecord find(ConfigurationAdmin admin, Optional<String> pid)
      throws IOException {
    Optional<Configuration> configuration = Optional.empty();
    if (pid.isPresent()) {
      configuration = find(admin, pid.get());
    }
    return new ConfigurationRecord(configuration, configuration.flatMap(ConfigurationRecord::file));
  }

  private static Optional<Configuration> find(ConfigurationAdmin admin, String pid)
      throws IOException {
    try {
      Configuration[] found = admin.listConfigurations("(service.pid=" + escaped(pid) + ")");
      return found == null ? Optional.empty() : Optional.of(found[0]);
    } catch (InvalidSyntaxException e) {
      throw new IOException("the PID '" + pid + "' can't be looked for", e);
    }
  }

  /** For a filter (OSGi Core 3.2.7). */
  private static String escaped(String value) {
    return value.replaceAll("([\\\\*()])", "\\\\$1");
  }

  private static Optional<Path> file(Configuration configuration) {
    Object url = configuration.getProperties().get(FILE_NAME);
    return url == null ? Optional.empty() : Optional.of(Path.of(URI.create(url.toString())));
  }

  /** Before anything else is done: whether {@link #delete} will be possible. */
  void requireDeletable() throws IOException {
    if (file.isPresent() && Files.exists(file.get()) && !Files.isWritable(file.get().getParent())) {
      throw new IOException(
          file.get() + " can't be deleted: its folder is not writable; nothing was changed");
    }
  }

  /** Deletes the file first: with it there, the configuration would come back. */
  void delete() throws IOException {
    if (file.isPresent()) {
      Files.deleteIfExists(file.get());
    }
    if (configuration.isPresent()) {
      try {
        configuration.get().delete();
      } catch (IllegalStateException e) {
        // File Install was quicker: it is deleted
      }
    }
  }
}
