package io.sluice.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/**
 * What the build knew.
 *
 * @param version of Sluice
 * @param slf4jVersion the version under which bundles see the logging API
 */
record Release(String version, String slf4jVersion) {
  static Release load() throws IOException {
    Properties properties = new Properties();
    try (InputStream in = Release.class.getResourceAsStream("launcher.properties")) {
      properties.load(in);
    }
    return new Release(properties.getProperty("version"), properties.getProperty("slf4j.version"));
  }
}
