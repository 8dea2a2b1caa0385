package io.sluice.backends.qcow2;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.Segments;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A raw file as a volume. */
record RawVolume(Path path) implements Volume {
  @Override
  public VolumeInfo probe() throws IOException {
    return new VolumeInfo(
        Geometry.ofSize(Files.size(path), 512), Capabilities.PLAIN, path.toString());
  }

  @Override
  public BlockStore open() throws IOException {
    VolumeInfo info = probe();
    LocalFile file = LocalFile.hold(path, false);
    return new BlockStore() {
      @Override
      public VolumeInfo info() {
        return info;
      }

      @Override
      public void read(long offset, Segments into) throws IOException {
        file.read(offset, into);
      }

      @Override
      public void write(long offset, Segments from, int flags) throws IOException {
        file.write(offset, from);
      }

      @Override
      public void flush() throws IOException {
        file.sync();
      }

      @Override
      public void discard(long offset, long length) {
        // a hint
      }

      @Override
      public void writeZeroes(long offset, long length, int flags) throws IOException {
        file.punch(offset, length);
      }

      @Override
      public void close() throws IOException {
        file.close();
      }
    };
  }
}
