package io.sluice.backend.qcow2;

import io.sluice.backend.BlockStore;
import io.sluice.backend.OddEndContract;
import io.sluice.backend.Segments;
import io.sluice.backend.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Images of any number of sectors, with clusters smaller and larger than blocks. */
class Qcow2OddEndTest extends OddEndContract {
  private Path image;

  @Override
  protected int granularity() {
    return 512;
  }

  @Override
  protected Volume newVolume(byte[] content, int blockSize) throws IOException {
    image = Files.createTempFile("odd", ".qcow2");
    Files.delete(image);
    int clusterBits = 9 + content.length / 512 % 8;
    Qcow2Volume.create(
        image, new Qcow2Creation(content.length, clusterBits, false, Optional.empty()));
    try (BlockStore store = TestImages.open(image, Qcow2Options.DEFAULT)) {
      store.write(0, Segments.of(content), 0);
    }
    return new Qcow2Volume(ImageSource.file(image), Qcow2Options.DEFAULT.withBlockSize(blockSize));
  }

  @Override
  protected void release() throws Exception {
    Files.deleteIfExists(image);
  }
}
