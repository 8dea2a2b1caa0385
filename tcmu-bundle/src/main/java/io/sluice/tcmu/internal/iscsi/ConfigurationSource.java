package io.sluice.tcmu.internal.iscsi;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where a configuration comes from.
 *
 * @param pid of the configuration
 * @param name what the person called it: what stands behind the factory's PID
 * @param file for messages: the file's name
 * @param folder where the file is
 */
record ConfigurationSource(String pid, String name, String file, Path folder) {
  private static final String FILE = "felix.fileinstall.filename";

  static ConfigurationSource of(Map<String, ?> properties) {
    String pid = String.valueOf(properties.get("service.pid"));
    String name = pid.substring(pid.indexOf('~') + 1);
    Object url = properties.get(FILE);
    if (url == null) {
      return new ConfigurationSource(pid, name, pid.replace('~', '-') + ".cfg", Path.of(""));
    }
    Path file =
        url.toString().startsWith("file:")
            ? Path.of(URI.create(url.toString()))
            : Path.of(url.toString());
    return new ConfigurationSource(
        pid, name, file.getFileName().toString(), file.toAbsolutePath().getParent());
  }
}
