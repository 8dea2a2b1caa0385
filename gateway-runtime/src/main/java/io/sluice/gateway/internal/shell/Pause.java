package io.sluice.gateway.internal.shell;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Waiting in a command, which Ctrl-C ends. */
final class Pause {
  private Pause() {}

  static void millis(long millis) throws IOException {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
