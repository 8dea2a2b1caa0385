package io.sluice.backends.http;

import io.sluice.backend.Segments;
import io.sluice.backend.StoreCompletion;
import io.sluice.backend.StoreException;
import io.sluice.backends.http.remote.RemoteException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/** One read, put together from cached blocks as they come in; completed with the last of them. */
final class BlockRead {
  private final long offset;
  private final Segments into;
  private final int cacheBlock;
  private final int blockSize;
  private final StoreCompletion completion;
  private final AtomicInteger missing;
  private Throwable failure;
  private long failedAt;

  /**
   * @param parts how many calls of {@link #arrived} or {@link #failed} there will be
   */
  BlockRead(
      long offset,
      Segments into,
      int cacheBlock,
      int blockSize,
      int parts,
      StoreCompletion completion) {
    this.offset = offset;
    this.into = into;
    this.cacheBlock = cacheBlock;
    this.blockSize = blockSize;
    this.completion = completion;
    missing = new AtomicInteger(parts);
  }

  /** Copies what is wanted of a block; behind its end there are zeroes. */
  void arrived(long block, byte[] bytes) {
    long start = block * cacheBlock;
    long from = Math.max(offset, start);
    long to = Math.min(offset + into.length(), start + cacheBlock);
    long end = Math.min(to, start + bytes.length);
    if (end > from) {
      into.put(from - offset, bytes, (int) (from - start), (int) (end - from));
    }
    if (to > Math.max(end, from)) {
      long zeroes = Math.max(end, from);
      into.zero(zeroes - offset, to - zeroes);
    }
    finishPart();
  }

  void failed(long block, Throwable thrown) {
    synchronized (this) {
      long at = Math.max(offset, block * cacheBlock);
      if (failure == null || at < failedAt) {
        failure = thrown;
        failedAt = at;
      }
    }
    finishPart();
  }

  private void finishPart() {
    if (missing.decrementAndGet() == 0) {
      synchronized (this) {
        if (failure != null) {
          failure = explain(failure);
        }
      }
      completion.completed(failure);
    }
  }

  private Throwable explain(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    if (cause instanceof RemoteException remote) {
      return remote.kind() == RemoteException.Kind.OUTAGE
          ? StoreException.notReady(remote.getMessage(), null)
          : StoreException.unreadable(failedAt / blockSize, remote.getMessage(), null);
    }
    return cause instanceof CancellationException
        ? StoreException.notReady("the store is being closed", cause)
        : cause;
  }
}
