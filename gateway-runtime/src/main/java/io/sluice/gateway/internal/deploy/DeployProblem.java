package io.sluice.gateway.internal.deploy;

/** Why a jar can't be used, in words for the person who has put it there. */
class DeployProblem extends Exception {
  private static final long serialVersionUID = 1L;

  /** What makes another attempt worth it. */
  enum Retry {
    /** Nothing but another jar, or the same one touched. */
    WHEN_FILE_CHANGES,
    /** Bundles that came since: what it needs may be there. */
    WHEN_BUNDLES_CHANGE,
    /** More of the file: it may be a copy under way. */
    WHEN_WHOLE
  }

  private final Retry retry;

  DeployProblem(String message) {
    this(Retry.WHEN_FILE_CHANGES, message);
  }

  DeployProblem(Retry retry, String message) {
    super(message);
    this.retry = retry;
  }

  Retry retry() {
    return retry;
  }

  /** What a person is told of a failure: its message, and its kind where that says more. */
  static String reason(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getClass().getName();
    }
    String firstLine = message.lines().findFirst().orElse(message).strip();
    return failure instanceof RuntimeException || failure instanceof Error
        ? failure.getClass().getName() + ": " + firstLine
        : firstLine;
  }
}
