package io.sluice.backends.file;

import io.sluice.backend.BlockStore;
import io.sluice.backend.Volume;
import io.sluice.backend.VolumeInfo;
import java.io.IOException;
import java.nio.file.Files;

/**
 * A raw image file or a block device. While it is open, an open file description lock on the whole
 * file keeps out every other writer, of this process too, that asks for locks; a block device is
 * opened exclusively besides, which keeps it from being mounted.
 */
public final class FileVolume implements Volume {
  private final FileSpec spec;

  /** The file was there; should it be gone, an empty one is no substitute. */
  private volatile boolean wasThere;

  public FileVolume(FileSpec spec) {
    this.spec = spec;
  }

  /** {@inheritDoc} A file that is yet to be made is told as it will be. */
  @Override
  public VolumeInfo probe() throws IOException {
    if (isYetToBeMade()) {
      return FileFacts.planned(spec);
    }
    try (FileTarget target = FileTarget.look(spec)) {
      return spec.create() && target.isEmpty() ? FileFacts.planned(spec) : FileFacts.of(target);
    }
  }

  /**
   * {@inheritDoc} Makes the file first, where that is asked for: sparse, readable by its owner
   * alone, and in its folder for good. An existing file is never overwritten, and never made longer
   * or shorter, but for an empty one that {@code create} finds: what a crash left of its making. A
   * file that was there once and is gone is not made again.
   */
  @Override
  public BlockStore open() throws IOException {
    FileTarget target = isYetToBeMade() ? FileCreation.create(spec) : FileTarget.hold(spec);
    try {
      if (spec.create() && target.isEmpty()) {
        target = FileCreation.complete(target);
      }
      VolumeInfo info = FileFacts.of(target);
      wasThere = true;
      return new FileStore(target, info);
    } catch (Throwable failure) {
      target.close();
      throw failure;
    }
  }

  private boolean isYetToBeMade() throws IOException {
    if (!spec.create() || Files.exists(spec.path())) {
      return false;
    }
    if (wasThere) {
      throw new IOException(
          spec.path()
              + " was there and is gone: put it back. To have an empty one made in its place, write"
              + " the configuration anew");
    }
    return true;
  }

  @Override
  public String toString() {
    return "FileVolume(" + spec.path() + ")";
  }
}
