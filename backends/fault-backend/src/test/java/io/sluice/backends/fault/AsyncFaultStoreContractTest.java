package io.sluice.backends.fault;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.ArrayVolume;
import io.sluice.backend.AsyncBlockStoreContractTest;
import io.sluice.backend.Geometry;
import io.sluice.backend.LaterVolume;
import io.sluice.backend.ShuffledExecutor;
import io.sluice.backend.Volume;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** With no rule that fails, in front of a store that answers later, it is another such store. */
class AsyncFaultStoreContractTest extends AsyncBlockStoreContractTest {
  private final ShuffledExecutor executor = new ShuffledExecutor(2);

  @AfterEach
  void stop() {
    executor.close();
  }

  @Override
  protected Volume newVolume(long size, int blockSize) {
    FaultRules rules = new FaultRules(1);
    rules.add("delay write probability=0.2 for=1ms");
    return new FaultVolume(
        new LaterVolume(FaultStoreContractTest.below(size, blockSize), executor), rules, 0);
  }

  @Override
  protected Optional<Volume> newReadOnlyVolume(long size, int blockSize) {
    ArrayVolume below =
        new ArrayVolume(
            Geometry.ofSize(size, blockSize), ArrayStore.allCapabilities(blockSize).withReadOnly());
    return Optional.of(new FaultVolume(new LaterVolume(below, executor), new FaultRules(1), 0));
  }
}
