package io.sluice.backend.osgi;

import java.io.IOException;

/** A configuration that can't be used. The message names file and key, and says what is wanted. */
public final class ConfigException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  ConfigException(String source, String reason) {
    super(PrintableText.ofMessage(source + ": " + reason));
    this.reason = PrintableText.ofMessage(reason);
  }

  /** The message without the file, for where that is told beside it. */
  public String reason() {
    return reason;
  }
}
