package io.sluice.backends.seekable;

import io.sluice.backend.ReadOnlyStoreContractTest;
import io.sluice.backend.Volume;
import io.sluice.backends.seekable.gzip.GzipFormat;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;

/** A gzip file. */
class SeekableStoreContractTest extends ReadOnlyStoreContractTest {
  @TempDir private Path folder;

  @Override
  protected Volume newVolume(byte[] content, int blockSize) throws Exception {
    Path path = Files.createTempFile(folder, "disk", ".gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path))) {
      out.write(content);
    }
    return new SeekableVolume(
        new GzipFormat(),
        EncodedSource.file(path),
        blockSize,
        new Indexes(Optional.empty()),
        new DecodingMemory(0));
  }
}
