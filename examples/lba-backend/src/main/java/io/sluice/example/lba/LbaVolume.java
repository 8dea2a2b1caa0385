package io.sluice.example.lba;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import java.nio.ByteBuffer;

/** A read-only disk in which every block begins with its own address. */
final class LbaVolume implements Volume, BlockStore {
  static final int BLOCK_SIZE = 512;

  private final VolumeInfo info;

  LbaVolume(long size) {
    Capabilities readOnly = Capabilities.PLAIN.withReadOnly();
    info = new VolumeInfo(Geometry.ofSize(size, BLOCK_SIZE), readOnly, "lba:" + size);
  }

  @Override
  public VolumeInfo probe() {
    return info;
  }

  @Override
  public BlockStore open() {
    return this; // nothing to take hold of
  }

  @Override
  public VolumeInfo info() {
    return info;
  }

  @Override
  public void read(long offset, Segments into) {
    ByteBuffer block = ByteBuffer.allocate(BLOCK_SIZE);
    for (long at = 0; at < into.length(); at += BLOCK_SIZE) {
      block.putLong(0, (offset + at) / BLOCK_SIZE);
      into.put(at, block.rewind());
    }
  }

  @Override
  public void write(long offset, Segments from, int flags) throws StoreException {
    throw StoreException.writeProtected("this disk is read-only");
  }

  @Override
  public void writeZeroes(long offset, long length, int flags) throws StoreException {
    throw StoreException.writeProtected("this disk is read-only");
  }

  @Override
  public void discard(long offset, long length) throws StoreException {
    throw StoreException.writeProtected("this disk is read-only");
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
