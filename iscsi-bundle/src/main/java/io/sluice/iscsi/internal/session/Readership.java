package io.sluice.iscsi.internal.session;

import io.sluice.backend.ScsiResponse;
import io.sluice.backend.host.StandbyThreads;
import io.sluice.backend.host.Turn;
import io.sluice.backend.host.TurnWatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which thread reads a connection. Commands run on the reader's thread, since most handlers are
 * quick; where one keeps it, another thread reads on, so that it holds up neither pings, nor task
 * management, nor the other logical units of the session. There is one reader at a time, and PDUs
 * are taken in the order of the stream.
 */
public final class Readership implements TurnWatch.Reader {
  private static final Logger LOG = LoggerFactory.getLogger(Readership.class);

  /** So many threads of one connection may be kept by handlers before no more are given to it. */
  private static final int MOST_KEPT = 64;

  private final Session session;
  private final StandbyThreads standby;
  private final Runnable readOn;
  private final Turn turn = new Turn();
  private final AtomicInteger kept = new AtomicInteger();

  // Of the watch's thread.
  private long lastTurn;
  private boolean lacksReader;
  private boolean saidKept;

  /**
   * The thread that reads now is the caller's.
   *
   * @param readOn reads on, on the thread that runs it, until the connection ends or is another's
   */
  public Readership(Session session, StandbyThreads standby, Runnable readOn) {
    this.session = session;
    this.standby = standby;
    this.readOn = readOn;
  }

  /**
   * Runs a command, on the reader's thread. Returns false when another thread reads now: the caller
   * must touch nothing of the connection's any more.
   */
  boolean run(IscsiCmd cmd) {
    long inside = turn.enter();
    try {
      cmd.run();
    } catch (RuntimeException | Error e) {
      LOG.error("{}: {} failed", session, cmd, e);
      if (!cmd.isCompleted()) {
        cmd.complete(ScsiResponse.targetFailure());
      }
    }
    boolean interrupted = Thread.interrupted(); // a handler's, and would close the socket
    if (interrupted) {
      LOG.debug("{}: {} was left with an interrupt", session, cmd);
    }
    if (turn.leave(inside)) {
      return true;
    }
    kept.decrementAndGet();
    return false;
  }

  @Override
  public boolean check() {
    long now = turn.now();
    boolean isInside = Turn.isInside(now);
    if (lacksReader) {
      startReader();
    } else if (isInside && now == lastTurn) {
      replaceReader(now);
    }
    boolean isBusy = lacksReader || isInside || now != lastTurn;
    lastTurn = now;
    return isBusy;
  }

  private void replaceReader(long inside) {
    if (kept.get() >= MOST_KEPT) {
      if (!saidKept) {
        LOG.warn("{}: {} threads are kept by handlers; the session waits", session, MOST_KEPT);
        saidKept = true;
      }
      return;
    }
    kept.incrementAndGet(); // before its reader can come back
    if (turn.takeOver(inside)) {
      LOG.debug("{}: a handler blocks the reader's thread; another reads on", session);
      startReader();
    } else {
      kept.decrementAndGet();
    }
  }

  /** Where the machine has no thread, the watch tries again. */
  private void startReader() {
    try {
      standby.execute(readOn);
      lacksReader = false;
    } catch (OutOfMemoryError | RejectedExecutionException e) {
      if (!lacksReader) {
        LOG.warn("{}: no thread reads on, and the session waits: {}", session, e.getMessage());
      }
      lacksReader = true;
    }
  }

  @Override
  public String toString() {
    return session.toString();
  }
}
