package io.sluice.gateway.internal;

import io.sluice.backend.osgi.ConfigValues;
import io.sluice.backend.osgi.PrintableText;
import java.time.Duration;
import java.util.Map;

/**
 * A configuration of which no logical unit could be made.
 *
 * @param reason for a person, naming the key
 * @param since {@link System#nanoTime} of the failure
 */
record FailedConfiguration(Map<String, Object> properties, String reason, long since) {
  FailedConfiguration(Map<String, Object> properties, String reason) {
    this(properties, reason, System.nanoTime());
  }

  /**
   * Of a file of logical units that could not be read.
   *
   * @param file its name, which is all that is known
   */
  static FailedConfiguration unread(String file, String reason) {
    String pid = file.substring(0, file.lastIndexOf('.')).replaceFirst("-", "~");
    return new FailedConfiguration(
        Map.of(ConfigurationSource.PID, pid, "felix.fileinstall.filename", "file:/" + file),
        "it can't be read: " + reason);
  }

  /** The name it would have, as far as that can be told. */
  String name() {
    String otherwise = ConfigurationSource.name(properties);
    String name =
        new ConfigValues(properties, LunMetatype.class)
            .text("name", otherwise.isEmpty() ? source() : otherwise);
    return PrintableText.ofValue(name);
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - since);
  }

  String pid() {
    return ConfigurationSource.pid(properties);
  }

  String source() {
    return ConfigurationSource.of(properties);
  }
}
