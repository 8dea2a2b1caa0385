package io.sluice.backend.overlay;

import io.sluice.backend.Capabilities;
import io.sluice.backend.VolumeInfo;
import io.sluice.backend.qcow2.Qcow2Creation;
import java.io.IOException;
import java.util.Optional;

/** What an overlay is as a volume, before it is made. */
final class OverlayFacts {
  private OverlayFacts() {}

  /** The image that is to be made. */
  static Qcow2Creation creation(OverlaySpec spec, VolumeInfo below) throws IOException {
    long least = below.geometry().size();
    if (spec.size() != 0 && spec.size() < least) {
      throw new IOException(
          "size = %d: is less than the %d bytes of %s".formatted(spec.size(), least, spec.base()));
    }
    return new Qcow2Creation(
        spec.size() == 0 ? least : spec.size(),
        Long.numberOfTrailingZeros(spec.clusterSize()),
        true,
        Optional.of(spec.backingName()));
  }

  static VolumeInfo planned(OverlaySpec spec, VolumeInfo below) throws IOException {
    int blockSize = spec.blockSize() == 0 ? below.geometry().blockSize() : spec.blockSize();
    return creation(spec, below)
        .planned(blockSize, Optional.of(below), spec.path() + " (not made yet)");
  }

  static Capabilities asVolatile(Capabilities can) {
    return Capabilities.builder()
        .readOnly(can.readOnly())
        .volatileContent(true)
        .writeCache(can.writeCache())
        .discard(can.discardGranularity(), can.discardReadsZero())
        .rotational(can.rotational())
        .optimalTransfer(can.optimalTransfer())
        .maximumTransfer(can.maximumTransfer())
        .build();
  }
}
