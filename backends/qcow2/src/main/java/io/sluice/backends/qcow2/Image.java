package io.sluice.backends.qcow2;

import io.sluice.backends.qcow2.MetadataClusters.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
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

  /** So many entries of snapshots' L1 tables are looked through when an image is opened: 32 MiB. */
  private static final long MOST_INACTIVE_ENTRIES = 4 << 20;

  /** So many clusters of snapshots' L1 tables are watched, each of which takes 16 to 32 bytes. */
  private static final long MOST_INACTIVE_CLUSTERS = 1 << 20;

  private final ImageFile file;
  private final Header header;
  private final Layout layout;
  private final MetadataClusters tables;
  private final MetadataPages pages;
  private final GuestMap map;
  private final Refcounts refcounts;
  private final InFlight inFlight = new InFlight();
  private final HeaderWriter headerWriter;
  private final OverlapCheck check;
  private final ClusterAllocator allocator;
  private final boolean wasDirty;
  private List<String> problems;
  private volatile boolean changing;

  // Changed under the store's exclusive lock only.
  private volatile long size;
  private List<Snapshot> snapshots;
  private long snapshotsOffset;
  private long snapshotsBytes;

  private Image(
      ImageFile file,
      Header header,
      MetadataClusters tables,
      MetadataPages pages,
      L1Table l1,
      long size,
      UpkeepTables upkeep)
      throws IOException {
    this.size = size;
    this.file = file;
    this.header = header;
    this.tables = tables;
    this.pages = pages;
    layout = Layout.of(header);
    map = new GuestMap(file, layout, pages, tables, l1);
    refcounts = upkeep.refcounts();
    headerWriter = new HeaderWriter(file, header);
    check = new OverlapCheck(file, headerWriter, layout, tables);
    allocator = new ClusterAllocator(file, headerWriter, layout, refcounts, inFlight, check);
    wasDirty = header.has(Features.DIRTY);
    snapshots = upkeep.snapshots().snapshots();
    snapshotsOffset = header.snapshotsOffset();
    snapshotsBytes = upkeep.snapshots().bytes();
    problems = upkeep.problems();
  }

  /** Reads all that is needed to serve it, and checks all that is needed to write to it. */
  static Image open(ImageFile file, Header header, long cacheBytes) throws IOException {
    Layout layout = Layout.of(header);
    MetadataClusters tables = new MetadataClusters(layout);
    MetadataPages pages = new MetadataPages(file, layout.clusterSize(), cacheBytes);
    UpkeepTables upkeep = UpkeepTables.require(file, pages, layout, tables, header);
    L1Table l1 = L1Table.read(file, layout, header.l1Offset(), header.l1Size());
    Image image = new Image(file, header, tables, pages, l1, header.size(), upkeep);
    image.requireTablesApart();
    image.noteSnapshots();
    return image;
  }

  /**
   * Reads all that is needed to read from it; what else is damaged is told by {@link #problems}.
   *
   * @param snapshot id or name of the snapshot to look at; empty for the disk as it is
   */
  static Image openToRead(ImageFile file, Header header, String snapshot, long cacheBytes)
      throws IOException {
    Layout layout = Layout.of(header);
    MetadataClusters tables = new MetadataClusters(layout);
    MetadataPages pages = new MetadataPages(file, layout.clusterSize(), cacheBytes);
    UpkeepTables upkeep = UpkeepTables.salvage(file, pages, layout, tables, header);
    long l1Offset = header.l1Offset();
    int l1Size = header.l1Size();
    long size = header.size();
    if (!snapshot.isEmpty()) {
      Snapshot wanted = find(file.name(), upkeep.snapshots().snapshots(), snapshot);
      l1Offset = wanted.l1Offset();
      l1Size = wanted.l1Size();
      size = wanted.diskSize();
    }
    L1Table l1 = L1Table.readToLookUp(file, layout, l1Offset, l1Size);
    return new Image(file, header, tables, pages, l1, size, upkeep).withProblemsOfL1();
  }

  private Image withProblemsOfL1() {
    List<String> all = new ArrayList<>(problems);
    if (map.l1().badCount() > 0) {
      all.add(
          "%s is damaged: %d of its L2 tables are said to be where none can be; what they map can't be read"
              .formatted(file.name(), map.l1().badCount()));
    } else {
      try {
        requireTablesApart();
      } catch (FormatException e) {
        all.add(e.getMessage());
      }
    }
    problems = List.copyOf(all);
    return this;
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

  /** What keeps data off the tables. */
  OverlapCheck check() {
    return check;
  }

  /** What is wrong with it that reading does not need; a sentence each. */
  List<String> problems() {
    return problems;
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
  void setSnapshots(List<Snapshot> now, long offset, long bytes) throws IOException {
    snapshots = List.copyOf(now);
    snapshotsOffset = offset;
    snapshotsBytes = bytes;
    noteSnapshots();
  }

  /**
   * Takes note of where the snapshots' tables are. An L1 table outside of the file leads to nothing
   * that could be overwritten; a change of snapshots will tell of it.
   */
  private void noteSnapshots() throws IOException {
    tables.removeAll(Kind.SNAPSHOT_TABLE);
    tables.removeAll(Kind.INACTIVE_L1);
    tables.removeAll(Kind.INACTIVE_L2);
    tables.add(Kind.SNAPSHOT_TABLE, snapshotsOffset, snapshotsBytes);
    long clusters = MOST_INACTIVE_CLUSTERS;
    long entries = MOST_INACTIVE_ENTRIES;
    for (Snapshot snapshot : snapshots) {
      long bytes = snapshot.l1Size() * (long) Long.BYTES;
      clusters -= layout.clustersFor(bytes);
      entries -= snapshot.l1Size();
      boolean inFile = snapshot.l1Offset() >= 0 && snapshot.l1Offset() <= file.length() - bytes;
      if (inFile && clusters >= 0) {
        tables.add(Kind.INACTIVE_L1, snapshot.l1Offset(), bytes);
      }
      if (inFile && entries >= 0) {
        noteL2Tables(snapshot);
      }
    }
  }

  private void noteL2Tables(Snapshot snapshot) throws IOException {
    L1Table l1 = L1Table.readToLookUp(file, layout, snapshot.l1Offset(), snapshot.l1Size());
    for (int i = 0; i < l1.length(); i++) {
      if (l1.l2Offset(i) != 0 && !l1.isBad(i)) {
        tables.add(Kind.INACTIVE_L2, l1.l2Offset(i), layout.clusterSize());
      }
    }
  }

  /** Before data is written in place. */
  void requireSound() throws IOException {
    check.requireSound();
    if (wasDirty && !changing) {
      beginChange();
    }
  }

  /** Before anything is allocated or freed. */
  void beginChange() throws IOException {
    check.requireSound();
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
    if (check.isCorrupt()) { // what was written before is safe, and nothing is settled any more
      file.sync();
      return;
    }
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
    if (changing && !check.isCorrupt()) {
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
