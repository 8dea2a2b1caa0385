package io.sluice.backend.file;

import io.sluice.backend.Capabilities;
import io.sluice.backend.ContentEnd;
import io.sluice.backend.Geometry;
import io.sluice.backend.VolumeInfo;
import io.sluice.posix.BlockDevice;
import io.sluice.posix.FileStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells what a file or device is as a volume, and whether it is the one that was asked for. */
final class FileFacts {
  /** The page cache's: a shorter write to what is not cached reads first. */
  private static final int PAGE_SIZE = 4096;

  private FileFacts() {}

  /** Of a file that will be made. */
  static VolumeInfo planned(FileSpec spec) throws IOException {
    Path folder = spec.path().toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new IOException("there is no folder " + folder + " to make " + spec.path() + " in");
    }
    FileSystemFacts fileSystem = FileSystemFacts.of(folder);
    return new VolumeInfo(
        geometryOfFile(spec, spec.size()),
        capabilitiesOfFile(spec, fileSystem),
        spec.path() + " (not made yet)");
  }

  /**
   * Of an open one.
   *
   * @throws IOException when it is not what was asked for
   */
  static VolumeInfo of(FileTarget target) throws IOException {
    requireSize(target);
    return target.isDevice() ? ofDevice(target) : ofFile(target);
  }

  private static void requireSize(FileTarget target) throws IOException {
    FileSpec spec = target.spec();
    if (spec.size() != 0 && spec.size() != target.length()) {
      throw new IOException(
          "%s has %d bytes, and size = %d; set size = %2$d, or leave size and create out to take it as it is"
              .formatted(spec.path(), target.length(), spec.size()));
    }
    if (target.length() == 0) {
      throw new IOException(spec.path() + " is empty");
    }
  }

  private static VolumeInfo ofFile(FileTarget target) throws IOException {
    FileStatus status = target.status();
    return new VolumeInfo(
        geometryOfFile(target.spec(), target.length()),
        capabilitiesOfFile(target.spec(), FileSystemFacts.of(target.spec().path())),
        "%s (device %d:%d, inode %d)"
            .formatted(
                target.spec().path(), status.deviceMajor(), status.deviceMinor(), status.inode()),
        end(target, blockSize(target.spec())));
  }

  /** Version 0.1.0 left a last part of a block out. */
  private static ContentEnd end(FileTarget target, int blockSize) {
    return ContentEnd.of(target.length(), blockSize, true);
  }

  private static int blockSize(FileSpec spec) {
    return spec.blockSize() == 0 ? FileSpec.DEFAULT_BLOCK_SIZE : spec.blockSize();
  }

  static Geometry geometryOfFile(FileSpec spec, long length) {
    return Geometry.ofSize(length, blockSize(spec), PAGE_SIZE);
  }

  private static Capabilities capabilitiesOfFile(FileSpec spec, FileSystemFacts fileSystem) {
    boolean discard =
        !spec.readOnly()
            && switch (spec.discard()) {
              case AUTO -> fileSystem.punchesHoles() && !spec.preallocate();
              case ON -> true;
              case OFF -> false;
            };
    return Capabilities.builder()
        .readOnly(spec.readOnly())
        .writeCache(!spec.readOnly())
        .discard(discard ? Math.max(blockSize(spec), fileSystem.allocationUnit()) : 0, discard)
        .rotational(fileSystem.isRotational())
        .build();
  }

  private static VolumeInfo ofDevice(FileTarget target) throws IOException {
    FileSpec spec = target.spec();
    int logical = BlockDevice.logicalBlockSize(target.fd());
    int blockSize = spec.blockSize() == 0 ? logical : spec.blockSize();
    int physical = Math.max(blockSize, BlockDevice.physicalBlockSize(target.fd()));
    FileStatus status = target.status();
    DeviceQueue queue = DeviceQueue.of(status.ownMajor(), status.ownMinor());
    return new VolumeInfo(
        Geometry.ofSize(target.length(), blockSize, physical),
        capabilitiesOfDevice(target, blockSize, queue),
        "%s (block device %d:%d)".formatted(spec.path(), status.ownMajor(), status.ownMinor()),
        end(target, blockSize));
  }

  private static Capabilities capabilitiesOfDevice(
      FileTarget target, int blockSize, DeviceQueue queue) throws IOException {
    FileSpec spec = target.spec();
    boolean readOnly = spec.readOnly() || BlockDevice.isReadOnly(target.fd());
    boolean discard = !readOnly && queue.discards() && spec.discard() != Discard.OFF;
    return Capabilities.builder()
        .readOnly(readOnly)
        .writeCache(!readOnly)
        .discard(discard ? Math.max(blockSize, queue.discardGranularity()) : 0, false)
        .rotational(queue.isRotational())
        .build();
  }
}
