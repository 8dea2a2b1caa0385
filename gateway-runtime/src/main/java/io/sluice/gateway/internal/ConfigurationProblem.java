package io.sluice.gateway.internal;

/** A key of a configuration that can't be used; the message names the key and what it may be. */
public final class ConfigurationProblem extends Exception {
  private static final long serialVersionUID = 1L;

  ConfigurationProblem(String message) {
    super(message);
  }

  ConfigurationProblem(String key, Object value, String wanted) {
    super("%s = %s: %s".formatted(key, value, wanted));
  }
}
