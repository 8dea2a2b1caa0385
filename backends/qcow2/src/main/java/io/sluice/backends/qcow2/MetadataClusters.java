package io.sluice.backends.qcow2;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Which host clusters hold tables, and of which kinds: a hash table that is looked into without a
 * lock and without making anything, since every write of data looks. Changes exclude each other.
 */
final class MetadataClusters {
  private static final int KIND_BITS = 8;
  private static final int KINDS = (1 << KIND_BITS) - 1;
  private static final int FEWEST_SLOTS = 64;
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  /** What a cluster is used for that holds no data. */
  enum Kind {
    HEADER(1, "the header"),
    ACTIVE_L1(1 << 1, "the L1 table"),
    ACTIVE_L2(1 << 2, "an L2 table"),
    REFCOUNT_TABLE(1 << 3, "the refcount table"),
    REFCOUNT_BLOCK(1 << 4, "a refcount block"),
    SNAPSHOT_TABLE(1 << 5, "the snapshot table"),
    INACTIVE_L1(1 << 6, "a snapshot's L1 table"),
    INACTIVE_L2(1 << 7, "a snapshot's L2 table");

    private final int bit;
    private final String text;

    Kind(int bit, String text) {
      this.bit = bit;
      this.text = text;
    }

    private static Kind first(int kinds) {
      for (Kind kind : values()) {
        if ((kinds & kind.bit) != 0) {
          return kind;
        }
      }
      throw new IllegalArgumentException("kinds " + kinds);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private final Layout layout;

  /** Slots of {@code cluster + 1 << KIND_BITS | kinds}; 0 is free. */
  private volatile AtomicLongArray slots = new AtomicLongArray(FEWEST_SLOTS);

  private int used;

  MetadataClusters(Layout layout) {
    this.layout = layout;
    add(Kind.HEADER, 0, 1);
  }

  /** A table of that many bytes is there. */
  synchronized void add(Kind kind, long offset, long bytes) {
    long first = layout.clusterOf(offset);
    for (long c = first; c < first + layout.clustersFor(bytes); c++) {
      add(c, kind.bit);
    }
  }

  /** There is no such table any more. */
  synchronized void remove(Kind kind, long offset, long bytes) {
    long first = layout.clusterOf(offset);
    AtomicLongArray table = slots;
    for (long c = first; c < first + layout.clustersFor(bytes); c++) {
      int i = slot(table, c);
      table.set(i, table.get(i) & ~(long) kind.bit);
    }
  }

  /** There is no table of that kind any more. */
  synchronized void removeAll(Kind kind) {
    AtomicLongArray table = slots;
    for (int i = 0; i < table.length(); i++) {
      table.set(i, table.get(i) & ~(long) kind.bit);
    }
  }

  private void add(long cluster, int kinds) {
    if (2 * (used + 1) > slots.length()) {
      renew();
    }
    AtomicLongArray table = slots;
    int i = slot(table, cluster);
    if (table.get(i) == 0) {
      used++;
    }
    table.set(i, table.get(i) | cluster + 1 << KIND_BITS | kinds);
  }

  /** In a table of its own size, without clusters that are no tables any more. */
  private void renew() {
    AtomicLongArray old = slots;
    int live = 0;
    for (int i = 0; i < old.length(); i++) {
      live += (old.get(i) & KINDS) == 0 ? 0 : 1;
    }
    int length = Math.max(FEWEST_SLOTS, Integer.highestOneBit(live + 1) << 3);
    AtomicLongArray table = new AtomicLongArray(length);
    for (int i = 0; i < old.length(); i++) {
      if ((old.get(i) & KINDS) != 0) {
        table.set(slot(table, (old.get(i) >>> KIND_BITS) - 1), old.get(i));
      }
    }
    used = live;
    slots = table;
  }

  /** Where a cluster is, or would be; one of two slots at the least is free. */
  private static int slot(AtomicLongArray table, long cluster) {
    int last = table.length() - 1;
    int i = (int) (cluster * GOLDEN_RATIO >>> 32) & last;
    while (table.get(i) != 0 && table.get(i) >>> KIND_BITS != cluster + 1) {
      i = i + 1 & last;
    }
    return i;
  }

  /** The first kind of table that a range of bytes touches; null where it touches none. */
  Kind overlap(long offset, long bytes) {
    AtomicLongArray table = slots;
    long last = layout.clusterOf(offset + bytes - 1);
    for (long c = layout.clusterOf(offset); c <= last; c++) {
      int kinds = (int) table.get(slot(table, c)) & KINDS;
      if (kinds != 0) {
        return Kind.first(kinds);
      }
    }
    return null;
  }
}
