package io.sluice.backend;

import java.io.IOException;

/**
 * A volume can't be served yet, since something is being made that it needs, such as an index. That
 * is no failure: whoever has asked asks again in a moment, and tells a person how far it is.
 */
public final class PreparingException extends IOException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message what is being made, and how far that is, for a person
   */
  public PreparingException(String message) {
    super(message);
  }
}
