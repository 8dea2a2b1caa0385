package io.sluice.backends.seekable;

import java.io.InterruptedIOException;

/** Who waits for an index. */
@FunctionalInterface
public interface IndexProgress {
  /** Nobody. */
  IndexProgress NONE = encoded -> {};

  /**
   * To be told now and then, at least once for each mebibyte read.
   *
   * @param encoded bytes of the file that are done
   * @throws InterruptedIOException when nobody waits any more
   */
  void at(long encoded) throws InterruptedIOException;
}
