package io.sluice.backends.qcow2;

import io.sluice.backends.qcow2.L2Entry.State;
import io.sluice.backends.qcow2.MetadataClusters.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Where the guest's clusters are: the active L1 table and its L2 tables. Lookups take no lock but a
 * page's; who changes entries excludes others that change the same ones.
 */
final class GuestMap {
  private final ImageFile file;
  private final Layout layout;
  private final MetadataPages pages;
  private final MetadataClusters tables;
  private volatile L1Table l1;

  GuestMap(
      ImageFile file, Layout layout, MetadataPages pages, MetadataClusters tables, L1Table l1) {
    this.file = file;
    this.layout = layout;
    this.pages = pages;
    this.tables = tables;
    use(l1);
  }

  L1Table l1() {
    return l1;
  }

  /** Goes over to another L1 table; of what the others led to, something else may become. */
  void use(L1Table table) {
    tables.removeAll(Kind.ACTIVE_L1);
    tables.removeAll(Kind.ACTIVE_L2);
    tables.add(Kind.ACTIVE_L1, table.offset(), table.length() * (long) Long.BYTES);
    for (int i = 0; i < table.length(); i++) {
      if (table.l2Offset(i) != 0 && !table.isBad(i)) {
        tables.add(Kind.ACTIVE_L2, table.l2Offset(i), layout.clusterSize());
      }
    }
    l1 = table;
  }

  L2Entry get(long guest) throws IOException {
    L1Table table = l1;
    int index = layout.l1Index(guest);
    long l2 = index < table.length() ? table.l2Offset(index) : 0;
    if (table.isBad(index)) {
      throw new FormatException(
          "%s is damaged: the L2 table for byte %d of the disk is said to be at %d"
              .formatted(file.name(), guest, l2));
    }
    return l2 == 0 ? L2Entry.UNALLOCATED : entry(l2, layout.l2Index(guest));
  }

  private L2Entry entry(long l2, int index) throws IOException {
    if (layout.extendedL2()) {
      MetadataPages.Pair pair = pages.getPair(l2 + index * 16L);
      return new L2Entry(pair.first(), pair.second());
    }
    return new L2Entry(pages.getLong(l2 + index * 8L), 0);
  }

  /**
   * The longest extent from {@code guest} on, up to {@code most} bytes; it ends before what is
   * damaged.
   */
  Extent extent(long guest, long most) throws IOException {
    L2Entry entry = get(guest);
    int unit = unitOf(guest);
    State state = state(guest, entry, unit);
    if (state == State.COMPRESSED) {
      return new Extent(
          state, 0, Math.min(most, layout.clusterSize() - layout.within(guest)), entry);
    }
    long host = state == State.DATA ? entry.offset() + layout.within(guest) : 0;
    long end = guest + most;
    long at = (guest >>> layout.unitBits()) + 1 << layout.unitBits();
    L2Entry current = entry;
    while (at < end) {
      try {
        unit = unitOf(at);
        if (unit == 0) {
          current = get(at);
        }
        if (state(at, current, unit) != state
            || state == State.DATA
                && (current.offset() + layout.within(at) != host + (at - guest)
                    || current.isCopied() != entry.isCopied())) {
          break;
        }
      } catch (FormatException e) { // told when its turn comes
        break;
      }
      at = skipTable(at, state);
    }
    return new Extent(state, host, Math.min(at, end) - guest, entry);
  }

  /** The next unit; where there is no L2 table, the first of the next table. */
  private long skipTable(long at, State state) {
    int index = layout.l1Index(at);
    if (state == State.UNALLOCATED && index < l1.length() && l1.l2Offset(index) == 0) {
      return (at / layout.l2Span() + 1) * layout.l2Span();
    }
    return at + layout.unitSize();
  }

  private int unitOf(long guest) {
    return layout.within(guest) >>> layout.unitBits();
  }

  private State state(long guest, L2Entry entry, int unit) throws FormatException {
    State state = entry.state(layout, unit);
    if (state == State.INVALID
        || state == State.DATA && layout.within(entry.offset()) != 0
        || state == State.COMPRESSED && layout.externalData()) {
      throw new FormatException(
          "%s is damaged: the L2 entry for byte %d of the disk is %x %x"
              .formatted(file.name(), guest, entry.descriptor(), entry.bitmap()));
    }
    return state;
  }

  /**
   * Writes entries of guest clusters side by side.
   *
   * @param guest first byte of the first; all are in one L2 table, which {@link #isWritable}
   */
  void put(long guest, List<L2Entry> entries) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(entries.size() * layout.l2EntrySize());
    for (L2Entry entry : entries) {
      bytes.putLong(entry.descriptor());
      if (layout.extendedL2()) {
        bytes.putLong(entry.bitmap());
      }
    }
    long l2 = l1.l2Offset(layout.l1Index(guest));
    pages.write(l2 + (long) layout.l2Index(guest) * layout.l2EntrySize(), bytes.flip());
  }

  /** Whether there is an L2 table of our own for {@code guest}. */
  boolean isWritable(long guest) {
    int index = layout.l1Index(guest);
    return l1.l2Offset(index) != 0 && l1.isCopied(index);
  }

  /**
   * Sees to it that {@link #isWritable}: with a new L2 table, or a copy of one that snapshots
   * share.
   */
  synchronized void makeWritable(long guest, ClusterAllocator allocator) throws IOException {
    if (isWritable(guest)) {
      return;
    }
    int index = layout.l1Index(guest);
    long old = l1.l2Offset(index);
    Run run = allocator.allocate(1);
    long l2 = run.first() << layout.clusterBits();
    try {
      ByteBuffer content =
          old == 0
              ? ByteBuffer.allocate(layout.clusterSize())
              : file.read(old, layout.clusterSize());
      pages.write(l2, content);
      if (old != 0) {
        file.sync(); // or a power cut could leave an empty table in place of the full one
      }
    } catch (Throwable failure) {
      allocator.free(run);
      throw failure;
    }
    tables.add(Kind.ACTIVE_L2, l2, layout.clusterSize());
    setL1Entry(index, l2 | L2Entry.COPIED);
    if (old != 0) {
      tables.remove(Kind.ACTIVE_L2, old, layout.clusterSize());
      allocator.free(new Run(layout.clusterOf(old), 1));
    }
  }

  private void setL1Entry(int index, long entry) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).putLong(0, entry);
    file.write(l1.offset() + (long) index * Long.BYTES, bytes);
    l1.setEntry(index, entry);
  }

  /**
   * Makes the copied flags of all tables what the refcounts want. Nobody else may use the map.
   *
   * @param onlyClear set none, only take away those that are wrong
   */
  void correctCopied(Census census, boolean onlyClear) throws IOException {
    for (int i = 0; i < l1.length(); i++) {
      long l2 = l1.l2Offset(i);
      if (l2 == 0) {
        continue;
      }
      correctCopied(l2, census, onlyClear);
      boolean copied = census.count(layout.clusterOf(l2)) == 1;
      if (copied != l1.isCopied(i) && !(copied && onlyClear)) {
        setL1Entry(i, copied ? l2 | L2Entry.COPIED : l2);
      }
    }
  }

  private void correctCopied(long l2, Census census, boolean onlyClear) throws IOException {
    for (long page = l2; page < l2 + layout.clusterSize(); page += pages.pageSize()) {
      ByteBuffer bytes = ByteBuffer.wrap(pages.copyOfPage(page));
      boolean changed = false;
      for (int at = 0; at < bytes.capacity(); at += layout.l2EntrySize()) {
        L2Entry entry = new L2Entry(bytes.getLong(at), 0);
        boolean copied = entry.hasCluster() && census.count(layout.clusterOf(entry.offset())) == 1;
        if (copied != entry.isCopied() && !(copied && onlyClear)) {
          bytes.putLong(at, entry.withCopied(copied).descriptor());
          changed = true;
        }
      }
      if (changed) {
        pages.write(page, bytes);
      }
    }
  }
}
