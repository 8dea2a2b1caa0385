package io.sluice.backends.http;

import io.sluice.backend.osgi.ConfigException;
import io.sluice.backend.osgi.ConfigValues;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The caches as configured.
 *
 * @param memory bytes of memory
 * @param disk bytes on disk; 0 for nothing there
 * @param folder where; empty for the gateway's own
 */
record HttpCacheSettings(long memory, long disk, Optional<Path> folder) {
  /** Reads a configuration, see {@link HttpCacheConfig}. */
  static HttpCacheSettings of(Map<String, ?> properties) throws ConfigException {
    ConfigValues values = new ConfigValues(properties, HttpCacheConfig.class);
    values.requireKnownKeys();
    return new HttpCacheSettings(values.bytes("memory"), values.bytes("disk"), folder(values));
  }

  private static Optional<Path> folder(ConfigValues values) throws ConfigException {
    String folder = values.text("folder");
    try {
      return folder.isEmpty() ? Optional.empty() : Optional.of(Path.of(folder));
    } catch (InvalidPathException e) {
      throw values.problem("folder", folder, "is no path: " + e.getReason());
    }
  }
}
