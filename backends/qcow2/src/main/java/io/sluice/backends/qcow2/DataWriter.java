package io.sluice.backends.qcow2;

import io.sluice.backend.Segments;
import io.sluice.backends.qcow2.L2Entry.State;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes the guest's bytes: in place where the cluster is the disk's own, else into new clusters,
 * filled up from what was there before.
 *
 * <p>Order: data, then, where a cluster was filled up with older bytes, a flush (the older bytes
 * must not be lost if the power fails and only the table reaches the medium), then the L2 entry,
 * then what the old entry referred to is given back.
 *
 * <p>Writes in place take no lock. Changes of entries exclude each other within a region of 16
 * clusters.
 */
final class DataWriter {
  private static final int REGION_BITS = 4;
  private static final int LOCKS = 256;
  private static final ThreadLocal<ByteBuffer> FILL = new ThreadLocal<>();

  private final Image image;
  private final Layout layout;
  private final GuestMap map;
  private final DataReader reader;
  private final ReentrantLock[] locks = new ReentrantLock[LOCKS];

  DataWriter(Image image, DataReader reader) {
    this.image = image;
    this.reader = reader;
    layout = image.layout();
    map = image.map();
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new ReentrantLock();
    }
  }

  void write(long guest, Segments from) throws IOException {
    image.requireSound();
    long length = from.length();
    for (long done = 0; done < length; ) {
      Segments rest = from.slice(done, length - done);
      long written = writeInPlace(guest + done, rest);
      done += written > 0 ? written : writeAnew(guest + done, rest);
    }
  }

  private long writeInPlace(long guest, Segments from) throws IOException {
    Extent extent = map.extent(guest, from.length());
    if (!extent.isWritableInPlace()) {
      return 0;
    }
    image.check().requireData(extent.host(), extent.length());
    image.file().write(extent.host(), from.slice(0, extent.length()));
    return extent.length();
  }

  private ReentrantLock lock(long guest) {
    return locks[(int) (guest >>> layout.clusterBits() + REGION_BITS) & LOCKS - 1];
  }

  /** Where the region ends whose entries are changed together. */
  long endOfRegion(long guest) {
    int bits = Math.min(REGION_BITS, layout.l2Bits()) + layout.clusterBits();
    return (guest >>> bits) + 1 << bits;
  }

  /** Runs a change of entries of one region. */
  long inRegion(long guest, RegionChange change) throws IOException {
    image.beginChange();
    ReentrantLock lock = lock(guest);
    lock.lock();
    try {
      return change.run();
    } finally {
      lock.unlock();
    }
  }

  /** A change of entries. */
  interface RegionChange {
    /** Returns how many bytes it has done. */
    long run() throws IOException;
  }

  private long writeAnew(long guest, Segments from) throws IOException {
    long length = Math.min(from.length(), endOfRegion(guest) - guest);
    return inRegion(
        guest,
        () -> {
          map.makeWritable(guest, image.allocator());
          L2Entry entry = map.get(guest);
          if (map.extent(guest, 1).isWritableInPlace()) {
            return 0; // somebody else was quicker
          }
          if (entry.hasCluster() && entry.isCopied()) {
            long end = layout.startOf(guest) + layout.clusterSize();
            long part = Math.min(length, end - guest);
            writeIntoOwnCluster(guest, entry, from.slice(0, part));
            return part;
          }
          return writeIntoNewClusters(guest, from.slice(0, length));
        });
  }

  /** The cluster is there, but what is written are units that did not hold data. */
  private void writeIntoOwnCluster(long guest, L2Entry entry, Segments from) throws IOException {
    long start = layout.startOf(guest);
    long host = entry.offset() - start;
    long end = guest + from.length();
    int unit = layout.unitSize();
    long firstUnit = guest & -unit;
    long endUnit = end + unit - 1 & -unit;
    image.check().requireData(entry.offset(), layout.clusterSize());
    boolean filled = fill(firstUnit, guest, host, false);
    filled |= fill(end, endUnit, host, false);
    image.file().write(host + guest, from);
    if (filled) {
      image.file().sync();
    }
    L2Entry now =
        layout.extendedL2()
            ? entry.withAllocated(unitIn(start, firstUnit), unitIn(start, endUnit))
            : L2Entry.data(layout, entry.offset());
    map.put(guest, List.of(now));
  }

  private int unitIn(long cluster, long guest) {
    return (int) (guest - cluster >>> layout.unitBits());
  }

  private long writeIntoNewClusters(long guest, Segments from) throws IOException {
    long start = layout.startOf(guest);
    long end = guest + from.length();
    List<L2Entry> old = new ArrayList<>();
    for (long at = start; at < end; at += layout.clusterSize()) {
      L2Entry entry = map.get(at);
      if (entry.hasCluster() && entry.isCopied()) {
        break;
      }
      requireReleasable(entry);
      old.add(entry);
    }
    Run run = image.allocator().allocate(old.size());
    List<L2Entry> replaced = old.subList(0, (int) run.count());
    end = Math.min(end, start + (run.count() << layout.clusterBits()));
    try {
      List<L2Entry> entries = fillAndWrite(guest, end, from.slice(0, end - guest), run, replaced);
      map.put(start, entries);
    } catch (Throwable failure) {
      image.allocator().free(run);
      throw failure;
    }
    replaced.forEach(this::release);
    return end - guest;
  }

  private List<L2Entry> fillAndWrite(
      long guest, long end, Segments from, Run run, List<L2Entry> old) throws IOException {
    long start = layout.startOf(guest);
    long host = (run.first() << layout.clusterBits()) - start;
    List<L2Entry> entries = new ArrayList<>(old.size());
    boolean filled = false;
    for (int i = 0; i < old.size(); i++) {
      long cluster = start + ((long) i << layout.clusterBits());
      long dataStart = Math.max(cluster, guest);
      long dataEnd = Math.min(cluster + layout.clusterSize(), end);
      NewCluster fresh = new NewCluster(layout, old.get(i), cluster, dataStart, dataEnd);
      for (NewCluster.Gap gap : fresh.gaps()) {
        filled |= fill(gap.from(), gap.to(), host, true);
      }
      entries.add(fresh.entry(host + cluster));
    }
    image.file().write(host + guest, from);
    if (filled) {
      image.file().sync();
    }
    return entries;
  }

  /**
   * Copies what the guest sees now into a cluster of its own.
   *
   * @param host what to add to the guest's offset
   * @param fresh whether the cluster is known to be zero; else it is in the tables, and what holds
   *     data there is left alone
   * @return whether anything was written
   */
  private boolean fill(long from, long to, long host, boolean fresh) throws IOException {
    boolean filled = false;
    for (long at = from; at < to; ) {
      Extent extent = map.extent(at, to - at);
      boolean skip = fresh ? reader.isZero(at, extent) : extent.state() == State.DATA;
      long length = skip ? extent.length() : Math.min(extent.length(), fillSize());
      if (!skip) {
        ByteBuffer bytes = fillBuffer().limit((int) length);
        Segments segments = Segments.of(bytes);
        reader.read(at, segments);
        image.file().write(host + at, segments);
        filled = true;
      }
      at += length;
    }
    return filled;
  }

  private int fillSize() {
    return Math.min(layout.clusterSize(), 64 << 10);
  }

  private ByteBuffer fillBuffer() {
    ByteBuffer buffer = FILL.get();
    if (buffer == null || buffer.capacity() < fillSize()) {
      buffer = ByteBuffer.allocateDirect(fillSize());
      FILL.set(buffer);
    }
    return buffer.clear();
  }

  /** Before an entry is taken out of the table, to be given to {@link #release} then. */
  private void requireReleasable(L2Entry entry) throws IOException {
    if (entry.isCompressed()) {
      long offset = entry.compressedOffset(layout);
      image.check().requireData(offset, entry.compressedLength(layout));
    } else if (entry.hasCluster()) {
      image.check().requireData(entry.offset(), layout.clusterSize());
    }
  }

  /** Gives back what an entry referred to that is in the table no more. */
  void release(L2Entry entry) {
    if (entry.isCompressed()) {
      image.allocator().freeBytes(entry.compressedOffset(layout), entry.compressedLength(layout));
    } else if (entry.hasCluster()) {
      image.allocator().free(new Run(layout.clusterOf(entry.offset()), 1));
    }
  }

  /** Whether a cluster's entry reads as zero all over, without a host cluster. */
  private boolean isZeroWithoutSpace(L2Entry entry) {
    if (entry.isCompressed() || entry.hasCluster()) {
      return false;
    }
    boolean unallocatedIsZero = reader.backing().isEmpty();
    for (int i = 0; i < layout.subclusters(); i++) {
      State state = entry.state(layout, i);
      if (state != State.ZERO && !(state == State.UNALLOCATED && unallocatedIsZero)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Makes whole clusters read as zero and gives their space back, as far as the region goes.
   *
   * @param guest start of a cluster
   * @param length whole clusters
   */
  long zeroClusters(long guest, long length) throws IOException {
    long part = Math.min(length, endOfRegion(guest) - guest);
    return inRegion(
        guest,
        () -> {
          List<L2Entry> old = new ArrayList<>();
          List<L2Entry> entries = new ArrayList<>();
          boolean changed = false;
          for (long at = guest; at < guest + part; at += layout.clusterSize()) {
            L2Entry entry = map.get(at);
            boolean keep = isZeroWithoutSpace(entry);
            requireReleasable(entry);
            entries.add(keep ? entry : zeroEntry());
            old.add(keep ? L2Entry.UNALLOCATED : entry);
            changed |= !keep;
          }
          if (changed) {
            map.makeWritable(guest, image.allocator());
            map.put(guest, entries);
            old.forEach(this::release);
          }
          return part;
        });
  }

  /**
   * Takes whole clusters out of the tables, so that what the image stands on is read there.
   *
   * @param guest start of a cluster
   * @param length whole clusters of one region
   */
  void unmap(long guest, long length) throws IOException {
    inRegion(
        guest,
        () -> {
          List<L2Entry> old = new ArrayList<>();
          List<L2Entry> entries = new ArrayList<>();
          for (long at = guest; at < guest + length; at += layout.clusterSize()) {
            L2Entry entry = map.get(at);
            requireReleasable(entry);
            old.add(entry);
            entries.add(L2Entry.UNALLOCATED);
          }
          map.makeWritable(guest, image.allocator());
          map.put(guest, entries);
          old.forEach(this::release);
          return length;
        });
  }

  private L2Entry zeroEntry() {
    return layout.hasZeroClusters() ? L2Entry.zero(layout) : L2Entry.UNALLOCATED;
  }

  /**
   * Makes whole units of one cluster read as zero; without extended entries there are none.
   *
   * @return whether that could be done
   */
  boolean zeroUnits(long guest, long length) throws IOException {
    if (!layout.extendedL2()) {
      return false;
    }
    long done =
        inRegion(
            guest,
            () -> {
              L2Entry entry = map.get(guest);
              if (entry.isCompressed()) {
                return 0;
              }
              map.makeWritable(guest, image.allocator());
              long start = layout.startOf(guest);
              L2Entry now = entry.withZero(unitIn(start, guest), unitIn(start, guest + length));
              map.put(guest, List.of(now));
              return length;
            });
    return done > 0;
  }
}
