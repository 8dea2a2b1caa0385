package io.sluice.backend.file;

import io.sluice.backend.BlockStatus;
import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.WriteFlags;
import io.sluice.posix.BlockDevice;
import io.sluice.posix.Fd;
import io.sluice.posix.FileSpace;
import io.sluice.posix.PosixException;
import io.sluice.posix.ScatterGather;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open file or block device. A read or write is one system call on the transport's own memory.
 *
 * <p>Writes that overlap leave each block with the data of one of them. What a read that overlaps
 * with a write gets is the file system's affair: ext4 may give a part of each within a page.
 */
final class FileStore implements BlockStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

  private final FileSpec spec;
  private final Fd fd;
  private final int blockSize;
  private final boolean readOnly;
  private final boolean discards;
  private final boolean isDevice;
  private final Medium medium;
  private final Flusher flusher;
  private final TruncationGuard guard;
  private final OddEnd end;
  private volatile VolumeInfo info;

  /** Takes the target over, but for when it throws. */
  FileStore(FileTarget target, VolumeInfo info) throws IOException {
    this.info = info;
    spec = target.spec();
    fd = target.fd();
    blockSize = info.geometry().blockSize();
    readOnly = info.capabilities().readOnly();
    discards = info.capabilities().discard();
    isDevice = target.isDevice();
    medium =
        isDevice
            ? new Device(fd, BlockDevice.logicalBlockSize(fd))
            : new RegularFile(fd, blockSize);
    guard = new TruncationGuard(fd, isDevice ? 0 : target.length(), blockSize);
    end = new OddEnd(fd, blockSize, target.length(), !isDevice);
    flusher = new Flusher(target.openAgain());
  }

  @Override
  public VolumeInfo info() {
    return info;
  }

  @Override
  public long contentLength() {
    return end.length();
  }

  @Override
  public void read(long offset, Segments into) throws IOException {
    guard.requireReadable(offset + into.length());
    long there = end.within(offset, into.length());
    long read;
    try {
      read = ScatterGather.read(fd, offset, into);
    } catch (PosixException e) {
      throw FileFailure.ofRead(e, offset, blockSize);
    }
    if (read < there) {
      throw guard.truncatedAt(offset + read);
    }
    if (read < into.length()) {
      into.zero(read, into.length() - read);
    }
  }

  @Override
  public void write(long offset, Segments from, int flags) throws IOException {
    boolean fua = (flags & WriteFlags.FUA) != 0;
    requireWritable(offset + from.length());
    try {
      if (fua) {
        guard.requireWhole();
      }
      if (end.write(offset, from, fua ? ScatterGather.RWF_DSYNC : 0)) {
        guard.expect(end.length());
      }
    } catch (PosixException e) {
      throw FileFailure.ofWrite(e, offset, blockSize);
    }
  }

  @Override
  public void discard(long offset, long length) throws IOException {
    requireWritable(offset + length);
    if (discards) {
      try {
        medium.discard(offset, end.within(offset, length)); // what is behind reads as zero
      } catch (PosixException e) {
        throw FileFailure.ofWrite(e, offset, blockSize);
      }
    }
  }

  @Override
  public void writeZeroes(long offset, long length, int flags) throws IOException {
    requireWritable(offset + length);
    try {
      boolean mayDiscard = discards && (flags & WriteFlags.MAY_DISCARD) != 0;
      medium.zero(offset, end.within(offset, length), mayDiscard);
    } catch (PosixException e) {
      throw FileFailure.ofWrite(e, offset, blockSize);
    }
    if ((flags & WriteFlags.FUA) != 0) {
      flush();
    }
  }

  /** {@inheritDoc} What was cut off is no hole: who takes it for data and reads it is told. */
  @Override
  public BlockStatus status(long offset, long length) throws IOException {
    try {
      BlockStatus status = medium.status(offset, length);
      return guard.isWhole(offset + status.length())
          ? status
          : new BlockStatus(status.length(), true, false);
    } catch (PosixException e) {
      throw FileFailure.ofRead(e, offset, blockSize);
    }
  }

  @Override
  public void flush() throws IOException {
    if (!readOnly) {
      flusher.flush(); // first: what is left of a truncated file is worth it, too
      guard.requireWhole();
    }
  }

  private void requireWritable(long end) throws IOException {
    if (readOnly) {
      throw StoreException.writeProtected(fd.name() + " is read-only");
    }
    guard.requireWritable(end);
  }

  /** Of a file whose size no configuration fixes. */
  @Override
  public synchronized void resize(long size) throws IOException {
    requireResizable(size);
    guard.requireWhole();
    long kept = Math.min(size, end.length());
    guard.expect(kept);
    try {
      // First to the end that is known: what somebody put behind it must not show up as data.
      FileSpace.truncate(fd, kept);
      FileSpace.truncate(fd, size);
    } catch (PosixException e) {
      throw FileFailure.ofWrite(e, kept, blockSize);
    }
    guard.expect(size);
    end.setLength(size);
    info =
        new VolumeInfo(FileFacts.geometryOfFile(spec, size), info.capabilities(), info.identity());
    flusher.flush();
  }

  @Override
  public void requireResizable(long size) throws IOException {
    if (isDevice || spec.size() != 0) {
      throw StoreException.illegalRequest(
          isDevice
              ? fd.name() + " is a block device, which has its own size"
              : "the size of " + fd.name() + " is fixed by size = " + spec.size());
    }
    requireWritable(0);
  }

  @Override
  public void close() throws IOException {
    try {
      flush();
    } finally {
      letGo();
    }
  }

  /** What close(2) may still tell, fdatasync has told before. */
  private void letGo() {
    for (Closeable held : List.of(flusher, fd)) {
      try {
        held.close();
      } catch (IOException e) {
        LOG.debug("{}", e.getMessage());
      }
    }
  }

  @Override
  public String toString() {
    return "FileStore(" + fd + ")";
  }
}
