package io.sluice.backends.qcow2;

import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Optional;

/** On a backing volume that holds zeroes, and subclusters of 2 KiB, so that much is copied. */
class BackedContractTest extends Qcow2StoreContractTest {
  @Override
  Qcow2Options make(Path image, long size, int blockSize) throws Exception {
    Path base = image.resolveSibling(image.getFileName() + ".base");
    try (RandomAccessFile file = new RandomAccessFile(base.toFile(), "rw")) {
      file.setLength(size);
    }
    Qcow2Volume.create(image, new Qcow2Creation(size, 16, true, Optional.of(base.toString())));
    return Qcow2Options.DEFAULT
        .withBlockSize(blockSize)
        .withBacking(new Qcow2Options.Backing(checked(new RawVolume(base)), "file://" + base));
  }
}
