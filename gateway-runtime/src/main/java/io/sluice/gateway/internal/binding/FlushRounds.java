package io.sluice.gateway.internal.binding;

import io.sluice.backend.ScsiCmdHandler;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Flushes a handler that serves, again and again as long as each time there is much less left than
 * before: what is flushed with the gate open need not be flushed while commands are held.
 */
final class FlushRounds {
  private static final int MOST = 6;
  private static final long SHORT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private FlushRounds() {}

  static void run(ScsiCmdHandler handler) throws IOException {
    long before = Long.MAX_VALUE;
    for (int round = 0; round < MOST; round++) {
      long begin = System.nanoTime();
      handler.flush();
      long took = System.nanoTime() - begin;
      if (took < SHORT_NANOS || took > before / 4 * 3) {
        return;
      }
      before = took;
    }
  }
}
