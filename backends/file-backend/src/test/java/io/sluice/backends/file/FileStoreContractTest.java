package io.sluice.backends.file;

import io.sluice.backend.BlockStoreContractTest;
import io.sluice.backend.Volume;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** On the file system that holds temporary files. */
class FileStoreContractTest extends BlockStoreContractTest {
  @TempDir private Path folder;

  Path folder() {
    return folder;
  }

  private FileSpec sparseFile(long size, int blockSize) throws IOException {
    Path file = Files.createTempFile(folder(), "disk", ".img");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(size);
    }
    return FileSpec.of(file).withBlockSize(blockSize);
  }

  @Override
  protected Volume newVolume(long size, int blockSize) throws IOException {
    return new FileVolume(sparseFile(size, blockSize));
  }

  @Override
  protected Optional<Volume> newReadOnlyVolume(long size, int blockSize) throws IOException {
    return Optional.of(new FileVolume(sparseFile(size, blockSize).asReadOnly()));
  }
}
