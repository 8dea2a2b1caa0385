package ${package};

import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.WriteFlags;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** A disk in a file. Put what you store to in its place; the contract test tells what is missing. */
final class SampleVolume implements Volume {
  private static final int ZEROES = 1 << 16;

  private final Path file;
  private final VolumeInfo info;

  SampleVolume(Path file, long size, int blockSize, boolean readOnly) {
    this.file = file;
    this.info =
        new VolumeInfo(
            Geometry.ofSize(size, blockSize),
            readOnly ? Capabilities.PLAIN.withReadOnly() : Capabilities.PLAIN,
            "${backend}:" + file);
  }

  /** Called at any time, also while the volume is open: takes hold of nothing. */
  @Override
  public VolumeInfo probe() {
    return info;
  }

  /** Takes hold of it: locks, connections, files. */
  @Override
  public BlockStore open() throws IOException {
    return new Store(
        info.capabilities().readOnly()
            ? FileChannel.open(file, StandardOpenOption.READ)
            : FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE));
  }

  /** Called by several threads at once. Of writes that overlap, each block must be of one of them. */
  private final class Store implements BlockStore {
    private final ReadWriteLock order = new ReentrantReadWriteLock();
    private final FileChannel channel;

    Store(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    public VolumeInfo info() {
      return info;
    }

    /** Straight into the memory that the initiator is sent; past the file's end it is zero. */
    @Override
    public void read(long offset, Segments into) throws IOException {
      order.readLock().lock();
      try {
        readAll(offset, into);
      } finally {
        order.readLock().unlock();
      }
    }

    private void readAll(long offset, Segments into) throws IOException {
      long at = offset;
      for (int i = 0; i < into.count(); i++) {
        ByteBuffer buffer = into.buffer(i);
        int length = buffer.remaining();
        int done = 0;
        while (buffer.hasRemaining()) {
          int read = channel.read(buffer, at + done);
          if (read < 0) {
            into.zero(at - offset + done, length - done);
            break;
          }
          done += read;
        }
        at += length;
      }
    }

    @Override
    public void write(long offset, Segments from, int flags) throws IOException {
      requireWritable();
      order.writeLock().lock();
      try {
        long at = offset;
        for (int i = 0; i < from.count(); i++) {
          at += writeAll(from.buffer(i), at);
        }
      } finally {
        order.writeLock().unlock();
      }
      forceIfAsked(flags);
    }

    @Override
    public void writeZeroes(long offset, long length, int flags) throws IOException {
      requireWritable();
      ByteBuffer zeroes = ByteBuffer.allocate(ZEROES);
      order.writeLock().lock();
      try {
        for (long done = 0; done < length; ) {
          zeroes.clear().limit((int) Math.min(ZEROES, length - done));
          done += writeAll(zeroes, offset + done);
        }
      } finally {
        order.writeLock().unlock();
      }
      forceIfAsked(flags);
    }

    private int writeAll(ByteBuffer from, long offset) throws IOException {
      int done = 0;
      while (from.hasRemaining()) {
        done += channel.write(from, offset + done);
      }
      return done;
    }

    /** Force unit access: this write lasts through the loss of power before it is answered. */
    private void forceIfAsked(int flags) throws IOException {
      if ((flags & WriteFlags.FUA) != 0) {
        channel.force(false);
      }
    }

    @Override
    public void discard(long offset, long length) throws StoreException {
      requireWritable(); // a hint, and nothing to do here
    }

    /** Makes all that was answered last through the loss of power. */
    @Override
    public void flush() throws IOException {
      if (!info.capabilities().readOnly()) {
        channel.force(true);
      }
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }

    private void requireWritable() throws StoreException {
      if (info.capabilities().readOnly()) {
        throw StoreException.writeProtected("this disk is read-only");
      }
    }
  }
}
