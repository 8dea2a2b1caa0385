package io.sluice.backends.qcow2;

import java.io.IOException;

/**
 * An image that is damaged, hostile, or of a kind that is not served. The message is for a person.
 */
public final class FormatException extends IOException {
  private static final long serialVersionUID = 1L;

  FormatException(String message) {
    super(message);
  }
}
