package io.sluice.backend;

import java.io.IOException;

/**
 * A volume can't be served yet, because something that it needs, such as an index, is still being
 * built. This is not a failure: the caller asks again in a moment, and reports the progress to a
 * person.
 */
public final class PreparingException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is being built and how far it has got, for a person
   */
  public PreparingException(String message) {
    super(message);
  }
}
