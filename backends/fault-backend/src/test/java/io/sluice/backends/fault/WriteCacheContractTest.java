package io.sluice.backends.fault;

import io.sluice.backend.BlockStoreContractTest;
import io.sluice.backend.Volume;
import java.util.Optional;

/** With a write cache, of which no one takes notice before the power is cut. */
class WriteCacheContractTest extends BlockStoreContractTest {
  @Override
  protected Volume newVolume(long size, int blockSize) {
    return new FaultVolume(
        checked(FaultStoreContractTest.below(size, blockSize)), new FaultRules(1), 20L * blockSize);
  }

  @Override
  protected Optional<Volume> newReadOnlyVolume(long size, int blockSize) {
    return Optional.empty();
  }
}
