package io.sluice.backends.overlay;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.Segments;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.layer.BlockStoreFactory;
import io.sluice.backend.layer.LayerAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Raw files as layers, for tests. */
final class RawFiles implements BlockStoreFactory {
  private final UnaryOperator<Volume> border;

  RawFiles() {
    this(UnaryOperator.identity());
  }

  /**
   * @param border what stands before each
   */
  RawFiles(UnaryOperator<Volume> border) {
    this.border = border;
  }

  /** An overlay over one of them. */
  static OverlaySpec overlay(Path base, Path path, int blockSize, boolean commit) {
    return new OverlaySpec(
        "disk0", base.toUri(), path, true, false, commit, 0, 64 << 10, blockSize, 1 << 20);
  }

  @Override
  public Set<String> schemes() {
    return Set.of("file");
  }

  @Override
  public Volume volume(URI uri, LayerAccess access) {
    return border.apply(new RawFile(Path.of(uri), access));
  }

  private record RawFile(Path path, LayerAccess access) implements Volume {
    @Override
    public VolumeInfo probe() throws IOException {
      Capabilities can = Capabilities.PLAIN;
      return new VolumeInfo(
          Geometry.ofSize(Files.size(path), 512),
          access == LayerAccess.READ_ONLY ? can.withReadOnly() : can,
          path.toString());
    }

    @Override
    public BlockStore open() throws IOException {
      return new RawStore(
          FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE), probe());
    }
  }

  private record RawStore(FileChannel channel, VolumeInfo info) implements BlockStore {
    @Override
    public void read(long offset, Segments into) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate((int) into.length());
      while (bytes.hasRemaining() && channel.read(bytes, offset + bytes.position()) >= 0) {
        // until all is there
      }
      into.put(0, bytes.clear());
    }

    @Override
    public void write(long offset, Segments from, int flags) throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate((int) from.length());
      from.get(0, bytes);
      bytes.flip();
      while (bytes.hasRemaining()) {
        channel.write(bytes, offset + bytes.position());
      }
    }

    @Override
    public void flush() throws IOException {
      channel.force(false);
    }

    @Override
    public void discard(long offset, long length) {
      // a hint
    }

    @Override
    public void writeZeroes(long offset, long length, int flags) throws IOException {
      write(offset, Segments.of(new byte[(int) length]), flags);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
