package io.sluice.backends.overlay;

import io.sluice.backend.BlockStoreContractTest;
import io.sluice.backend.Volume;
import io.sluice.backend.layer.LayerAccess;
import io.sluice.backend.layer.SharedLayers;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;

/** Over a base of zeroes, which others stand on as well. */
class OverlayStoreContractTest extends BlockStoreContractTest {
  @TempDir private Path folder;
  private final SharedLayers layers = new SharedLayers(List.of(new RawFiles(this::checked)));
  private int count;

  @Override
  protected Volume newVolume(long size, int blockSize) throws IOException {
    Path base = Files.createTempFile(folder, "base", ".raw");
    try (RandomAccessFile file = new RandomAccessFile(base.toFile(), "rw")) {
      file.setLength(size);
    }
    Path path = folder.resolve("overlay" + count++ + ".qcow2");
    OverlaySpec spec = RawFiles.overlay(base, path, blockSize, false);
    return new OverlayVolume(
        spec, layers.layer(spec.base(), spec.name(), LayerAccess.READ_ONLY), 0, Optional.empty());
  }

  @Override
  protected Optional<Volume> newReadOnlyVolume(long size, int blockSize) {
    return Optional.empty();
  }
}
