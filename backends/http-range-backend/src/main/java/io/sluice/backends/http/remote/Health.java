package io.sluice.backends.http.remote;

import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** How the server has answered of late. Thread-safe. */
public final class Health {
  private volatile RemoteException last;

  /** Guarded by this. */
  private long failedAt;

  /** Since when nothing but outages; 0 while there is none. */
  private volatile long downSince;

  private volatile long pausedUntil;

  /** What it died of last, while it does not answer. */
  Optional<RemoteException> outage() {
    return Optional.ofNullable(last).filter(e -> e.kind() == RemoteException.Kind.OUTAGE);
  }

  /** Somebody has waited for as long as one waits. */
  private volatile boolean hopeless;

  /**
   * The server has answered as it should.
   *
   * @param askedAt when it was asked, {@link System#nanoTime}: what it answered to those who asked
   *     before it was found to have changed, or to refuse, says nothing of now
   */
  synchronized void succeeded(long askedAt) {
    if (last != null && (last.kind() == RemoteException.Kind.OUTAGE || askedAt - failedAt > 0)) {
      last = null;
      downSince = 0;
      hopeless = false;
    }
  }

  synchronized void failed(RemoteException failure) {
    last = failure;
    failedAt = System.nanoTime();
    if (failure.kind() != RemoteException.Kind.OUTAGE) {
      downSince = 0;
    } else if (downSince == 0) {
      downSince = Math.max(1, System.nanoTime());
    }
    if (!failure.retryAfter().isZero()) {
      pausedUntil = System.nanoTime() + failure.retryAfter().toNanos();
    }
  }

  /** Somebody has waited for as long as one waits; until it answers, nobody else is to. */
  void gaveUp() {
    hopeless = true;
  }

  boolean isHopeless() {
    return hopeless;
  }

  /** For how long the server wants to be left alone. */
  long pauseNanos() {
    long until = pausedUntil;
    return until == 0 ? 0 : Math.max(0, until - System.nanoTime());
  }

  /** For a person: {@code ONLINE}, or what is wrong. */
  public String state() {
    RemoteException failure = last;
    if (failure == null) {
      return "ONLINE";
    }
    long since = downSince;
    return switch (failure.kind()) {
      case OUTAGE ->
          "OUTAGE for %d s: %s"
              .formatted(
                  since == 0 ? 0 : TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since),
                  failure.getMessage());
      case REFUSED -> "REFUSED: " + failure.getMessage();
      case CHANGED -> "CHANGED: " + failure.getMessage();
    };
  }
}
