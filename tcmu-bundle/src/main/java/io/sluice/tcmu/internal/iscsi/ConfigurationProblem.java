package io.sluice.tcmu.internal.iscsi;

import java.io.Serial;

/** A target's configuration is wrong; the message names the key and says what to do. */
final class ConfigurationProblem extends Exception {
  @Serial private static final long serialVersionUID = 1;

  ConfigurationProblem(String key, String message) {
    super(key + ": " + message);
  }
}
