package io.sluice.backend;

import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** A store that answers on any thread and in any order is a store as any other. */
class LaterStoreContractTest extends AsyncBlockStoreContractTest {
  private final ShuffledExecutor executor = new ShuffledExecutor(1);

  @AfterEach
  void stop() {
    executor.close();
  }

  @Override
  protected Volume newVolume(long size, int blockSize) {
    return new LaterVolume(
        new ArrayVolume(Geometry.ofSize(size, blockSize), ArrayStore.allCapabilities(blockSize)),
        executor);
  }

  @Override
  protected Optional<Volume> newReadOnlyVolume(long size, int blockSize) {
    return Optional.of(
        new LaterVolume(
            new ArrayVolume(
                Geometry.ofSize(size, blockSize), Capabilities.builder().readOnly(true).build()),
            executor));
  }
}
