package io.sluice.gateway.internal;

import io.sluice.backend.ScsiCmdHandler;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds a logical unit to a handler and takes it off again, on a thread of its own, since probing,
 * opening and closing may take long.
 *
 * <p>One holder: the next handler is not opened before the last one was closed, and that is not
 * closed before its last command came back.
 */
final class LunControl {
  private static final Logger LOG = LoggerFactory.getLogger(LunControl.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(30);

  private final String lun;
  private final CommandPath path;
  private final Announcements announcements;
  private final Candidates candidates;
  private final Duration drainBound;
  private final Thread thread;

  // Of the control thread.
  private final Backoff backoff = new Backoff(FIRST_RETRY, LAST_RETRY);
  private String lastFailure = "";
  private boolean isOpen;

  // Guarded by this.
  private String handlerName;
  private boolean changed = true;
  private boolean stopping;
  private long retryAt;
  private BindingStatus status = new BindingStatus(BindingState.WAITING, null, "");

  /**
   * @param drainBound how long a handler's last commands are waited for before the logical unit is
   *     STUCK
   * @param threads makes the control thread
   */
  LunControl(
      String lun,
      String handlerName,
      CommandPath path,
      Announcements announcements,
      Candidates candidates,
      Duration drainBound,
      ThreadFactory threads) {
    this.lun = lun;
    this.handlerName = handlerName;
    this.path = path;
    this.announcements = announcements;
    this.candidates = candidates;
    this.drainBound = drainBound;
    thread = threads.newThread(this::run);
  }

  void start() {
    thread.start();
  }

  /** Other handlers are there than before; a failed attempt is made again at once. */
  synchronized void candidatesChanged() {
    changed = true;
    notifyAll();
  }

  /** Serves from handlers of another name from now on. */
  synchronized void bindTo(String newHandlerName) {
    handlerName = newHandlerName;
    candidatesChanged();
  }

  synchronized String handlerName() {
    return handlerName;
  }

  synchronized BindingStatus status() {
    return status;
  }

  /**
   * Waits until a handler that has gone is let go of.
   *
   * @return whether it was, in time; false when its commands do not come back
   */
  synchronized boolean awaitReleased(Candidate gone, Duration bound) throws InterruptedException {
    long deadline = System.nanoTime() + bound.toNanos();
    while (gone.isSameService(status.candidate())
        && (holds(status.state()) || status.state() == BindingState.DRAINING)) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return status.state() != BindingState.STUCK || !gone.isSameService(status.candidate());
  }

  private static boolean holds(BindingState state) {
    return state == BindingState.ONLINE || state == BindingState.OPENING;
  }

  /** Takes the handler off for good, soon. */
  synchronized void beginStop() {
    stopping = true;
    notifyAll();
  }

  /**
   * Waits until the handler was taken off after {@link #beginStop}.
   *
   * @return whether it was; false when its commands did not come back in time
   */
  boolean awaitStopped() throws InterruptedException {
    thread.join(drainBound.multipliedBy(2).toMillis());
    return status().state() == BindingState.STOPPED;
  }

  private void run() {
    while (awaitWork()) {
      try {
        step();
      } catch (RuntimeException | Error e) {
        LOG.error("{}: bug in the control of the logical unit", lun, e);
        retryLater();
      } catch (InterruptedException e) {
        LOG.warn("{}: the control thread was interrupted, and takes no notice", lun);
      }
    }
  }

  /** Returns when there may be something to do; false when there will never be again. */
  private synchronized boolean awaitWork() {
    while (!changed && !stopping && !isRetryDue()) {
      try {
        if (retryAt == 0) {
          wait();
        } else {
          TimeUnit.NANOSECONDS.timedWait(this, Math.max(1, retryAt - System.nanoTime()));
        }
      } catch (InterruptedException e) {
        LOG.warn("{}: the control thread was interrupted, and takes no notice", lun);
      }
    }
    if (changed) {
      backoff.reset();
    }
    changed = false;
    retryAt = 0;
    return status.state() != BindingState.STOPPED;
  }

  private boolean isRetryDue() {
    return retryAt != 0 && System.nanoTime() - retryAt >= 0;
  }

  private void step() throws InterruptedException {
    String name = handlerName();
    Candidate bound = isOpen ? status().candidate() : null;
    if (bound != null && (isStopping() || !candidates.offers(bound, name))) {
      unbind(bound);
      bound = null;
    }
    if (isStopping()) {
      enter(BindingState.STOPPED, null, "");
    } else if (bound == null) {
      Optional<Candidate> best = candidates.best(name);
      if (best.isPresent()) {
        bind(best.get());
      } else {
        enter(BindingState.WAITING, null, "there is no handler '" + name + "'");
      }
    }
  }

  private synchronized boolean isStopping() {
    return stopping;
  }

  private void bind(Candidate candidate) {
    enter(BindingState.OPENING, candidate, "");
    VolumeInfo info;
    try {
      info = claimAndOpen(candidate);
    } catch (IOException | RuntimeException | Error e) {
      failed(candidate, e);
      return;
    }
    isOpen = true;
    lastFailure = "";
    announcements.announce(info);
    path.open(candidate.handler());
    enter(BindingState.ONLINE, candidate, "");
    LOG.info("{}: serves {} from handler '{}'", lun, info.identity(), candidate.name());
    announcements.tell();
  }

  private VolumeInfo claimAndOpen(Candidate candidate) throws IOException {
    Optional<String> holder = candidates.claim(candidate, lun);
    if (holder.isPresent()) {
      throw new IOException(
          "handler '%s' serves LUN %s already, and has one at a time"
              .formatted(candidate.name(), holder.get()));
    }
    try {
      return open(candidate.handler());
    } catch (IOException | RuntimeException | Error e) {
      candidates.release(candidate);
      throw e;
    }
  }

  /** Looks at the volume, takes hold of it, and looks again, since it may have changed between. */
  private VolumeInfo open(ScsiCmdHandler handler) throws IOException {
    requireCompatible(handler.probe());
    handler.open();
    try {
      VolumeInfo info = handler.probe();
      requireCompatible(info);
      return info;
    } catch (IOException | RuntimeException | Error e) {
      close(handler);
      throw e;
    }
  }

  private void requireCompatible(VolumeInfo info) throws IOException {
    Optional<String> why =
        announcements.info().flatMap(before -> VolumeChanges.incompatibility(before, info));
    if (why.isPresent()) {
      throw new IOException(why.get());
    }
  }

  private void failed(Candidate candidate, Throwable e) {
    String reason = e instanceof IOException && e.getMessage() != null ? e.getMessage() : "" + e;
    enter(BindingState.FAILED, candidate, reason);
    if (!reason.equals(lastFailure)) { // told once
      lastFailure = reason;
      LOG.warn(
          "{}: handler '{}' can't be opened: {}",
          lun,
          candidate.name(),
          reason,
          e instanceof IOException ? null : e);
    }
    retryLater();
  }

  private synchronized void retryLater() {
    retryAt = System.nanoTime() + backoff.afterFailure().toNanos();
  }

  private void unbind(Candidate candidate) throws InterruptedException {
    enter(BindingState.DRAINING, candidate, "");
    if (path.isOpen()) {
      path.close();
    }
    if (!path.awaitDrained(drainBound.toNanos())) {
      awaitStuck(candidate);
    }
    close(candidate.handler());
    candidates.release(candidate);
    isOpen = false;
    LOG.info("{}: handler '{}' was let go of", lun, candidate.name());
  }

  /** Nothing inside a process can take a volume away from who may still write to it. */
  private void awaitStuck(Candidate candidate) throws InterruptedException {
    String reason =
        "handler '%s' is to go, and has not answered %d commands; if it never does, only the end of"
                .formatted(candidate.name(), path.inFlight())
            + " the gateway's process sets the volume free";
    enter(BindingState.STUCK, candidate, reason);
    LOG.error("{}: {}: {}", lun, reason, path.commandsInFlight());
    while (!path.awaitDrained(drainBound.toNanos())) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    LOG.warn("{}: the commands that were missing have come back", lun);
  }

  private void close(ScsiCmdHandler handler) {
    try {
      handler.close();
    } catch (IOException | RuntimeException | Error e) {
      LOG.error(
          "{}: flushing at the close failed: what was acknowledged last may not survive the"
              + " machine's death: {}",
          lun,
          e.toString());
    }
  }

  private synchronized void enter(BindingState state, Candidate candidate, String reason) {
    boolean isNews =
        status.state() != state
            || !reason.equals(status.reason())
            || !Objects.equals(candidate, status.candidate());
    if (isNews) {
      status = new BindingStatus(state, candidate, reason);
      notifyAll();
    }
  }
}
