package io.sluice.backends.http.cache;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** Where blocks come from that are not kept. */
@FunctionalInterface
public interface RangeSource {
  /**
   * Fetches a range.
   *
   * @param first the first byte
   * @param last the last byte
   * @param sink takes the bytes in their order, as they come in; must not block
   * @return completed when the sink has all; fails when it can't be had
   */
  CompletableFuture<Void> fetch(long first, long last, Consumer<ByteBuffer> sink);
}
