package io.sluice.backend.seekable;

import io.sluice.backend.OddEndContract;
import io.sluice.backend.Volume;
import io.sluice.backend.seekable.gzip.GzipFormat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/** Compressed content of any length. */
class SeekableOddEndTest extends OddEndContract {
  private Path file;

  @Override
  protected boolean isWritable() {
    return false;
  }

  @Override
  protected Volume newVolume(byte[] content, int blockSize) throws IOException {
    file = Files.createTempFile("odd", ".gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(content);
    }
    return new SeekableVolume(
        new GzipFormat(),
        EncodedSource.file(file),
        blockSize,
        new Indexes(Optional.empty()),
        new DecodingMemory(0));
  }

  @Override
  protected void release() throws IOException {
    Files.deleteIfExists(file);
  }
}
