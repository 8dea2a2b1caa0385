package io.sluice.backends.qcow2;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Puts another L1 table, another list of snapshots, or both in the place of what there is, with
 * nobody else changing anything.
 *
 * <p>Order: new tables; refcounts raised to what both the old and the new tables need; copied flags
 * taken away; flush; the header; flush; refcounts lowered and flags set to what the new tables
 * need. Whenever it ends half-way, the header leads to tables whose clusters are all counted, and
 * the dirty bit has the rest put right.
 */
final class TableChange {
  private final Image image;
  private final Layout layout;
  private final ImageFile file;

  TableChange(Image image) {
    this.image = image;
    layout = image.layout();
    file = image.file();
  }

  /** A copy of an L1 table in new clusters, of which no cluster is the disk's own. */
  L1Table copy(L1Table table) throws IOException {
    Run run = image.allocator().allocateAll(layout.clustersFor(table.length() * 8L));
    long offset = run.first() << layout.clusterBits();
    file.write(offset, table.encode(table.length(), false));
    return L1Table.read(file, layout, offset, table.length());
  }

  /** An L1 table in new clusters that leads nowhere. */
  L1Table empty() throws IOException {
    return copy(new L1Table(0, new long[image.map().l1().length()]));
  }

  void apply(L1Table l1, List<Snapshot> snapshots) throws IOException {
    ByteBuffer table = SnapshotTable.encode(snapshots);
    long bytes = table.remaining();
    long offset = 0;
    if (bytes > 0) {
      Run run = image.allocator().allocateAll(layout.clustersFor(bytes));
      offset = run.first() << layout.clusterBits();
      file.write(offset, table);
    }
    image.allocator().release(); // what is only reserved is in no table
    Census census = image.census(l1, snapshots);
    census.addSnapshotTable(offset, bytes);
    image.allocator().reconcile(census, true);
    image.map().correctCopied(census, true);
    GuestMap next = new GuestMap(file, layout, image.pages(), new MetadataClusters(layout), l1);
    next.correctCopied(census, true);
    file.sync();
    image.headerWriter().setSnapshots(snapshots.size(), offset);
    if (l1.offset() != image.map().l1().offset()) {
      image.headerWriter().setL1Table(l1.length(), l1.offset());
    }
    file.sync();
    image.setSnapshots(snapshots, offset, bytes);
    image.map().use(l1);
    image.pages().clear();
    image.allocator().reconcile(census, false);
    image.map().correctCopied(census, false);
    file.sync();
  }
}
