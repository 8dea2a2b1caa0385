package io.sluice.backend.layer;

import io.sluice.backend.ArrayStore;
import io.sluice.backend.ArrayVolume;
import io.sluice.backend.BlockStoreContractTest;
import io.sluice.backend.Capabilities;
import io.sluice.backend.Geometry;
import io.sluice.backend.Volume;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** A layer is as the volume that it is, shared or not. */
class LeasedStoreContractTest extends BlockStoreContractTest {
  private Volume layer(long size, int blockSize, Capabilities can, LayerAccess access) {
    Volume below = checked(new ArrayVolume(Geometry.ofSize(size, blockSize), can));
    TestFactory factory = new TestFactory("test").with("base", below);
    return new SharedLayers(() -> List.of(factory)).layer(URI.create("test:base"), "disk", access);
  }

  @Override
  protected Volume newVolume(long size, int blockSize) {
    return layer(size, blockSize, ArrayStore.allCapabilities(blockSize), LayerAccess.WRITABLE);
  }

  @Override
  protected Optional<Volume> newReadOnlyVolume(long size, int blockSize) {
    Capabilities can = ArrayStore.allCapabilities(blockSize).withReadOnly();
    return Optional.of(layer(size, blockSize, can, LayerAccess.READ_ONLY));
  }
}
