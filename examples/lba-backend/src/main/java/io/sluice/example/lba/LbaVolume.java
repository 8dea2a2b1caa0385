package io.sluice.example.lba;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.Segments;
import io.sluice.backend.StoreException;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import java.nio.ByteBuffer;

/** A read-only disk in which every 512-byte block begins with its own address: shows at once whether an initiator reads what it asked for. */
final class LbaVolume implements Volume, BlockStore {
  private static final int BLOCK_SIZE = 512;
  private static final Capabilities READ_ONLY = new Capabilities(true, false, false, false, false, false, 0, 0, 0);

  private final VolumeInfo info;

  LbaVolume(long blocks) {
    info = new VolumeInfo(new Geometry(blocks, BLOCK_SIZE, BLOCK_SIZE), READ_ONLY, "lba:" + blocks);
  }

  @Override
  public VolumeInfo probe() {
    return info;
  }

  @Override
  public BlockStore open() {
    return this; // nothing to hold
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
