package io.sluice.backend.file;

import io.sluice.backend.OddEndContract;
import io.sluice.backend.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A raw file of any length. */
class FileOddEndTest extends OddEndContract {
  private Path file;

  @Override
  protected Volume newVolume(byte[] content, int blockSize) throws IOException {
    file = Files.write(Files.createTempFile("odd", ".img"), content);
    return new FileVolume(FileSpec.of(file).withBlockSize(blockSize));
  }

  @Override
  protected void release() throws IOException {
    Files.deleteIfExists(file);
  }
}
