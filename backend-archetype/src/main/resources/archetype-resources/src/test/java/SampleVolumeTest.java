package ${package};

import io.sluice.backend.BlockStoreContractTest;
import io.sluice.backend.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** All that a store promises: reading, writing, flushing, discarding, threads, odd buffers. */
class SampleVolumeTest extends BlockStoreContractTest {
  @TempDir Path folder;

  @Override
  protected Volume newVolume(long size, int blockSize) throws IOException {
    return new SampleVolume(newFile(), size, blockSize, false);
  }

  @Override
  protected Optional<Volume> newReadOnlyVolume(long size, int blockSize) throws IOException {
    return Optional.of(new SampleVolume(newFile(), size, blockSize, true));
  }

  private Path newFile() throws IOException {
    return Files.createTempFile(folder, "volume", ".img");
  }
}
