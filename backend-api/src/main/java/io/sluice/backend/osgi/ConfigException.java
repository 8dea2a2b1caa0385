package io.sluice.backend.osgi;

import java.io.IOException;

/** A configuration that can't be used. The message names file and key, and says what is wanted. */
public final class ConfigException extends IOException {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(PrintableText.ofMessage(message));
  }
}
