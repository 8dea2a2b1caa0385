package io.sluice.tcmu.internal.ring;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells the kernel of completions, once for many: as long as the ring's thread is awake it rings
 * for everybody before it sleeps; completions while it sleeps ring themselves.
 *
 * <p>No completion stays unheard: whoever completes sets {@code due} and then looks whether the
 * ring's thread is awake; the ring's thread says that it is going to sleep and then looks at {@code
 * due}. One of the two sees the other.
 */
final class Doorbell {
  private final RingPort port;
  private final AtomicBoolean due = new AtomicBoolean();
  private volatile boolean awake;

  Doorbell(RingPort port) {
    this.port = port;
  }

  /**
   * The tail was moved.
   *
   * @param now not to wait for the ring's thread in any case
   */
  void tailMoved(boolean now) {
    due.set(true);
    if (now || !awake) {
      ringIfDue();
    }
  }

  /** The ring's thread begins to work, and will call {@link #beforeSleep}. */
  void awake() {
    awake = true;
  }

  /** The ring's thread found nothing more to do. It has to look once again before it sleeps. */
  void beforeSleep() {
    awake = false;
    ringIfDue();
  }

  /** The ring's thread does not get to it: rings for it. Any thread. */
  void ringFor() {
    ringIfDue();
  }

  private void ringIfDue() {
    if (due.get() && due.getAndSet(false)) {
      port.ring();
    }
  }
}
