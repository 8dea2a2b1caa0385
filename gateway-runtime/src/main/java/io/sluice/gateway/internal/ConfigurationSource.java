package io.sluice.gateway.internal;

import io.sluice.backend.osgi.ConfigValues;
import java.util.Map;

/** Where a configuration comes from, as a person knows it. */
final class ConfigurationSource {
  static final String PID = "service.pid";

  private ConfigurationSource() {}

  /** The file's name; where there is no file, the PID. */
  static String of(Map<String, ?> properties) {
    return ConfigValues.source(properties);
  }

  static String pid(Map<String, ?> properties) {
    return String.valueOf(properties.get(PID));
  }

  /** What stands after the {@code ~} of a factory PID (OSGi Compendium 104.4.4); or empty. */
  static String name(Map<String, ?> properties) {
    String pid = pid(properties);
    return pid.substring(pid.indexOf('~') + 1).equals(pid)
        ? ""
        : pid.substring(pid.indexOf('~') + 1);
  }
}
