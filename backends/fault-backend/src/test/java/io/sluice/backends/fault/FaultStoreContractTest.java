package io.sluice.backends.fault;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.ArrayVolume;
import io.sluice.backend.BlockStoreContractTest;
import io.sluice.backend.Geometry;
import io.sluice.backend.Volume;
import java.util.Optional;

/** With no rule in force it is as the volume below. */
class FaultStoreContractTest extends BlockStoreContractTest {
  @Override
  protected Volume newVolume(long size, int blockSize) {
    return new FaultVolume(checked(below(size, blockSize)), new FaultRules(1), 0);
  }

  static ArrayVolume below(long size, int blockSize) {
    return new ArrayVolume(Geometry.ofSize(size, blockSize), ArrayStore.allCapabilities(blockSize));
  }

  @Override
  protected Optional<Volume> newReadOnlyVolume(long size, int blockSize) {
    return Optional.of(
        new FaultVolume(
            checked(
                new ArrayVolume(
                    Geometry.ofSize(size, blockSize),
                    ArrayStore.allCapabilities(blockSize).withReadOnly())),
            new FaultRules(1),
            0));
  }
}
