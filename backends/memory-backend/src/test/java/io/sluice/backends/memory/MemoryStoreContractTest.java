package io.sluice.backends.memory;

import io.sluice.backend.BlockStoreContractTest;
import io.sluice.backend.Volume;
import java.util.Optional;

class MemoryStoreContractTest extends BlockStoreContractTest {
  @Override
  protected Volume newVolume(long size, int blockSize) {
    return new MemoryVolume("test", size, blockSize);
  }

  @Override
  protected Optional<Volume> newReadOnlyVolume(long size, int blockSize) {
    return Optional.empty();
  }
}
