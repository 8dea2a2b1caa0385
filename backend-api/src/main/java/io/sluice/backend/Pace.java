package io.sluice.backend;

/**
 * Where commands of one kind run: on the calling thread while they take no longer there than a
 * hand-over to another thread, by what both take on this machine; on other threads otherwise.
 *
 * <p>On other threads until one was tried here: what hangs at its first command must not hang the
 * caller. How long a command takes is measured on the calling thread only, since threads that
 * compete for a processor make each other look slow. So while commands run elsewhere one is tried
 * here now and then, more seldom each time that it was slow; and while they run here, one is handed
 * over now and then to know what that costs. The clock is asked for a few of many commands, since
 * there are machines where asking it costs as much as a command.
 *
 * <p>Statistics only: an update that is lost between two threads does no harm.
 */
final class Pace {
  /** Where the next command runs, and whether it is timed. */
  enum Way {
    HERE,
    HERE_TIMED,
    ELSEWHERE,
    ELSEWHERE_TIMED
  }

  /** In the steady state each n-th command is timed. */
  static final int SAMPLE_EVERY = 16;

  private static final int SAMPLE_MASK = SAMPLE_EVERY - 1;

  /** So many commands run elsewhere before the first is tried here, and so many more each time. */
  static final int FIRST_TRIAL = 4;

  static final int LAST_TRIAL = 1024;

  /** While commands run here, each n-th is handed over; more often in the beginning. */
  private static final int FIRST_HAND_OVER = 64;

  private static final int LAST_HAND_OVER = 1024;

  /** So many of the last timed commands count. */
  private static final int WINDOW = 64;

  /** No command counts for more than so many hand-overs: one may have waited for a processor. */
  private static final int LONGEST_SHIFT = 6;

  /**
   * What one byte may take without the handler being called slow: copying at 2 GB/s, which no other
   * thread would do quicker. Shifted right by one.
   */
  private static final int BYTES_TO_NANOS_SHIFT = 1;

  private final HandOverCost handOver = new HandOverCost();
  private volatile boolean quick;
  private int count;
  private int untilTrial = FIRST_TRIAL;
  private int trialEvery = FIRST_TRIAL;
  private int untilHandOver = FIRST_HAND_OVER;
  private int handOverEvery = FIRST_HAND_OVER;
  private int seen;
  private long meanNanos;

  /** Decides about the next command. */
  Way next() {
    return quick ? nextOfQuick() : nextOfSlow();
  }

  private Way nextOfQuick() {
    if (--untilHandOver <= 0) {
      handOverEvery = Math.min(handOverEvery << 1, LAST_HAND_OVER);
      untilHandOver = handOverEvery;
      return Way.ELSEWHERE_TIMED;
    }
    boolean isSample = seen < WINDOW || (++count & SAMPLE_MASK) == 0;
    return isSample ? Way.HERE_TIMED : Way.HERE;
  }

  private Way nextOfSlow() {
    if (!handOver.isKnown()) {
      return Way.ELSEWHERE_TIMED;
    }
    if (--untilTrial <= 0) {
      untilTrial = trialEvery;
      return Way.HERE_TIMED;
    }
    return (++count & SAMPLE_MASK) == 0 ? Way.ELSEWHERE_TIMED : Way.ELSEWHERE;
  }

  /** A command of that many bytes took so long on the calling thread. */
  void ranHere(long nanos, long bytes) {
    long cost = handOver.nanos();
    long taken = Math.max(0, nanos - (bytes >>> BYTES_TO_NANOS_SHIFT));
    if (quick) {
      count(Math.min(taken, cost << LONGEST_SHIFT), cost);
    } else if (taken <= cost) {
      seen = 1;
      meanNanos = taken;
      quick = true;
    } else {
      tryLater();
    }
  }

  private void count(long taken, long cost) {
    seen = Math.min(seen + 1, WINDOW);
    meanNanos += (taken - meanNanos) / seen;
    if (meanNanos > cost << 1) { // not at the cost itself, where it would go to and fro
      tryLater();
      quick = false;
    } else if (seen == WINDOW) {
      trialEvery = FIRST_TRIAL;
    }
  }

  private void tryLater() {
    trialEvery = Math.min(trialEvery << 1, LAST_TRIAL);
    untilTrial = trialEvery;
  }

  /** So long after it was handed over a command was begun by a thread that had waited. */
  void handedOver(long nanos) {
    handOver.add(nanos);
  }
}
