package io.sluice.backends.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.concurrent.atomic.AtomicLongArray;

/** An L1 table: where the L2 tables are. All of it is in memory: 8 bytes for each L2 table. */
final class L1Table {
  private final long offset;
  private final AtomicLongArray entries;

  /** Those that lead nowhere that makes sense. */
  private final BitSet bad;

  L1Table(long offset, long[] entries) {
    this(offset, entries, new BitSet());
  }

  private L1Table(long offset, long[] entries, BitSet bad) {
    this.offset = offset;
    this.entries = new AtomicLongArray(entries);
    this.bad = bad;
  }

  private static ByteBuffer bytes(ImageFile file, Layout layout, long offset, int length)
      throws IOException {
    if (layout.within(offset) != 0 || offset < 0 || offset > file.length() - length * 8L) {
      throw new FormatException(
          "%s is damaged: an L1 table of %d entries is said to be at %d"
              .formatted(file.name(), length, offset));
    }
    return file.read(offset, length * Long.BYTES);
  }

  /**
   * Reads it to look things up only: what leads nowhere that makes sense is {@link #isBad}, and the
   * rest is as good as it was.
   *
   * @param length entries; bounded by the caller
   */
  static L1Table readToLookUp(ImageFile file, Layout layout, long offset, int length)
      throws IOException {
    ByteBuffer bytes = bytes(file, layout, offset, length);
    long fileLength = file.length();
    long[] entries = new long[length];
    BitSet bad = new BitSet();
    for (int i = 0; i < length; i++) {
      entries[i] = bytes.getLong();
      long l2 = entries[i] & Layout.OFFSET_MASK;
      bad.set(i, layout.within(l2) != 0 || l2 >= fileLength);
    }
    return new L1Table(offset, entries, bad);
  }

  /**
   * Reads it and checks where the L2 tables are.
   *
   * @param length entries; bounded by the caller
   */
  static L1Table read(ImageFile file, Layout layout, long offset, int length) throws IOException {
    long fileLength = file.length();
    ByteBuffer bytes = bytes(file, layout, offset, length);
    long[] entries = new long[length];
    long[] sorted = new long[length];
    for (int i = 0; i < length; i++) {
      entries[i] = bytes.getLong();
      sorted[i] = entries[i] & Layout.OFFSET_MASK;
      if (layout.within(sorted[i]) != 0 || sorted[i] >= fileLength) {
        throw new FormatException(
            "%s is damaged: L2 table %d is said to be at %d".formatted(file.name(), i, sorted[i]));
      }
    }
    Arrays.sort(sorted);
    for (int i = 1; i < length; i++) {
      if (sorted[i] != 0 && sorted[i] == sorted[i - 1]) {
        throw new FormatException(
            "%s is damaged: the L2 table at %d is used twice".formatted(file.name(), sorted[i]));
      }
    }
    return new L1Table(offset, entries);
  }

  long offset() {
    return offset;
  }

  int length() {
    return entries.length();
  }

  long entry(int i) {
    return entries.get(i);
  }

  void setEntry(int i, long entry) {
    entries.set(i, entry);
  }

  /** Offset of L2 table {@code i}; 0 where there is none. */
  long l2Offset(int i) {
    return entries.get(i) & Layout.OFFSET_MASK;
  }

  /** Whether entry {@code i} leads nowhere that makes sense. */
  boolean isBad(int i) {
    return bad.get(i);
  }

  int badCount() {
    return bad.cardinality();
  }

  boolean isCopied(int i) {
    return (entries.get(i) & L2Entry.COPIED) != 0;
  }

  /** The same entries at another place, with more behind them that are empty. */
  L1Table movedTo(long newOffset, int length) {
    long[] longer = new long[length];
    for (int i = 0; i < length(); i++) {
      longer[i] = entry(i);
    }
    return new L1Table(newOffset, longer);
  }

  /** The table as it is in the file, longer or the same. */
  ByteBuffer encode(int length, boolean withCopied) {
    ByteBuffer bytes = ByteBuffer.allocate(length * Long.BYTES);
    for (int i = 0; i < Math.min(length, length()); i++) {
      bytes.putLong(withCopied ? entry(i) : entry(i) & ~L2Entry.COPIED);
    }
    return bytes.clear();
  }
}
