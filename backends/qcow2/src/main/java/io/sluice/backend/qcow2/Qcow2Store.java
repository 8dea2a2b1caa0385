package io.sluice.backend.qcow2;

import io.sluice.backend.BlockStatus;
import io.sluice.backend.BlockStore;
import io.sluice.backend.Geometry;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.WriteFlags;
import io.sluice.backend.layer.ReportingStore;
import io.sluice.backend.layer.StoreReport;
import io.sluice.backend.qcow2.L2Entry.State;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open image as a disk, with what only images can. */
public final class Qcow2Store implements BlockStore, ReportingStore {
  private static final Logger LOG = LoggerFactory.getLogger(Qcow2Store.class);
  private static final int LARGEST_BLOCK = 4096;
  private static final Segments ZEROES = zeroes();

  private final Image image;
  private final Layout layout;
  private final DataReader reader;
  private final DataWriter writer;
  private final List<Closeable> held;
  private final int blockSize;
  private final boolean readOnly;

  /** Shared by whoever changes something; exclusive for whoever changes all. */
  private final ReadWriteLock changes = new ReentrantReadWriteLock(true);

  private volatile VolumeInfo info;

  /**
   * @param held what is closed with it, in this order
   */
  Qcow2Store(Image image, DataReader reader, VolumeInfo info, List<Closeable> held) {
    this.image = image;
    this.reader = reader;
    this.info = info;
    this.held = held;
    layout = image.layout();
    writer = new DataWriter(image, reader);
    blockSize = info.geometry().blockSize();
    readOnly = info.capabilities().readOnly();
  }

  private static Segments zeroes() {
    ByteBuffer[] pieces = new ByteBuffer[16];
    Arrays.fill(pieces, ByteBuffer.allocateDirect(64 << 10).asReadOnlyBuffer());
    return Segments.of(pieces);
  }

  @Override
  public VolumeInfo info() {
    return info;
  }

  @Override
  public void read(long offset, Segments into) throws IOException {
    int ticket = image.inFlight().enter();
    try {
      reader.read(offset, into);
    } finally {
      image.inFlight().exit(ticket);
    }
  }

  @Override
  public void write(long offset, Segments from, int flags) throws IOException {
    if (!readOnly && offset + from.length() > image.size()) {
      growTo(info.geometry().size());
    }
    change(offset, () -> writer.write(offset, from));
    flushIf((flags & WriteFlags.FUA) != 0);
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    if (readOnly || info.capabilities().discard()) {
      change(offset, () -> zero(offset, length));
      flushIf(image.allocator().isFull());
    }
  }

  @Override
  public void writeZeroes(long offset, long length, int flags) throws IOException {
    change(offset, () -> zero(offset, length));
    flushIf((flags & WriteFlags.FUA) != 0 || image.allocator().isFull());
  }

  private void flushIf(boolean wanted) throws IOException {
    if (wanted) {
      flush();
    }
  }

  /** What {@link #change} runs. */
  private interface Change {
    void run() throws IOException;
  }

  private void change(long offset, Change change) throws IOException {
    if (readOnly) {
      throw StoreException.writeProtected(image.file().name() + " is read-only");
    }
    changes.readLock().lock();
    try {
      int ticket = image.inFlight().enter();
      try {
        change.run();
      } finally {
        image.inFlight().exit(ticket);
      }
    } catch (IOException e) {
      throw ImageFailure.ofWrite(e, offset / blockSize);
    } finally {
      changes.readLock().unlock();
    }
  }

  private void zero(long offset, long length) throws IOException {
    image.requireSound();
    long end = Math.min(offset + length, image.size()); // what is behind reads as zero
    boolean inTables = layout.hasZeroClusters() || reader.backing().isEmpty();
    for (long at = offset; at < end; ) {
      long endOfCluster = layout.startOf(at) + layout.clusterSize();
      if (inTables && layout.within(at) == 0 && end >= endOfCluster) {
        at += writer.zeroClusters(at, layout.startOf(end) - at);
      } else {
        long part = Math.min(end, endOfCluster) - at;
        zeroPart(at, part);
        at += part;
      }
    }
  }

  /** Of one cluster: whole units by the table, the rest by writing. */
  private void zeroPart(long offset, long length) throws IOException {
    long unit = layout.unitSize();
    long first = offset + unit - 1 & -unit;
    long last = offset + length & -unit;
    if (first < last && writer.zeroUnits(first, last - first)) {
      writeZeroBytes(offset, first - offset);
      writeZeroBytes(last, offset + length - last);
    } else {
      writeZeroBytes(offset, length);
    }
  }

  private void writeZeroBytes(long offset, long length) throws IOException {
    for (long done = 0; done < length; ) {
      Extent extent = image.map().extent(offset + done, length - done);
      long part = Math.min(extent.length(), ZEROES.length());
      if (!reader.isZero(offset + done, extent)) {
        writer.write(offset + done, ZEROES.slice(0, part));
      }
      done += part;
    }
  }

  @Override
  public BlockStatus status(long offset, long length) throws IOException {
    int ticket = image.inFlight().enter();
    try {
      Extent extent = image.map().extent(offset, Math.min(length, image.size() - offset));
      if (extent.state() == State.UNALLOCATED && !reader.isZero(offset, extent)) {
        BlockStore below = reader.backing().get();
        long known = (extent.length() + blockSize - 1) / blockSize * blockSize;
        return inBlocks(below.status(offset, Math.min(known, below.size() - offset)), length);
      }
      boolean zero = reader.isZero(offset, extent);
      long whole = Math.max(extent.length() / blockSize * blockSize, blockSize);
      return new BlockStatus(Math.min(whole, length), !zero, zero && whole <= extent.length());
    } catch (IOException e) {
      throw ImageFailure.ofRead(e, offset, blockSize);
    } finally {
      image.inFlight().exit(ticket);
    }
  }

  /** What is told of blocks that are smaller: of one that is not all the same, that it is there. */
  private BlockStatus inBlocks(BlockStatus below, long most) {
    long whole = below.length() / blockSize * blockSize;
    return whole == 0
        ? new BlockStatus(blockSize, true, false)
        : new BlockStatus(Math.min(whole, most), below.allocated(), below.zero());
  }

  @Override
  public void flush() throws IOException {
    if (readOnly) {
      return;
    }
    changes.readLock().lock();
    try {
      image.flush();
    } catch (IOException e) {
      throw ImageFailure.ofFlush(e);
    } finally {
      changes.readLock().unlock();
    }
  }

  /** Makes it larger; what is gained reads as zero. */
  @Override
  public void resize(long size) throws IOException {
    if (readOnly) {
      throw StoreException.writeProtected(image.file().name() + " is read-only");
    }
    growTo(size);
  }

  @Override
  public void requireResizable(long size) throws IOException {
    if (readOnly) {
      throw StoreException.writeProtected(image.file().name() + " is read-only");
    }
    new Growth(image).require(size);
  }

  /**
   * Where it is not that large already: a disk's last block is not all there until it is written.
   */
  private void growTo(long size) throws IOException {
    changes.writeLock().lock();
    try {
      long before = image.size();
      if (size == before) {
        return;
      }
      new Growth(image).growTo(size);
      zero(before, Math.min(size, endOfLeftOvers(before)) - before);
      info =
          new VolumeInfo(
              Geometry.ofSize(size, blockSize, info.geometry().physicalBlockSize()),
              info.capabilities(),
              info.identity(),
              Qcow2Volume.end(size, blockSize));
    } catch (IOException e) {
      throw ImageFailure.ofWrite(e, 0);
    } finally {
      changes.writeLock().unlock();
    }
  }

  /** Up to where there may be bytes behind the disk's former end. */
  private long endOfLeftOvers(long end) {
    long endOfCluster = (end + layout.clusterSize() - 1) & -layout.clusterSize();
    return Math.max(endOfCluster, reader.backing().map(BlockStore::size).orElse(0L));
  }

  /** A snapshot is taken, deleted or gone back to while all who write wait. */
  private interface WholeChange {
    void run() throws IOException;
  }

  private void changeAll(WholeChange change) throws IOException {
    if (readOnly) {
      throw StoreException.writeProtected(image.file().name() + " is read-only");
    }
    changes.writeLock().lock();
    try {
      change.run();
    } finally {
      changes.writeLock().unlock();
    }
  }

  /** The internal snapshots, the oldest first. */
  public List<Snapshot> snapshots() {
    return image.snapshots();
  }

  /** Keeps the disk's content of this moment, durably. Writes wait as long as it takes. */
  public void createSnapshot(String name) throws IOException {
    changeAll(() -> new Snapshots(image).create(name, Instant.now()));
  }

  /** Gives a snapshot's space back. */
  public void deleteSnapshot(String idOrName) throws IOException {
    changeAll(() -> new Snapshots(image).delete(idOrName));
  }

  /** Makes the disk what it was; the snapshot stays. Not while it is read. */
  public void revertTo(String idOrName) throws IOException {
    changeAll(() -> new Snapshots(image).revert(idOrName));
  }

  /** Makes the disk what it stands on; snapshots stay. Not while it is read. */
  public void reset() throws IOException {
    changeAll(() -> new Snapshots(image).reset());
  }

  @Override
  public StoreReport report() {
    String corruption = image.check().corruption();
    String state = corruption.isEmpty() ? "ONLINE" : "CORRUPT: " + corruption;
    return new StoreReport(state, notes(), List.of());
  }

  /** What a person should know of although it serves. */
  private List<String> notes() {
    List<String> notes = new ArrayList<>(image.problems());
    long below = reader.backing().map(BlockStore::contentLength).orElse(0L);
    long leftOut = below - image.size();
    if (leftOut > 0 && leftOut < LARGEST_BLOCK) {
      notes.add(
          "%s shows the first %d bytes of the %d that it stands on; lun:resize with a size of %d or more shows all"
              .formatted(image.file().name(), image.size(), below, below));
    }
    return notes;
  }

  /** Bytes of the file that are in use or were. */
  public long fileLength() {
    return image.allocator().end() << layout.clusterBits();
  }

  /**
   * Moves all that the image holds into what it stands on, which must be writable; part by part, so
   * that who writes waits for a part at the most.
   *
   * @return how many bytes of the disk were looked through
   */
  public long commit() throws IOException {
    BlockStore base =
        reader.backing().orElseThrow(() -> new IOException("there is nothing to commit to"));
    if (!image.snapshots().isEmpty()) {
      throw new IOException("what is committed would change in its snapshots; delete them first");
    }
    if (base.info().capabilities().readOnly()) {
      throw new IOException(base + " is held read-only");
    }
    if (base.size() < image.size()) {
      long unit = base.info().geometry().blockSize();
      base.resize((image.size() + unit - 1) / unit * unit); // as qemu-img commit does
    }
    Commit commit = new Commit(image, reader, writer, base);
    long[] moved = {0};
    for (long at = commit.next(0); at >= 0; ) {
      long from = at;
      long[] to = {0};
      changeAll(
          () -> {
            to[0] = commit.move(from);
            moved[0] += to[0] - from;
          });
      at = commit.next(to[0]);
    }
    flush();
    flush(); // gives back what the first one has settled
    return moved[0];
  }

  @Override
  public void close() throws IOException {
    try {
      if (!readOnly) {
        image.finish();
      }
    } catch (IOException e) {
      throw ImageFailure.ofFlush(e);
    } finally {
      letGo();
    }
  }

  /** What close(2) may still tell, the flush has told before. */
  private void letGo() {
    for (Closeable one : held) {
      try {
        one.close();
      } catch (IOException e) {
        LOG.debug("{}", e.getMessage());
      }
    }
  }

  @Override
  public String toString() {
    return "Qcow2Store(" + image.file() + ")";
  }
}
