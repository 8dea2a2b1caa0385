package io.sluice.backends.http.remote;

import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;

/** Why the server did not give what it was asked for. The message holds no secret. */
public final class RemoteException extends IOException {
  private static final long serialVersionUID = 1L;

  /** What follows from a failure. */
  public enum Kind {
    /** Asking again may help: unreachable, overloaded, broken off. */
    OUTAGE,
    /**
     * Asking again is of no use: no such file, no right, no ranges, an answer that makes no sense.
     */
    REFUSED,
    /** There is other content by now. */
    CHANGED
  }

  private final Kind kind;
  private final transient Duration retryAfter;

  private RemoteException(Kind kind, String message, Duration retryAfter, Throwable cause) {
    super(message, cause);
    this.kind = kind;
    this.retryAfter = retryAfter;
  }

  static RemoteException outage(String message, Throwable cause) {
    return new RemoteException(Kind.OUTAGE, message, Duration.ZERO, cause);
  }

  /** An outage whose end the server has told. */
  static RemoteException outage(String message, Duration retryAfter) {
    return new RemoteException(Kind.OUTAGE, message, retryAfter, null);
  }

  static RemoteException refused(String message) {
    return new RemoteException(Kind.REFUSED, message, Duration.ZERO, null);
  }

  static RemoteException refused(String message, Throwable cause) {
    return new RemoteException(Kind.REFUSED, message, Duration.ZERO, cause);
  }

  static RemoteException changed(String message) {
    return new RemoteException(Kind.CHANGED, message, Duration.ZERO, null);
  }

  public Kind kind() {
    return kind;
  }

  /** Whether there is nobody at the other end who could answer, as is known at once. */
  boolean isUnreachable() {
    return getCause() instanceof ConnectException;
  }

  /** How long the server wants to be left alone; zero where it did not say. */
  Duration retryAfter() {
    return retryAfter == null ? Duration.ZERO : retryAfter;
  }
}
