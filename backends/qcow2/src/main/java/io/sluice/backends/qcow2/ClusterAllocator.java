package io.sluice.backends.qcow2;

import io.sluice.backend.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;

/**
 * Gives and takes back host clusters. What it gives reads as zero, and goes on doing so after a
 * power cut: space behind the file's end, or clusters that were made holes before an earlier flush.
 *
 * <p>Refcounts on the medium are never too low. They are raised ahead, for many clusters at once,
 * and made durable before the first of these is given. They are lowered only when the flush after
 * the change of the tables is over. What a crash leaves are refcounts that are too high, and the
 * dirty bit that says so.
 */
final class ClusterAllocator {
  private static final long FIRST_RESERVE = 1 << 20;
  private static final long LARGEST_RESERVE = 1 << 30;
  private static final int MOST_RESERVED = 1 << 16;
  private static final int MOST_FREED = 1 << 16;

  private final ImageFile file;
  private final HeaderWriter header;
  private final Layout layout;
  private final Refcounts refcounts;
  private final InFlight inFlight;
  private final OverlapCheck check;

  // Guarded by this.
  private final Deque<Run> reserved = new ArrayDeque<>();
  private final BitSet holes = new BitSet();
  private List<Freed> freed = new ArrayList<>();
  private List<Run> punched = new ArrayList<>();
  private long end;
  private long reserve;

  /** References that were taken out of the tables in an epoch. */
  private record Freed(Run run, long epoch) {}

  /** What a flush has to settle when it is over. */
  static final class Settlement {
    private final List<Freed> freed;
    private final List<Run> punched;

    private Settlement(List<Freed> freed, List<Run> punched) {
      this.freed = freed;
      this.punched = punched;
    }
  }

  ClusterAllocator(
      ImageFile file,
      HeaderWriter header,
      Layout layout,
      Refcounts refcounts,
      InFlight inFlight,
      OverlapCheck check)
      throws IOException {
    this.check = check;
    this.file = file;
    this.header = header;
    this.layout = layout;
    this.refcounts = refcounts;
    this.inFlight = inFlight;
    end = layout.clustersFor(file.length());
    reserve = Math.max(16, FIRST_RESERVE >>> layout.clusterBits());
  }

  /** The first cluster behind all that are used. */
  synchronized long end() {
    return end;
  }

  /**
   * Gives clusters side by side.
   *
   * @return 1 to {@code wanted} of them
   */
  synchronized Run allocate(long wanted) throws IOException {
    if (reserved.isEmpty()) {
      refill(reserve);
    }
    Run run = reserved.removeFirst();
    if (run.count() > wanted) {
      reserved.addFirst(new Run(run.first() + wanted, run.count() - wanted));
      run = new Run(run.first(), wanted);
    }
    check.requireData(run);
    return run;
  }

  /** Gives exactly that many clusters side by side: for tables. */
  synchronized Run allocateAll(long count) throws IOException {
    if (count == 1) {
      return allocate(1);
    }
    release();
    long first = extend(count);
    while (first < 0) {
      first = extend(count);
    }
    Run run = new Run(first, count);
    check.requireData(run);
    return run;
  }

  private void refill(long wanted) throws IOException {
    Run hole = nextHole(wanted);
    if (hole != null) {
      refcounts.add(hole.first(), hole.count(), 1);
      if (layout.hasZeroClusters()) {
        reserved.add(hole); // the dirty bit covers it
        return;
      }
      file.sync();
      reserved.add(hole);
      return;
    }
    long first;
    long count;
    do {
      count = Math.min(wanted, layout.refcountBlockEntries() - end % layout.refcountBlockEntries());
      first = extend(count);
    } while (first < 0);
    reserved.add(new Run(first, count));
    long most = Math.min(MOST_RESERVED, LARGEST_RESERVE >>> layout.clusterBits());
    reserve = Math.min(reserve * 2, Math.max(most, 16));
  }

  private void addHole(Run run) {
    if (run.first() + run.count() < Integer.MAX_VALUE) {
      holes.set((int) run.first(), (int) (run.first() + run.count()));
    }
  }

  private Run nextHole(long wanted) {
    int first = holes.nextSetBit(0);
    if (first < 0) {
      return null;
    }
    int last = (int) Math.min(holes.nextClearBit(first), first + wanted);
    holes.clear(first, last);
    return new Run(first, last - first);
  }

  /**
   * Reserves clusters behind the end, durably. Returns the first; -1 where refcount blocks had to
   * be put in the way, so that it has to be tried again.
   */
  private long extend(long count) throws IOException {
    long first = end;
    for (long c = first; c < first + count; c += layout.refcountBlockEntries()) {
      if (addBlock(c, first)) {
        return -1;
      }
    }
    if (addBlock(first + count - 1, first)) {
      return -1;
    }
    long[] used = {-1};
    refcounts.update(
        first,
        count,
        (cluster, refcount) -> {
          used[0] = refcount == 0 ? used[0] : cluster;
          return refcount;
        });
    if (used[0] >= 0) {
      end = used[0] + 1;
      return -1;
    }
    file.truncate(first + count << layout.clusterBits());
    refcounts.add(first, count, 1);
    file.sync();
    end = first + count;
    return first;
  }

  /** Sees to it that there is a block for a cluster. Returns whether one was added, at the end. */
  private boolean addBlock(long cluster, long at) throws IOException {
    if (refcounts.hasBlock(cluster)) {
      return false;
    }
    int index = (int) (cluster / layout.refcountBlockEntries());
    int indexOfBlock = (int) (at / layout.refcountBlockEntries());
    if (cluster >= refcounts.capacity()) {
      growTable(index);
      return true;
    }
    if (indexOfBlock != index && addBlock(at, at)) {
      return true;
    }
    file.truncate(at + 1 << layout.clusterBits());
    file.write(
        at << layout.clusterBits(),
        refcounts.newBlock(index, c -> c == at && indexOfBlock == index ? 1 : 0));
    if (indexOfBlock != index) {
      refcounts.add(at, 1, 1);
    }
    file.sync();
    refcounts.install(index, at << layout.clusterBits());
    end = at + 1;
    return true;
  }

  /** Writes a larger refcount table behind the end, with the blocks that tell of it. */
  private void growTable(int index) throws IOException {
    long entries = layout.refcountBlockEntries();
    long perCluster = layout.clusterSize() / Long.BYTES;
    long clusters = 2L * refcounts.tableClusters();
    int firstBlock = (int) (end / entries);
    int lastBlock = firstBlock;
    while (true) {
      long total = clusters + lastBlock - firstBlock + 1;
      int needed = (int) ((end + total - 1) / entries);
      long least = Math.max(needed, index) / perCluster + 1;
      if (needed <= lastBlock && clusters >= least) {
        break;
      }
      lastBlock = Math.max(lastBlock, needed);
      clusters = Math.max(clusters, least);
    }
    if (clusters << layout.clusterBits() > Layout.MAX_REFCOUNT_TABLE_BYTES) {
      throw StoreException.noSpace(
          file.name() + " is as large as an image with its cluster size can be", null);
    }
    long first = end;
    long[] blocks = Arrays.copyOf(refcounts.blocks(), (int) (clusters * perCluster));
    long at = first;
    List<Integer> added = new ArrayList<>();
    for (int i = firstBlock; i <= lastBlock; i++) {
      if (blocks[i] == 0) {
        blocks[i] = at++ << layout.clusterBits();
        added.add(i);
      }
    }
    long table = at;
    long newEnd = table + clusters;
    file.truncate(newEnd << layout.clusterBits());
    for (int i : added) {
      file.write(blocks[i], refcounts.newBlock(i, c -> c >= first && c < newEnd ? 1 : 0));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) (clusters << layout.clusterBits()));
    for (long block : blocks) {
      bytes.putLong(block);
    }
    file.write(table << layout.clusterBits(), bytes.flip());
    for (long c = first; c < newEnd && refcounts.hasBlock(c); c++) {
      refcounts.add(c, 1, 1);
    }
    file.sync();
    header.setRefcountTable(table << layout.clusterBits(), (int) clusters);
    file.sync();
    Run old = table();
    refcounts.use(table << layout.clusterBits(), (int) clusters, blocks);
    end = newEnd;
    free(old);
  }

  private Run table() {
    return new Run(layout.clusterOf(refcounts.tableOffset()), refcounts.tableClusters());
  }

  /** Takes back references that are in no table any more: one of each cluster. */
  synchronized void free(Run run) {
    freed.add(new Freed(run, inFlight.epoch()));
  }

  /** Takes back a range of bytes, such as a compressed cluster's. */
  void freeBytes(long offset, long length) {
    long first = layout.clusterOf(offset);
    free(new Run(first, layout.clusterOf(offset + length - 1) - first + 1));
  }

  /** Whether so much was freed that a flush is worth it. */
  synchronized boolean isFull() {
    return freed.size() > MOST_FREED;
  }

  /** Before a flush. */
  synchronized Settlement beginFlush() {
    inFlight.advance();
    Settlement settlement = new Settlement(freed, punched);
    freed = new ArrayList<>();
    punched = new ArrayList<>();
    return settlement;
  }

  /** After a flush that failed: all is as before. */
  synchronized void abandon(Settlement settlement) {
    freed.addAll(settlement.freed);
    punched.addAll(settlement.punched);
  }

  /** After a flush: lowers refcounts of what was freed before it, and makes holes of it. */
  synchronized void endFlush(Settlement settlement) throws IOException {
    settlement.punched.forEach(this::addHole);
    for (Freed one : settlement.freed) {
      if (inFlight.isOver(one.epoch())) {
        lower(one.run());
      } else {
        freed.add(one);
      }
    }
  }

  private void lower(Run run) throws IOException {
    List<Run> unused = new ArrayList<>();
    refcounts.update(
        run.first(),
        run.count(),
        (cluster, refcount) -> {
          if (refcount == 1) {
            unused.add(new Run(cluster, 1));
          }
          return Math.max(0, refcount - 1);
        });
    punch(unused);
  }

  /** Makes holes of clusters whose refcount is 0; they can be given again after the next flush. */
  synchronized void punch(List<Run> unused) throws IOException {
    for (Run run : joined(unused)) {
      check.requireData(run);
      file.punch(run.first() << layout.clusterBits(), run.count() << layout.clusterBits());
      punched.add(run);
    }
  }

  private static List<Run> joined(List<Run> runs) {
    List<Run> joined = new ArrayList<>();
    for (Run run : runs) {
      Run last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && last.first() + last.count() == run.first()) {
        joined.set(joined.size() - 1, new Run(last.first(), last.count() + run.count()));
      } else {
        joined.add(run);
      }
    }
    return joined;
  }

  /**
   * Gives back what was reserved and not used, and makes the file shorter where that was its end.
   */
  synchronized void release() throws IOException {
    while (!reserved.isEmpty()) {
      Run run = reserved.removeLast();
      refcounts.add(run.first(), run.count(), -1);
      if (run.first() + run.count() == end) {
        end = run.first();
        file.truncate(end << layout.clusterBits());
      } else {
        addHole(run); // it was never written to, and reads as zero as before
      }
    }
  }

  /**
   * Makes all refcounts what a census says, with all that was freed settled by it.
   *
   * @param onlyRaise leave those alone that are too high
   */
  synchronized void reconcile(Census census, boolean onlyRaise) throws IOException {
    coverWithBlocks(census);
    List<Run> unused = new ArrayList<>();
    long clusters = Math.max(census.clusters(), refcounts.capacity());
    for (long first = 0; first < clusters; first += layout.refcountBlockEntries()) {
      if (refcounts.hasBlock(first)) {
        refcounts.update(
            first,
            Math.min(layout.refcountBlockEntries(), clusters - first),
            (cluster, refcount) -> {
              long wanted = census.count(cluster);
              if (wanted > layout.maxRefcount()) {
                throw new FormatException(
                    "%s: refcounts of %d bits can't count %d references"
                        .formatted(file.name(), layout.refcountBits(), wanted));
              }
              if (wanted == 0 && refcount > 0 && !onlyRaise && cluster < end) {
                unused.add(new Run(cluster, 1));
              }
              return onlyRaise ? Math.max(wanted, refcount) : wanted;
            });
      }
    }
    if (!onlyRaise) {
      freed.clear();
      punch(unused);
    }
  }

  private void coverWithBlocks(Census census) throws IOException {
    for (long first = 0; first < census.clusters(); first += layout.refcountBlockEntries()) {
      if (!refcounts.hasBlock(first) && census.isUsed(first, layout.refcountBlockEntries())) {
        Run table = table();
        long before = end;
        while (!refcounts.hasBlock(first)) {
          addBlock(first, end);
        }
        census.add(before, end - before, 1);
        if (!table.equals(table())) {
          census.add(table.first(), table.count(), -1);
        }
      }
    }
  }
}
