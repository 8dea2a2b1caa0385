package io.sluice.gateway.internal.binding;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How a logical unit and its handler are, for all threads: the control thread tells, others ask.
 */
final class BindingMonitor {
  private Candidate bound;
  private Candidate opening;
  private BindingStatus status = new BindingStatus(BindingState.HOLDING, Set.of(), "");

  synchronized BindingStatus status() {
    return status;
  }

  /** The handler that has the volume open, or had it last while it is changed. */
  synchronized Optional<Candidate> bound() {
    return Optional.ofNullable(bound);
  }

  synchronized void bind(Candidate candidate) {
    bound = candidate;
    notifyAll();
  }

  /** A swap to this one is under way; null for no more. */
  synchronized void opens(Candidate candidate) {
    opening = candidate;
    notifyAll();
  }

  synchronized void enter(BindingState state, Set<Trouble> troubles, String reason) {
    boolean isSame =
        status.state() == state
            && status.troubles().equals(troubles)
            && status.reason().equals(reason);
    if (!isSame) {
      status = new BindingStatus(state, troubles, reason);
      notifyAll();
    }
  }

  /**
   * Waits until a handler that has gone is let go of.
   *
   * @return whether it was, in time; false when its commands do not come back
   */
  synchronized boolean awaitReleased(Candidate gone, Duration within) throws InterruptedException {
    long deadline = System.nanoTime() + within.toNanos();
    while (gone.isSameService(bound) || gone.isSameService(opening)) {
      long left = deadline - System.nanoTime();
      if (left <= 0 || status.state() == BindingState.STUCK && gone.isSameService(bound)) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
    return true;
  }
}
