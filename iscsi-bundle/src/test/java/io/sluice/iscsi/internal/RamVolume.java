package io.sluice.iscsi.internal;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.Segments;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import java.nio.ByteBuffer;

/** A disk of memory, whose content survives closing. */
public final class RamVolume implements Volume {
  private final ByteBuffer content;
  private final VolumeInfo info;

  public RamVolume(int bytes, int blockSize) {
    content = ByteBuffer.allocateDirect(bytes);
    info = new VolumeInfo(Geometry.ofSize(bytes, blockSize), Capabilities.PLAIN, "ram");
  }

  @Override
  public VolumeInfo probe() {
    return info;
  }

  @Override
  public BlockStore open() {
    return new Store();
  }

  private final class Store implements BlockStore {
    @Override
    public VolumeInfo info() {
      return info;
    }

    @Override
    public void read(long offset, Segments into) {
      into.put(0, content.slice((int) offset, (int) into.length()));
    }

    @Override
    public void write(long offset, Segments from, int flags) {
      from.get(0, content.slice((int) offset, (int) from.length()));
    }

    @Override
    public void flush() {}

    @Override
    public void discard(long offset, long length) {}

    @Override
    public void writeZeroes(long offset, long length, int flags) {
      for (long i = offset; i < offset + length; i++) {
        content.put((int) i, (byte) 0);
      }
    }

    @Override
    public void close() {}
  }
}
