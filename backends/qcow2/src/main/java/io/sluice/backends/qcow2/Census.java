package io.sluice.backends.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Counts all references to host clusters anew, from the header, the tables and the snapshots: what
 * the refcounts ought to be. Finds clusters that are used for two purposes.
 */
final class Census {
  private final ImageFile file;
  private final Layout layout;
  private final long fileClusters;
  private final BitSet metadata = new BitSet();
  private int[] counts;

  /**
   * @param clusters how many the file has
   */
  Census(ImageFile file, Layout layout, long clusters) throws FormatException {
    this.file = file;
    this.layout = layout;
    if (clusters > Integer.MAX_VALUE - 64) {
      throw new FormatException(file.name() + " has more clusters than can be counted");
    }
    fileClusters = clusters;
    counts = new int[(int) clusters];
  }

  long clusters() {
    return counts.length;
  }

  long count(long cluster) {
    return cluster < counts.length ? counts[(int) cluster] : 0;
  }

  boolean isUsed(long first, long count) {
    long end = Math.min(first + count, counts.length);
    for (long c = first; c < end; c++) {
      if (counts[(int) c] != 0) {
        return true;
      }
    }
    return false;
  }

  /** Counts clusters that were added by now, behind the end too. */
  void add(long first, long count, int by) {
    if (first + count > counts.length) {
      counts = Arrays.copyOf(counts, (int) (first + count));
    }
    for (long c = first; c < first + count; c++) {
      counts[(int) c] += by;
    }
  }

  /** A table that nothing else may share a cluster with. */
  void addTable(String what, long offset, long bytes) throws FormatException {
    long first = layout.clusterOf(offset);
    long count = layout.clustersFor(bytes);
    if (layout.within(offset) != 0) {
      throw damaged(what, offset);
    }
    for (long c = first; c < first + count; c++) {
      count(what, c);
      if (counts[(int) c] > 1) {
        throw damaged(what, offset);
      }
      metadata.set((int) c);
    }
  }

  private void count(String what, long cluster) throws FormatException {
    if (cluster < 0 || cluster >= counts.length) {
      throw damaged(what, cluster << layout.clusterBits());
    }
    counts[(int) cluster]++;
  }

  private FormatException damaged(String what, long offset) {
    return new FormatException(
        "%s is damaged: %s at %d lies outside the file or on something else"
            .formatted(file.name(), what, offset));
  }

  /** Header, refcount table and refcount blocks. */
  void addRefcounts(Refcounts refcounts) throws FormatException {
    addTable("header", 0, 1);
    addTable(
        "refcount table",
        refcounts.tableOffset(),
        (long) refcounts.tableClusters() << layout.clusterBits());
    for (long block : refcounts.blocks()) {
      if (block != 0) {
        addTable("refcount block", block, 1);
      }
    }
  }

  /** The table of the snapshots; no bytes where there is none. */
  void addSnapshotTable(long offset, long bytes) throws FormatException {
    if (bytes > 0) {
      addTable("snapshot table", offset, bytes);
    }
  }

  /** All that an L1 table leads to, with the clusters of the table itself. */
  void addL1(L1Table l1) throws IOException {
    if (l1.length() > 0) {
      addTable("L1 table", l1.offset(), (long) l1.length() * Long.BYTES);
    }
    for (int i = 0; i < l1.length(); i++) {
      long l2 = l1.l2Offset(i);
      if (l2 != 0) {
        addL2(l2);
      }
    }
  }

  private void addL2(long offset) throws IOException {
    if (layout.within(offset) != 0) {
      throw damaged("L2 table", offset);
    }
    int cluster = (int) layout.clusterOf(offset);
    count("L2 table", layout.clusterOf(offset));
    if (counts[cluster] > 1 && !metadata.get(cluster)) {
      throw damaged("L2 table", offset);
    }
    metadata.set(cluster);
    ByteBuffer table = file.read(offset, layout.clusterSize());
    int words = layout.l2EntrySize() / Long.BYTES;
    for (int i = 0; i < layout.l2Entries(); i++) {
      long descriptor = table.getLong(i * words * Long.BYTES);
      if (descriptor != 0) {
        addEntry(new L2Entry(descriptor, 0));
      }
    }
  }

  private void addEntry(L2Entry entry) throws FormatException {
    if (entry.isCompressed()) {
      long first = entry.compressedOffset(layout);
      long last = first + entry.compressedLength(layout) - 1;
      long lastInFile = Math.min(layout.clusterOf(last), fileClusters - 1);
      for (long c = layout.clusterOf(first); c <= lastInFile; c++) {
        addData(c);
      }
      if (layout.clusterOf(first) >= fileClusters) {
        throw damaged("compressed data", first);
      }
    } else if (entry.offset() != 0) {
      if (layout.within(entry.offset()) != 0) {
        throw damaged("data", entry.offset());
      }
      addData(layout.clusterOf(entry.offset()));
    }
  }

  private void addData(long cluster) throws FormatException {
    count("data", cluster);
    if (metadata.get((int) cluster)) {
      throw damaged("data", cluster << layout.clusterBits());
    }
  }
}
