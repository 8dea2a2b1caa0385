package io.sluice.backends.seekable;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.BlockStore;
import io.sluice.backend.Capabilities;
import io.sluice.backend.ContentEnd;
import io.sluice.backend.ForwardingBlockStore;
import io.sluice.backend.Geometry;
import io.sluice.backend.ReadOnlyStoreContractTest;
import io.sluice.backend.Segments;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import io.sluice.backends.seekable.gzip.GzipFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** A gzip file that another volume holds, which is looked at on the border. */
class LayeredContractTest extends ReadOnlyStoreContractTest {
  @Override
  protected Volume newVolume(byte[] content, int blockSize) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return new SeekableVolume(
        new GzipFormat(),
        EncodedSource.volume(checked(new Bytes(bytes.toByteArray()))),
        blockSize,
        new Indexes(Optional.empty()),
        new DecodingMemory(0));
  }

  /** Bytes that need not be whole blocks. */
  private static final class Bytes implements Volume {
    private static final int BLOCK = 512;

    private final byte[] content;

    Bytes(byte[] content) {
      this.content = content;
    }

    @Override
    public VolumeInfo probe() {
      int blocks = (content.length + BLOCK - 1) / BLOCK;
      return new VolumeInfo(
          new Geometry(blocks, BLOCK, BLOCK),
          Capabilities.PLAIN.withReadOnly(),
          "bytes",
          ContentEnd.of(content.length, BLOCK, false));
    }

    @Override
    public BlockStore open() throws IOException {
      VolumeInfo info = probe();
      ArrayStore store = new ArrayStore(info.geometry(), Capabilities.PLAIN);
      byte[] whole = Arrays.copyOf(content, (int) info.geometry().size());
      store.write(0, Segments.of(whole), 0);
      return new ForwardingBlockStore(store) {
        @Override
        public VolumeInfo info() {
          return info;
        }

        @Override
        public long contentLength() {
          return info.contentLength();
        }
      };
    }
  }
}
