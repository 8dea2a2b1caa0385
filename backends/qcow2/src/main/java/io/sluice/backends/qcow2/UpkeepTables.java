package io.sluice.backends.qcow2;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tables that writing needs and reading the disk does not: refcounts and snapshots.
 *
 * @param refcounts how often each cluster is used; none where they can't be used
 * @param snapshots those that can be read
 * @param problems what is wrong with either, a sentence each; empty where nothing is
 */
record UpkeepTables(Refcounts refcounts, SnapshotTable.Content snapshots, List<String> problems) {
  private static final int MOST_SNAPSHOTS = 65536;

  /** Of an image that is written to: all must be as it ought to be. */
  static UpkeepTables require(
      ImageFile file, MetadataPages pages, Layout layout, MetadataClusters tables, Header header)
      throws IOException {
    return new UpkeepTables(
        refcounts(file, pages, layout, tables, header),
        snapshots(file, layout, header).requireWhole(),
        List.of());
  }

  /** Of an image that is only read: what is wrong is told, and done without. */
  static UpkeepTables salvage(
      ImageFile file, MetadataPages pages, Layout layout, MetadataClusters tables, Header header)
      throws IOException {
    List<String> problems = new ArrayList<>();
    if (header.has(Features.CORRUPT)) {
      problems.add(file.name() + " is marked as corrupt: qemu-img check tells of what is wrong");
    }
    Optional<Refcounts> refcounts = Optional.empty();
    try {
      refcounts = Optional.of(refcounts(file, pages, layout, tables, header));
    } catch (FormatException e) {
      problems.add(e.getMessage());
    }
    SnapshotTable.Content snapshots = SnapshotTable.Content.NONE;
    try {
      snapshots = snapshots(file, layout, header);
      if (!snapshots.problem().isEmpty()) {
        problems.add(snapshots.problem());
      }
    } catch (FormatException e) {
      problems.add(e.getMessage());
    }
    return new UpkeepTables(
        refcounts.orElseGet(() -> new Refcounts(pages, layout, tables)), snapshots, problems);
  }

  /** That the header can be right about where they are. */
  static void requirePlaces(ImageFile file, Header header) throws IOException {
    requireRefcounts(file, Layout.of(header), header);
    requireSnapshots(file, Layout.of(header), header);
  }

  private static Refcounts refcounts(
      ImageFile file, MetadataPages pages, Layout layout, MetadataClusters tables, Header header)
      throws IOException {
    requireRefcounts(file, layout, header);
    return Refcounts.read(file, pages, layout, tables, header);
  }

  private static void requireRefcounts(ImageFile file, Layout layout, Header header)
      throws IOException {
    int clusters = header.refcountTableClusters();
    if (clusters <= 0 || clusters > Layout.MAX_REFCOUNT_TABLE_BYTES >> layout.clusterBits()) {
      throw new FormatException(file.name() + " has a refcount table of " + clusters + " clusters");
    }
    TablePlace.REFCOUNTS.require(file, layout, header.refcountTableOffset(), 1);
  }

  /** The snapshots that there are, as far as their table makes sense. */
  static SnapshotTable.Content snapshots(ImageFile file, Layout layout, Header header)
      throws IOException {
    requireSnapshots(file, layout, header);
    return header.snapshotCount() == 0
        ? SnapshotTable.Content.NONE
        : SnapshotTable.read(file, layout, header);
  }

  private static void requireSnapshots(ImageFile file, Layout layout, Header header)
      throws IOException {
    if (header.snapshotCount() < 0 || header.snapshotCount() > MOST_SNAPSHOTS) {
      throw new FormatException(file.name() + " has " + header.snapshotCount() + " snapshots");
    }
    if (header.snapshotCount() > 0) {
      TablePlace.SNAPSHOTS.require(file, layout, header.snapshotsOffset(), 1);
    }
  }
}
