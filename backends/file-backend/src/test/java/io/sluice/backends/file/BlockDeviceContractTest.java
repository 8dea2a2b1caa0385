package io.sluice.backends.file;

import io.sluice.backend.BlockStoreContractTest;
import io.sluice.backend.Volume;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** On loop devices. */
class BlockDeviceContractTest extends BlockStoreContractTest {
  private final Machine machine = new Machine();
  @TempDir private Path folder;

  private Path device(long size, String... options) throws Exception {
    Path file = Files.createTempFile(folder, "disk", ".img");
    try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.setLength(size);
    }
    return machine.loop(file, options);
  }

  @Override
  protected Volume newVolume(long size, int blockSize) throws Exception {
    return new FileVolume(FileSpec.of(device(size)).withBlockSize(blockSize));
  }

  @Override
  protected Optional<Volume> newReadOnlyVolume(long size, int blockSize) throws Exception {
    Path device = device(size, "--read-only");
    return Optional.of(new FileVolume(FileSpec.of(device).withBlockSize(blockSize).asReadOnly()));
  }

  @AfterEach
  void detach() throws Exception {
    machine.close();
  }
}
