package io.sluice.backends.http.remote;

import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** What a request that had no answer died of. */
final class Failures {
  private Failures() {}

  /** A failure on its way through a stage that may throw unchecked exceptions only. */
  static final class Carried extends CompletionException {
    private static final long serialVersionUID = 1L;

    Carried(RemoteException failure) {
      super(failure);
    }
  }

  static Throwable unwrap(Throwable thrown) {
    Throwable failure = thrown;
    while ((failure instanceof CompletionException || failure instanceof ExecutionException)
        && failure.getCause() != null) {
      failure = failure.getCause();
    }
    return failure;
  }

  /**
   * @param url as it may be shown
   */
  static RemoteException of(Throwable thrown, String url) {
    Throwable failure = unwrap(thrown);
    if (failure instanceof RemoteException known) {
      return known;
    }
    if (isDistrust(failure)) {
      return RemoteException.refused(
          url + " can't be trusted: " + rootMessage(failure) + "; its CA can be named as caFile",
          failure);
    }
    return RemoteException.outage(url + " " + describe(failure), failure);
  }

  private static boolean isDistrust(Throwable failure) {
    boolean handshake =
        failure instanceof SSLHandshakeException || failure instanceof SSLPeerUnverifiedException;
    for (Throwable cause = failure; handshake && cause != null; cause = cause.getCause()) {
      if (cause instanceof GeneralSecurityException) {
        return true;
      }
    }
    return failure instanceof SSLPeerUnverifiedException;
  }

  private static String describe(Throwable failure) {
    if (failure instanceof HttpConnectTimeoutException) {
      return "can't be reached: no connection in time";
    }
    if (failure instanceof HttpTimeoutException) {
      return "did not answer in time";
    }
    if (failure instanceof TimeoutException) {
      return "did not answer in time";
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return "can't be reached: its host has no address (DNS)";
      }
    }
    if (failure instanceof ConnectException) {
      return "can't be reached: " + connectMessage(failure);
    }
    if (failure instanceof SSLException) {
      return "broke off the TLS connection: " + rootMessage(failure);
    }
    return "broke off: " + rootMessage(failure);
  }

  /** The client puts all that can go wrong with a connection into one kind of exception. */
  private static String connectMessage(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage();
      if (message != null && !message.isEmpty()) {
        return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
      }
    }
    return "connection refused";
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }
}
