package io.sluice.backends.qcow2;

import io.sluice.backends.qcow2.MetadataClusters.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.LongUnaryOperator;

/**
 * The refcount table and its blocks (specification, "Host cluster management"). Guarded by the
 * allocator that owns it.
 */
final class Refcounts {
  private static final long BLOCK_OFFSET_MASK = ~0x1FFL;

  private final MetadataPages pages;
  private final Layout layout;
  private final MetadataClusters tables;
  private long tableOffset;
  private int tableClusters;

  /** Offset of each block; 0 where there is none, and all its refcounts are 0. */
  private long[] blocks = {};

  /** Without any, until {@link #use}. */
  Refcounts(MetadataPages pages, Layout layout, MetadataClusters tables) {
    this.pages = pages;
    this.layout = layout;
    this.tables = tables;
  }

  /** Reads the table and checks where its blocks are. */
  static Refcounts read(
      ImageFile file, MetadataPages pages, Layout layout, MetadataClusters tables, Header header)
      throws IOException {
    Refcounts refcounts = new Refcounts(pages, layout, tables);
    int bytes = header.refcountTableClusters() << layout.clusterBits();
    ByteBuffer table = file.read(header.refcountTableOffset(), bytes);
    long[] blocks = new long[bytes / Long.BYTES];
    long length = file.length();
    for (int i = 0; i < blocks.length; i++) {
      blocks[i] = table.getLong(i * Long.BYTES) & BLOCK_OFFSET_MASK;
      if (layout.within(blocks[i]) != 0 || blocks[i] < 0 || blocks[i] >= length && blocks[i] != 0) {
        throw new FormatException(
            "%s is damaged: its refcount block %d is at %d".formatted(file.name(), i, blocks[i]));
      }
    }
    refcounts.use(header.refcountTableOffset(), header.refcountTableClusters(), blocks);
    return refcounts;
  }

  /** Goes over to another table. */
  void use(long offset, int clusters, long[] newBlocks) {
    tables.remove(Kind.REFCOUNT_TABLE, tableOffset, (long) tableClusters << layout.clusterBits());
    tables.add(Kind.REFCOUNT_TABLE, offset, (long) clusters << layout.clusterBits());
    for (long block : newBlocks) {
      tables.add(Kind.REFCOUNT_BLOCK, block, block == 0 ? 0 : layout.clusterSize());
    }
    tableOffset = offset;
    tableClusters = clusters;
    blocks = newBlocks;
  }

  long tableOffset() {
    return tableOffset;
  }

  int tableClusters() {
    return tableClusters;
  }

  long[] blocks() {
    return blocks;
  }

  /** How many clusters the table has room to tell of. */
  long capacity() {
    return blocks.length * layout.refcountBlockEntries();
  }

  boolean hasBlock(long cluster) {
    return cluster < capacity() && block(cluster) != 0;
  }

  private long block(long cluster) {
    return blocks[(int) (cluster / layout.refcountBlockEntries())];
  }

  /** Puts a new block, whose content was written, into the table. */
  void install(int index, long offset) throws IOException {
    tables.add(Kind.REFCOUNT_BLOCK, offset, layout.clusterSize());
    blocks[index] = offset;
    pages.write(
        tableOffset + (long) index * Long.BYTES,
        ByteBuffer.allocate(Long.BYTES).putLong(0, offset));
  }

  long get(long cluster) throws IOException {
    if (!hasBlock(cluster)) {
      return 0;
    }
    byte[] page = pages.copyOfPage(pageOf(cluster));
    return get(page, indexInPage(cluster), layout.refcountOrder());
  }

  private long entriesPerPage() {
    return (long) pages.pageSize() * 8 >>> layout.refcountOrder();
  }

  private long pageOf(long cluster) {
    long index = cluster % layout.refcountBlockEntries();
    return block(cluster) + index / entriesPerPage() * pages.pageSize();
  }

  private int indexInPage(long cluster) {
    return (int) (cluster % entriesPerPage());
  }

  /** What {@link #update} calls for each cluster. */
  interface Change {
    /**
     * Decides on one.
     *
     * @param cluster index of the cluster
     * @param refcount what it is
     * @return what it is to be
     */
    long apply(long cluster, long refcount) throws IOException;
  }

  void add(long first, long count, long delta) throws IOException {
    update(
        first,
        count,
        (cluster, refcount) -> {
          long sum = refcount + delta;
          if (sum < 0 || sum > layout.maxRefcount()) {
            throw new FormatException(
                "cluster %d has refcount %d, to which %d can't be added"
                    .formatted(cluster, refcount, delta));
          }
          return sum;
        });
  }

  /** Changes refcounts, with one write for each page of which some differ. */
  void update(long first, long count, Change change) throws IOException {
    for (long cluster = first; cluster < first + count; ) {
      long end = Math.min(first + count, (cluster / entriesPerPage() + 1) * entriesPerPage());
      if (hasBlock(cluster)) {
        updatePage(cluster, end, change);
      } else {
        requireZero(cluster, end, change);
      }
      cluster = end;
    }
  }

  private static void requireZero(long cluster, long end, Change change) throws IOException {
    for (; cluster < end; cluster++) {
      if (change.apply(cluster, 0) != 0) {
        throw new FormatException("there is no refcount block for cluster " + cluster);
      }
    }
  }

  private void updatePage(long cluster, long end, Change change) throws IOException {
    long offset = pageOf(cluster);
    byte[] page = pages.copyOfPage(offset);
    int order = layout.refcountOrder();
    int from = page.length;
    int to = 0;
    for (long c = cluster; c < end; c++) {
      int i = indexInPage(c);
      long before = get(page, i, order);
      long after = change.apply(c, before);
      if (after != before) {
        set(page, i, order, after);
        from = Math.min(from, (int) ((long) i << order >>> 3));
        to = Math.max(to, (int) (((long) (i + 1) << order) + 7 >>> 3));
      }
    }
    if (from < to) {
      pages.write(offset + from, ByteBuffer.wrap(page, from, to - from));
    }
  }

  /** Entry {@code i} of big-endian entries of {@code 1 << order} bits; within a byte, low first. */
  static long get(byte[] bytes, int i, int order) {
    if (order < 3) {
      int bits = 1 << order;
      int refcount = bytes[i << order >>> 3] >>> (i << order & 7) & (1 << bits) - 1;
      return refcount;
    }
    int width = 1 << order - 3;
    long value = 0;
    for (int b = 0; b < width; b++) {
      value = value << 8 | bytes[i * width + b] & 0xFF;
    }
    return value;
  }

  static void set(byte[] bytes, int i, int order, long value) {
    if (order < 3) {
      int shift = i << order & 7;
      int mask = (1 << (1 << order)) - 1 << shift;
      int at = i << order >>> 3;
      bytes[at] = (byte) (bytes[at] & ~mask | (int) value << shift & mask);
      return;
    }
    int width = 1 << order - 3;
    for (int b = width - 1; b >= 0; b--) {
      bytes[i * width + b] = (byte) value;
      value >>>= 8;
    }
  }

  /** A whole block's bytes, with the refcounts that {@code of} gives. */
  ByteBuffer newBlock(long index, LongUnaryOperator of) {
    byte[] block = new byte[layout.clusterSize()];
    long entries = layout.refcountBlockEntries();
    for (int i = 0; i < entries; i++) {
      long refcount = of.applyAsLong(index * entries + i);
      if (refcount != 0) {
        set(block, i, layout.refcountOrder(), refcount);
      }
    }
    return ByteBuffer.wrap(block);
  }
}
