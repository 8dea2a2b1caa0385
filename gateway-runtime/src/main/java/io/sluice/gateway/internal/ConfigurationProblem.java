package io.sluice.gateway.internal;

import io.sluice.backend.osgi.PrintableText;

/** A key of a configuration that can't be used; the message names the key and what it may be. */
public final class ConfigurationProblem extends Exception {
  private static final long serialVersionUID = 1L;

  ConfigurationProblem(String message) {
    super(PrintableText.ofMessage(message));
  }

  ConfigurationProblem(String key, Object value, String wanted) {
    this("%s = %s: %s".formatted(key, PrintableText.ofValue(value), wanted));
  }
}
