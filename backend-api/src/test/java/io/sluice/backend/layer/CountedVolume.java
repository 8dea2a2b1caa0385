package io.sluice.backend.layer;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.ArrayVolume;
import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.Segments;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** A small disk that knows how often it is open, and refuses to be so twice. */
final class CountedVolume implements Volume {
  final AtomicInteger opened = new AtomicInteger();
  final AtomicInteger open = new AtomicInteger();
  private final ArrayVolume volume;

  CountedVolume() {
    this(ArrayStore.allCapabilities(512));
  }

  CountedVolume(Capabilities capabilities) {
    volume = new ArrayVolume(Geometry.ofSize(64 << 10, 512), capabilities);
  }

  @Override
  public VolumeInfo probe() {
    return volume.probe();
  }

  @Override
  public BlockStore open() throws IOException {
    if (!open.compareAndSet(0, 1)) {
      throw new IOException("is in use");
    }
    opened.incrementAndGet();
    BlockStore store = volume.open();
    return new Counted(store);
  }

  private final class Counted implements BlockStore {
    private final BlockStore store;

    Counted(BlockStore store) {
      this.store = store;
    }

    @Override
    public VolumeInfo info() {
      return store.info();
    }

    @Override
    public void read(long offset, Segments into) throws IOException {
      store.read(offset, into);
    }

    @Override
    public void write(long offset, Segments from, int flags) throws IOException {
      store.write(offset, from, flags);
    }

    @Override
    public void flush() throws IOException {
      store.flush();
    }

    @Override
    public void discard(long offset, long length) throws IOException {
      store.discard(offset, length);
    }

    @Override
    public void writeZeroes(long offset, long length, int flags) throws IOException {
      store.writeZeroes(offset, length, flags);
    }

    @Override
    public void close() throws IOException {
      open.decrementAndGet();
      store.close();
    }
  }
}
