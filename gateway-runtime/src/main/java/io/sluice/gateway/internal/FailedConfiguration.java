package io.sluice.gateway.internal;

import java.util.Map;

/**
 * A configuration of which no logical unit could be made.
 *
 * @param reason for a person, naming the key
 */
record FailedConfiguration(Map<String, Object> properties, String reason) {
  /** The name it would have, as far as that can be told. */
  String name() {
    String otherwise = ConfigurationSource.name(properties);
    return new Settings(properties).text("name", otherwise.isEmpty() ? source() : otherwise);
  }

  String source() {
    return ConfigurationSource.of(properties);
  }
}
