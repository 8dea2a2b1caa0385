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
