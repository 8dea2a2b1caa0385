package io.sluice.backends.http.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** Blocks of all contents on the Java heap, the most useful of them. Thread-safe. */
public final class MemoryCache {
  /** Objects around each block. */
  private static final int OVERHEAD = 160;

  private record Key(String content, long block) {}

  private final Cache<Key, byte[]> blocks;

  /**
   * @param bound bytes, at the most
   */
  public MemoryCache(long bound) {
    blocks =
        Caffeine.newBuilder()
            .maximumWeight(bound)
            .<Key, byte[]>weigher((key, bytes) -> bytes.length + OVERHEAD)
            .executor(Runnable::run) // its upkeep needs no threads of others
            .build();
  }

  /** Null where it is not there. Not to be changed. */
  byte[] get(String content, long block) {
    return blocks.getIfPresent(new Key(content, block));
  }

  void put(String content, long block, byte[] bytes) {
    blocks.put(new Key(content, block), bytes);
  }

  /** From now on. */
  public void setBound(long bound) {
    blocks.policy().eviction().ifPresent(policy -> policy.setMaximum(bound));
  }

  /** Bytes, at the most. */
  public long bound() {
    return blocks.policy().eviction().map(policy -> policy.getMaximum()).orElse(0L);
  }

  /** Bytes now. */
  public long used() {
    blocks.cleanUp();
    return blocks.policy().eviction().map(policy -> policy.weightedSize().orElse(0)).orElse(0L);
  }
}
