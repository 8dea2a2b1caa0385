package io.sluice.systemtests.library;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.Segments;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;

/** A store of one's own, as somebody who uses Sluice as a library writes it: an array. */
final class HeapVolume implements Volume, BlockStore {

  private final byte[] bytes;
  private final VolumeInfo info;

  HeapVolume(int size) {
    bytes = new byte[size];
    info = new VolumeInfo(Geometry.ofSize(size, 512), Capabilities.PLAIN, "an array");
  }

  @Override
  public VolumeInfo probe() {
    return info;
  }

  @Override
  public BlockStore open() {
    return this;
  }

  @Override
  public VolumeInfo info() {
    return info;
  }

  @Override
  public void read(long offset, Segments into) {
    into.put(0, bytes, (int) offset, (int) into.length());
  }

  @Override
  public void write(long offset, Segments from, int flags) {
    from.get(0, bytes, (int) offset, (int) from.length());
  }

  @Override
  public void flush() {
    // it is as durable as it gets
  }

  @Override
  public void discard(long offset, long length) {
    // a hint only
  }

  @Override
  public void writeZeroes(long offset, long length, int flags) {
    java.util.Arrays.fill(bytes, (int) offset, (int) (offset + length), (byte) 0);
  }

  @Override
  public void close() {
    // nothing is held
  }
}
