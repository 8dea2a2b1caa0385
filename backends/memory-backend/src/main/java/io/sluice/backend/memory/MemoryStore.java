package io.sluice.backend.memory;

import io.sluice.backend.BlockStatus;
import io.sluice.backend.BlockStore;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.WriteFlags;

/** An open RAM disk. Flushing has nothing to do: nothing here survives the machine. */
final class MemoryStore implements BlockStore {
  private final MemoryVolume volume;
  private final MemoryContent content;

  MemoryStore(MemoryVolume volume, MemoryContent content) {
    this.volume = volume;
    this.content = content;
  }

  @Override
  public VolumeInfo info() {
    return volume.probe();
  }

  @Override
  public void read(long offset, Segments into) {
    content.read(offset, into);
  }

  @Override
  public void write(long offset, Segments from, int flags) throws StoreException {
    if ((flags & WriteFlags.ATOMIC) != 0) {
      content.writeAtomically(offset, from);
    } else {
      content.write(offset, from);
    }
  }

  @Override
  public void flush() {}

  @Override
  public void discard(long offset, long length) {
    content.clear(offset, length);
  }

  @Override
  public void writeZeroes(long offset, long length, int flags) {
    content.clear(offset, length);
  }

  @Override
  public BlockStatus status(long offset, long length) {
    return content.status(offset, length);
  }

  /** {@inheritDoc} It would not last: the next gateway makes the disk as it is configured. */
  @Override
  public void resize(long size) throws StoreException {
    requireResizable(size);
  }

  @Override
  public void requireResizable(long size) throws StoreException {
    throw StoreException.illegalRequest(
        "the size of %s is fixed by size = %d in its file, which lun:set NAME size=%d changes"
            .formatted(info().identity(), size(), size));
  }

  @Override
  public void close() {
    volume.closed();
  }

  @Override
  public String toString() {
    return "MemoryStore(" + volume + ")";
  }
}
