package io.sluice.backends.seekable;

import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Memory that all volumes of a backend share: for what was decoded; for one decoder of each store,
 * without which it is not opened; and, half as much as the first, for more decoders. Thread-safe.
 *
 * <p>Of what was decoded, that which was used longest ago goes first. A cache that admits by
 * frequency, such as Caffeine, would turn away what was just decoded for somebody who reads in
 * sequence, and it would be decoded again for the next read.
 */
public final class DecodingMemory {
  /** What holds unless it is told otherwise. */
  public static final long USUAL_BYTES = 64L << 20;

  /** A few pieces for each of several who read. */
  private static final long LEAST_BYTES = 1L << 20;

  /** Larger spans are decoded in pieces, whatever the memory. */
  private static final long MOST_WHOLE = 64L << 20;

  /** Objects around each chunk. */
  private static final int OVERHEAD = 160;

  private record Key(Object owner, long start) {}

  private final long heap;
  private volatile long bound;

  // Guarded by this.
  private final Map<Key, byte[]> chunks = new LinkedHashMap<>(16, 0.75f, true);
  private long used;
  private long taken;
  private long reserved;

  /**
   * @param bound bytes of what was decoded, at the most
   */
  public DecodingMemory(long bound) {
    this(bound, Runtime.getRuntime().maxMemory());
  }

  /**
   * @param heap bytes that this program can have in all
   */
  DecodingMemory(long bound, long heap) {
    this.heap = heap;
    setBound(bound);
  }

  /** From now on. */
  public synchronized void setBound(long bytes) {
    bound = Math.max(LEAST_BYTES, bytes);
    trim();
  }

  /**
   * Whether spans of that length are decoded whole, and given when their checksums were found
   * right. Several have room.
   */
  public boolean isDecodedWhole(long spanLength) {
    return spanLength <= longestWhole();
  }

  long longestWhole() {
    return Math.min(MOST_WHOLE, bound / 8);
  }

  /** How far ahead of who reads in sequence is decoded, at the most. */
  long readAhead() {
    return bound / 4;
  }

  /** Null where it is not there. Not to be changed. */
  synchronized byte[] get(Object owner, long start) {
    return chunks.get(new Key(owner, start));
  }

  synchronized void put(Object owner, long start, byte[] bytes) {
    byte[] before = chunks.put(new Key(owner, start), bytes);
    used += bytes.length + OVERHEAD - (before == null ? 0 : before.length + OVERHEAD);
    trim();
  }

  private void trim() {
    Iterator<byte[]> oldest = chunks.values().iterator();
    while (used > bound && oldest.hasNext()) {
      used -= oldest.next().length + OVERHEAD;
      oldest.remove();
    }
  }

  /** When nobody will ask for it any more. */
  synchronized void remove(Object owner) {
    chunks
        .entrySet()
        .removeIf(
            chunk -> {
              boolean isOfOwner = chunk.getKey().owner().equals(owner);
              used -= isOfOwner ? chunk.getValue().length + OVERHEAD : 0;
              return isOfOwner;
            });
  }

  /** Bytes that were decoded, now. */
  synchronized long used() {
    return used;
  }

  /**
   * Keeps what a store needs at the least; to be followed by {@link #release}. Of the heap, three
   * eighths are for all else.
   *
   * @param name the store's, for the message
   * @throws IOException when there is not that much
   */
  synchronized void reserve(long bytes, String name) throws IOException {
    long most = heap / 8 * 5 - bound;
    if (reserved + bytes > most) {
      throw new IOException(
          ("%s: decoding it takes %s of memory, and of the %s that there are for that, %s are in"
                  + " use: raise SLUICE_HEAP, or compress it again in smaller blocks")
              .formatted(
                  name,
                  SpanLengths.size(bytes),
                  SpanLengths.size(Math.max(0, most)),
                  SpanLengths.size(reserved)));
    }
    reserved += bytes;
  }

  synchronized void release(long bytes) {
    reserved -= bytes;
  }

  /** Takes memory to decode, where there is that much; to be followed by {@link #give}. */
  synchronized boolean tryTake(long bytes) {
    if (taken + bytes > bound / 2) {
      return false;
    }
    taken += bytes;
    return true;
  }

  /** Takes memory to decode in any case. */
  synchronized void take(long bytes) {
    taken += bytes;
  }

  synchronized void give(long bytes) {
    taken -= bytes;
  }
}
