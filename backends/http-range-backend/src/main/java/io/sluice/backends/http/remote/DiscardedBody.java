package io.sluice.backends.http.remote;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Lets a short body pass, so that the connection can be used again, and gives up a long one. What
 * the answer comes to is known, however its body ends.
 */
final class DiscardedBody extends WatchedBody {
  private static final long LONGEST = 64 << 10;

  private final Verdict verdict;
  private long received;

  DiscardedBody(Verdict verdict) {
    this.verdict = verdict;
  }

  @Override
  boolean take(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      received += buffer.remaining();
    }
    return received <= LONGEST;
  }

  /** {@inheritDoc} It is not worth more. */
  @Override
  boolean mayGoOn(boolean isQuick, boolean isWindowOver) {
    return isQuick && !isWindowOver;
  }

  @Override
  Verdict verdict() {
    return verdict;
  }

  @Override
  Verdict verdictOfBroken() {
    return verdict;
  }
}
