package io.sluice.backend.overlay;

import io.sluice.backend.OddEndContract;
import io.sluice.backend.Volume;
import io.sluice.backend.layer.LayerAccess;
import io.sluice.backend.layer.SharedLayers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Overlays over raw files of any number of sectors, which is what an image's size is told in. */
class OverlayOddEndTest extends OddEndContract {
  private final SharedLayers layers = new SharedLayers(List.of(new RawFiles()));
  private Path base;
  private Path overlay;

  @Override
  protected int granularity() {
    return 512;
  }

  @Override
  protected Volume newVolume(byte[] content, int blockSize) throws IOException {
    base = Files.write(Files.createTempFile("base", ".raw"), content);
    overlay = base.resolveSibling(base.getFileName() + ".qcow2");
    OverlaySpec spec = RawFiles.overlay(base, overlay, blockSize, false);
    Volume below = layers.layer(spec.base(), spec.name(), LayerAccess.READ_ONLY);
    Volume volume = new OverlayVolume(spec, below, 0, Optional.empty());
    volume.open().close(); // makes it
    return volume;
  }

  @Override
  protected void release() throws IOException {
    Files.deleteIfExists(base);
    Files.deleteIfExists(overlay);
  }
}
