package io.sluice.backend.osgi;

import java.io.IOException;

/**
 * A configuration that can't be used. The message names the file and the key, and says what is
 * expected.
 */
public final class ConfigException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  ConfigException(String source, String reason) {
    super(PrintableText.ofMessage(source + ": " + reason));
    this.reason = PrintableText.ofMessage(reason);
  }

  /** The message without the file's name, for output that already shows the file. */
  public String reason() {
    return reason;
  }
}
