package io.sluice.backends.qcow2;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.WriteFlags;
import io.sluice.backends.qcow2.L2Entry.State;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Moves what an image holds into the volume it stands on. A part at a time: copied, flushed there,
 * and only then taken out of the image.
 */
final class Commit {
  private static final int BUFFER = 1 << 20;

  private final Image image;
  private final DataReader reader;
  private final DataWriter writer;
  private final BlockStore base;
  private final int blockSize;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);

  Commit(Image image, DataReader reader, DataWriter writer, BlockStore base) {
    this.image = image;
    this.reader = reader;
    this.writer = writer;
    this.base = base;
    blockSize = base.info().geometry().blockSize();
  }

  /** Where the next part begins that the image holds something of; -1 where there is none. */
  long next(long guest) throws IOException {
    long size = image.size();
    while (guest < size) {
      Extent extent = image.map().extent(guest, size - guest);
      if (extent.state() != State.UNALLOCATED) {
        return image.layout().startOf(guest);
      }
      guest += extent.length();
    }
    return -1;
  }

  /**
   * Moves one part, with nobody else changing anything.
   *
   * @param start of a cluster
   * @return where it ends
   */
  long move(long start) throws IOException {
    long end = Math.min(writer.endOfRegion(start), image.size());
    for (long at = start; at < end; ) {
      Extent extent = image.map().extent(at, end - at);
      if (extent.state() == State.ZERO) {
        base.writeZeroes(at, wholeBlocks(at, extent.length()), WriteFlags.MAY_DISCARD);
      } else if (extent.state() != State.UNALLOCATED) {
        copy(at, extent.length());
      }
      at += extent.length();
    }
    base.flush();
    writer.unmap(start, writer.endOfRegion(start) - start);
    return end;
  }

  /** The disk's end may be within a block of the base. */
  private long wholeBlocks(long at, long length) {
    long end = Math.min((at + length + blockSize - 1) / blockSize * blockSize, base.size());
    return end - at;
  }

  private void copy(long guest, long length) throws IOException {
    long whole = wholeBlocks(guest, length);
    for (long done = 0; done < whole; ) {
      ByteBuffer part = buffer.clear().limit((int) Math.min(whole - done, BUFFER));
      Segments segments = Segments.of(part);
      reader.read(guest + done, segments);
      base.write(guest + done, segments, 0);
      done += segments.length();
    }
  }
}
