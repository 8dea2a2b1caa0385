package io.sluice.backends.qcow2;

import io.sluice.backend.BlockStoreContractTest;
import io.sluice.backend.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Images made here, with clusters of 4 KiB, so that a test's disk has many. */
class Qcow2StoreContractTest extends BlockStoreContractTest {
  @TempDir private Path folder;
  private final List<Path> images = new ArrayList<>();

  /** Runs when the stores are closed. */
  @RegisterExtension
  final AfterEachCallback qemuShouldFindNothingWrong =
      context -> {
        for (Path image : images) {
          QemuImg.requireClean(image);
        }
      };

  int clusterBits() {
    return 12;
  }

  boolean extendedL2() {
    return false;
  }

  Path folder() {
    return folder;
  }

  /** Makes an image, and says how to open it. */
  Qcow2Options make(Path image, long size, int blockSize) throws Exception {
    Qcow2Volume.create(
        image, new Qcow2Creation(size, clusterBits(), extendedL2(), Optional.empty()));
    return Qcow2Options.DEFAULT.withBlockSize(blockSize);
  }

  private Path newImage() throws IOException {
    Path image = Files.createTempFile(folder, "disk", ".qcow2");
    Files.delete(image);
    images.add(image);
    return image;
  }

  @Override
  protected Volume newVolume(long size, int blockSize) throws Exception {
    Path image = newImage();
    return new Qcow2Volume(ImageSource.file(image), make(image, size, blockSize));
  }

  @Override
  protected Optional<Volume> newReadOnlyVolume(long size, int blockSize) throws Exception {
    Path image = newImage();
    return Optional.of(
        new Qcow2Volume(ImageSource.file(image), make(image, size, blockSize).asReadOnly()));
  }
}
