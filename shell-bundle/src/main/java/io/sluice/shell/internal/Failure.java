package io.sluice.shell.internal;

import io.sluice.backend.osgi.PrintableText;

/** What a person is told of a command that failed. */
final class Failure {
  private Failure() {}

  /** One line: the message where there is one, else the kind of the exception. */
  static String describe(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof java.lang.reflect.InvocationTargetException
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null || message.isBlank()
        ? cause.getClass().getSimpleName()
        : PrintableText.ofLines(message);
  }
}
