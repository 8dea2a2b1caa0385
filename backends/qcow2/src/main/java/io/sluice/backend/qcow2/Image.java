package io.sluice.backend.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open image: its tables, and what must be so before and after they are changed.
 *
 * <p>The dirty bit is set, durably, before the first change and cleared when the image is closed.
 * An image that is dirty when it is opened was not closed: its refcounts are counted anew before
 * anything else is written. Version 2 has no such bit; there it is done always.
 */
final class Image {
  private static final Logger LOG = LoggerFactory.getLogger(Image.class);
  private static final int AUTOCLEAR_FEATURES = 88;

  private final ImageFile file;
  private final Header header;
  private final Layout layout;
  private final MetadataPages pages;
  private final GuestMap map;
  private final Refcounts refcounts;
  private final InFlight inFlight = new InFlight();
  private final HeaderWriter headerWriter;
  private final ClusterAllocator allocator;
  private final boolean wasDirty;
  private volatile boolean changing;

  // Changed under the store's exclusive lock only.
  private volatile long size;
  private List<Snapshot> snapshots;
  private long snapshotsOffset;
  private long snapshotsBytes;

  private Image(
      ImageFile file, Header header, L1Table l1, SnapshotTable.Content snapshots, long cacheBytes)
      throws IOException {
    this.file = file;
    this.header = header;
    layout = Layout.of(header);
    pages = new MetadataPages(file, layout.clusterSize(), cacheBytes);
    map = new GuestMap(file, layout, pages, l1);
    refcounts = Refcounts.read(file, pages, layout, header);
    headerWriter = new HeaderWriter(file, header);
    allocator = new ClusterAllocator(file, headerWriter, layout, refcounts, inFlight);
    wasDirty = header.has(Features.DIRTY);
    size = header.size();
    this.snapshots = snapshots.snapshots();
    snapshotsOffset = header.snapshotsOffset();
    snapshotsBytes = snapshots.bytes();
  }

  /**
   * Reads all that is needed to serve it.
   *
   * @param snapshot id or name of the snapshot to look at; empty for the disk as it is
   */
  static Image open(ImageFile file, Header header, String snapshot, long cacheBytes)
      throws IOException {
    Layout layout = Layout.of(header);
    SnapshotTable.Content snapshots = SnapshotTable.read(file, layout, header);
    L1Table l1;
    if (snapshot.isEmpty()) {
      l1 = L1Table.read(file, layout, header.l1Offset(), header.l1Size());
    } else {
      Snapshot wanted = find(file.name(), snapshots.snapshots(), snapshot);
      l1 = L1Table.read(file, layout, wanted.l1Offset(), wanted.l1Size());
    }
    Image image = new Image(file, header, l1, snapshots, cacheBytes);
    image.requireTablesApart();
    return image;
  }

  /** The snapshot with that id, or else with that name. */
  static Snapshot find(String image, List<Snapshot> snapshots, String idOrName)
      throws FormatException {
    for (Snapshot snapshot : snapshots) {
      if (snapshot.id().equals(idOrName)) {
        return snapshot;
      }
    }
    for (Snapshot snapshot : snapshots) {
      if (snapshot.name().equals(idOrName)) {
        return snapshot;
      }
    }
    throw new FormatException(image + " has no snapshot " + idOrName);
  }

  /** Tables that lie on each other would be overwritten with each other. */
  private void requireTablesApart() throws FormatException {
    Set<Long> used = new HashSet<>();
    addAll(used, 0, 1);
    L1Table l1 = map.l1();
    addAll(used, l1.offset(), l1.length() * 8L);
    long table = (long) refcounts.tableClusters() << layout.clusterBits();
    addAll(used, refcounts.tableOffset(), table);
    for (long block : refcounts.blocks()) {
      addAll(used, block, block == 0 ? 0 : 1);
    }
    for (int i = 0; i < l1.length(); i++) {
      addAll(used, l1.l2Offset(i), l1.l2Offset(i) == 0 ? 0 : 1);
    }
  }

  private void addAll(Set<Long> used, long offset, long bytes) throws FormatException {
    long first = layout.clusterOf(offset);
    for (long c = first; c < first + layout.clustersFor(bytes); c++) {
      if (!used.add(c)) {
        throw new FormatException(
            "%s is damaged: two of its tables are at %d"
                .formatted(file.name(), c << layout.clusterBits()));
      }
    }
  }

  ImageFile file() {
    return file;
  }

  Header header() {
    return header;
  }

  /** Bytes of the disk. */
  long size() {
    return size;
  }

  void setSize(long bytes) throws IOException {
    headerWriter.setSize(bytes);
    size = bytes;
  }

  HeaderWriter headerWriter() {
    return headerWriter;
  }

  Layout layout() {
    return layout;
  }

  GuestMap map() {
    return map;
  }

  MetadataPages pages() {
    return pages;
  }

  ClusterAllocator allocator() {
    return allocator;
  }

  InFlight inFlight() {
    return inFlight;
  }

  List<Snapshot> snapshots() {
    return snapshots;
  }

  long snapshotsOffset() {
    return snapshotsOffset;
  }

  long snapshotsBytes() {
    return snapshotsBytes;
  }

  /** Takes note of another snapshot table, which the header points to by now. */
  void setSnapshots(List<Snapshot> now, long offset, long bytes) {
    snapshots = List.copyOf(now);
    snapshotsOffset = offset;
    snapshotsBytes = bytes;
  }

  /** Before data is written in place. */
  void requireSound() throws IOException {
    if (wasDirty && !changing) {
      beginChange();
    }
  }

  /** Before anything is allocated or freed. */
  void beginChange() throws IOException {
    if (!changing) {
      markDirty();
    }
  }

  private synchronized void markDirty() throws IOException {
    if (changing) {
      return;
    }
    if (layout.hasZeroClusters()) {
      if (!headerWriter.isDirty()) {
        headerWriter.setFeature(Features.DIRTY, true);
      }
      if (header.autoclear() != 0) {
        file.write(AUTOCLEAR_FEATURES, ByteBuffer.allocate(Long.BYTES));
      }
      file.sync();
    }
    if (wasDirty || !layout.hasZeroClusters()) {
      repair();
    }
    changing = true;
  }

  private void repair() throws IOException {
    if (wasDirty) {
      LOG.info("{} was not closed properly: its clusters are counted anew", file.name());
    }
    Census census = census(map.l1(), snapshots);
    census.addSnapshotTable(snapshotsOffset, snapshotsBytes);
    allocator.reconcile(census, false);
    map.correctCopied(census, false);
    file.sync();
  }

  /** Counts what an L1 table and snapshots refer to, and all tables but that of the snapshots. */
  Census census(L1Table l1, List<Snapshot> of) throws IOException {
    Census census = new Census(file, layout, allocator.end());
    census.addRefcounts(refcounts);
    census.addL1(l1);
    for (Snapshot snapshot : of) {
      census.addL1(L1Table.read(file, layout, snapshot.l1Offset(), snapshot.l1Size()));
    }
    return census;
  }

  /** Makes durable all that was done before, and settles what was freed before. */
  void flush() throws IOException {
    requireSound();
    ClusterAllocator.Settlement settlement = allocator.beginFlush();
    try {
      file.sync();
    } catch (Throwable failure) {
      allocator.abandon(settlement);
      throw failure;
    }
    allocator.endFlush(settlement);
  }

  /** When nobody uses it any more: leaves it clean. */
  void finish() throws IOException {
    flush();
    if (changing) {
      for (int i = 0; i < 3; i++) { // until what was freed last is nobody's
        flush();
      }
      allocator.release();
      file.sync();
      if (layout.hasZeroClusters()) {
        headerWriter.setFeature(Features.DIRTY, false);
        file.sync();
      }
    }
  }
}
