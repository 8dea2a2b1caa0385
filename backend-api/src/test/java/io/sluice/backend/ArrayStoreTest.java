package io.sluice.backend;

import java.util.Optional;

/** The test double is a store like any other. */
class ArrayStoreTest extends BlockStoreContractTest {
  @Override
  protected Volume newVolume(long size, int blockSize) {
    return new ArrayVolume(Geometry.ofSize(size, blockSize), ArrayStore.allCapabilities(blockSize));
  }

  @Override
  protected Optional<Volume> newReadOnlyVolume(long size, int blockSize) {
    return Optional.of(
        new ArrayVolume(
            Geometry.ofSize(size, blockSize), Capabilities.builder().readOnly(true).build()));
  }
}
