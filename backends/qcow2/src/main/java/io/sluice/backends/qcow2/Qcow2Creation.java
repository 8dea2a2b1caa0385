package io.sluice.backends.qcow2;

import io.sluice.backend.VolumeInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An empty image that is to be made, of version 3.
 *
 * @param size bytes of the disk
 * @param clusterBits cluster size is {@code 1 << clusterBits} bytes
 * @param extendedL2 whether clusters have 32 subclusters, which are written one by one
 * @param backingFile the name in the header of what it stands on
 */
public record Qcow2Creation(
    long size, int clusterBits, boolean extendedL2, Optional<String> backingFile) {
  /** Entries of a refcount block of 16-bit refcounts are enough for it: a few clusters. */
  private static final int REFCOUNT_ORDER = 4;

  private static final int LONGEST_NAME = 1023;
  private static final int ROOM_FOR_THE_REST = 160;

  public Qcow2Creation {
    if (size <= 0 || size % 512 != 0) {
      throw new IllegalArgumentException("size = " + size + ": is a multiple of 512 bytes");
    }
    if (clusterBits < Layout.MIN_CLUSTER_BITS || clusterBits > Layout.MAX_CLUSTER_BITS) {
      throw new IllegalArgumentException("clusters have 512 bytes to 2 MiB");
    }
    if (extendedL2 && clusterBits < 14) {
      throw new IllegalArgumentException("extended L2 entries need clusters of 16 KiB or more");
    }
    Layout layout = new Layout(clusterBits, extendedL2, REFCOUNT_ORDER, true, false);
    if (size / layout.l2Span() + 1 > Layout.MAX_L1_BYTES / 8) {
      throw new IllegalArgumentException("size = " + size + ": needs larger clusters");
    }
    int name = backingFile.orElse("").getBytes(StandardCharsets.UTF_8).length;
    int most = Math.min(LONGEST_NAME, (1 << clusterBits) - ROOM_FOR_THE_REST);
    if (name > most) {
      throw new IllegalArgumentException(
          "the backing file's name has more than " + most + " bytes");
    }
  }

  /**
   * What {@link Qcow2Volume#probe} will tell of it when it is there.
   *
   * @param blockSize bytes in a logical block
   * @param below what it will stand on
   */
  public VolumeInfo planned(int blockSize, Optional<VolumeInfo> below, String identity) {
    return Qcow2Volume.info(layout(), size, blockSize, false, below, identity);
  }

  private Layout layout() {
    return new Layout(clusterBits, extendedL2, REFCOUNT_ORDER, true, false);
  }

  /** Layout: header, refcount table, refcount block, L1 table. Durable when it returns. */
  void writeTo(ImageFile file) throws IOException {
    Layout layout = layout();
    int l1Size = (int) layout.l1EntriesFor(size);
    long l1Clusters = layout.clustersFor(l1Size * 8L);
    long clusters = 1;
    long tableClusters = 1;
    long blocks = 1;
    long perCluster = layout.clusterSize() / Long.BYTES;
    do {
      clusters = 1 + tableClusters + blocks + l1Clusters;
      blocks = (clusters + layout.refcountBlockEntries() - 1) / layout.refcountBlockEntries();
      tableClusters = (blocks + perCluster - 1) / perCluster;
    } while (clusters < 1 + tableClusters + blocks + l1Clusters);
    long table = layout.clusterSize();
    long firstBlock = table + tableClusters * layout.clusterSize();
    long l1 = firstBlock + blocks * layout.clusterSize();
    file.truncate(clusters << clusterBits);
    ByteBuffer entries = ByteBuffer.allocate((int) (blocks * Long.BYTES));
    Refcounts refcounts = new Refcounts(null, layout, null);
    for (int i = 0; i < blocks; i++) {
      long offset = firstBlock + (long) i * layout.clusterSize();
      long used = clusters;
      file.write(offset, refcounts.newBlock(i, c -> c < used ? 1 : 0));
      entries.putLong(offset);
    }
    file.write(table, entries.flip());
    file.write(0, header(l1Size, l1, table, (int) tableClusters));
    file.sync();
  }

  private ByteBuffer header(int l1Size, long l1, long table, int tableClusters) {
    ByteBuffer header = ByteBuffer.allocate(1 << clusterBits);
    byte[] backing = backingFile.orElse("").getBytes(StandardCharsets.UTF_8);
    header.putInt(Header.MAGIC).putInt(3);
    int backingAt = header.position();
    header.putLong(0).putInt(0).putInt(clusterBits).putLong(size).putInt(0);
    header.putInt(l1Size).putLong(l1).putLong(table).putInt(tableClusters);
    header.putInt(0).putLong(0);
    header.putLong(extendedL2 ? Features.EXTENDED_L2 : 0).putLong(0).putLong(0);
    header.putInt(REFCOUNT_ORDER).putInt(Header.LENGTH_WITH_COMPRESSION_TYPE).putLong(0);
    if (backing.length > 0) {
      header
          .putInt(Header.EXTENSION_BACKING_FORMAT)
          .putInt(3)
          .put("raw".getBytes(StandardCharsets.US_ASCII));
      header.position(header.position() + 7 & ~7);
    }
    header.putInt(Header.EXTENSION_END).putInt(0);
    if (backing.length > 0) {
      header.putLong(backingAt, header.position()).putInt(backingAt + 8, backing.length);
      header.put(backing);
    }
    return header.clear();
  }
}
