package io.sluice.backends.seekable;

import java.io.IOException;

/** A file that is not what its format says, or is of none. The message is for a person. */
public final class DamagedException extends IOException {
  private static final long serialVersionUID = 1L;

  public DamagedException(String message) {
    super(message);
  }

  public DamagedException(String message, Throwable cause) {
    super(message, cause);
  }
}
